'use strict';

test('a price has two digits', () => {
  expect((19.9).toFixed(2)).toBe('19.90');
});
