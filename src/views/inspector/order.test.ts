import { expect, it } from 'vitest';
import { channelOrder, descending } from './order.ts';

it('puts the largest first, equals by index and NaN last', () => {
  expect([...descending([1, 3, Number.NaN, 3, -2])]).toEqual([1, 3, 0, 4, 2]);
});

it('orders channels by what was asked for', () => {
  const channels = {
    mean: new Float32Array(3),
    min: new Float32Array(3),
    max: Float32Array.of(1, 9, 2),
    strength: Float32Array.of(0.5, 0.1, 0.7),
    zeros: Float32Array.of(0.2, 0.9, 0.3),
  };
  expect([...channelOrder(channels, 'strength')]).toEqual([2, 0, 1]);
  expect([...channelOrder(channels, 'sparsity')]).toEqual([1, 2, 0]);
  expect([...channelOrder(channels, 'max')]).toEqual([1, 2, 0]);
  expect([...channelOrder(channels, 'index')]).toEqual([0, 1, 2]);
});
