import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import type { MemoryLimit, WeightForm } from './lowering/types.ts';
import { WeightCache } from './weightCache.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function form(key: string, ...values: number[]): WeightForm & { made: number } {
  const made = {
    key,
    sizes: [values.length],
    made: 0,
    make: () => {
      made.made += 1;
      return Promise.resolve([{ shape: [values.length], values: Float32Array.from(values) }]);
    },
  };
  return made;
}

const limitOf = (total: number, weightCopies = 1): MemoryLimit => ({
  total,
  tensor: total,
  weightCopies,
  exceeded: 'run.error.tooLarge.tab',
});
const limit = limitOf(1e6);

it('makes what it does not hold, and lets go of what is not retained', async () => {
  const before = tf.memory().numTensors;
  const cache = new WeightCache();
  const [a, b] = [form('a', 1, 2), form('b', 3)];
  const [first] = await cache.load(a, limit);
  await cache.load(b, limit);
  expect((await cache.load(a, limit))[0]).toBe(first);
  expect(tf.memory().numTensors - before).toBe(2);
  cache.retain(new Set(['a']));
  expect([cache.has('a'), cache.has('b'), tf.memory().numTensors - before]).toEqual([true, false, 1]);
  await cache.load(b, limit);
  expect([a.made, b.made]).toEqual([1, 2]);
  cache.clear();
  expect(tf.memory().numTensors).toBe(before);
});

it('knows of weights that are not finite until they are gone', async () => {
  const cache = new WeightCache();
  await cache.load(form('good', 1), limit);
  expect(cache.finite).toBe(true);
  await cache.load(form('bad', Number.NaN), limit);
  expect(cache.finite).toBe(false);
  cache.retain(new Set(['good']));
  expect(cache.finite).toBe(true);
  cache.clear();
});

it('refuses what would not fit before it is made', async () => {
  const cache = new WeightCache();
  const held = tf.memory().numBytes;
  const large = form('a', 1, 2, 3);
  await expect(cache.load(large, limitOf(held + 8))).rejects.toThrow(/out of memory/);
  expect([cache.has('a'), large.made]).toEqual([false, 0]);
  await cache.load(form('a', 1, 2), limitOf(held + 8));
  await expect(cache.load(form('b', 1), limitOf(held + 23, 2))).rejects.toThrow(/out of memory/);
  await cache.load(form('b', 1), limitOf(held + 24, 2));
  cache.clear();
});
