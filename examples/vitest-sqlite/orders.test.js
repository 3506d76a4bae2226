import { beforeEach, expect, test } from 'vitest';
import { add, count, reset } from './orders.js';

beforeEach(reset);

test('a new shop has no orders', () => {
  expect(count()).toBe(0);
});

test('an order is counted', () => {
  add('tea');
  expect(count()).toBe(1);
});
