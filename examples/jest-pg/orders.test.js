'use strict';

const orders = require('./orders.js');

beforeEach(() => orders.reset());
afterAll(() => orders.close());

test('a new shop has no orders', async () => {
  expect(await orders.count()).toBe(0);
});

test('an order is counted', async () => {
  await orders.add('tea');
  expect(await orders.count()).toBe(1);
});
