'use strict';

test('an invoice has a number', () => {
  expect(`INV-${7}`).toBe('INV-7');
});
