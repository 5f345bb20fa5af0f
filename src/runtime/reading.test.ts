import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { allFinite, channelFiguresOf, figuresOf, meanMapOf, thumbnailOf } from './reading.ts';

it('gives figures of what is finite and counts the rest', () => {
  const figures = figuresOf(Float32Array.of(0, 4, Number.NaN, 0, -4, Number.POSITIVE_INFINITY));
  expect(figures).toMatchObject({ mean: 0, std: Math.sqrt(8), min: -4, max: 4, zeros: 2 / 6, notFinite: 2 });
  expect(figures.histogram.reduce((sum, n) => sum + n, 0)).toBe(4);
  expect([figures.histogram[0], figures.histogram[32], figures.histogram.at(-1)]).toEqual([1, 2, 1]);
});

it('says nothing of values that are all not finite, and puts equal values into one bin', () => {
  expect(figuresOf(Float32Array.of(Number.NaN))).toMatchObject({ mean: 0, min: 0, max: 0, notFinite: 1 });
  expect(figuresOf(Float32Array.of(3, 3)).histogram[0]).toBe(2);
});

it('gives figures by channel', () => {
  const figures = channelFiguresOf(Float32Array.of(3, 4, 0, Number.NaN), [1, 2, 1, 2]);
  expect([...figures.mean]).toEqual([3.5, 0]);
  expect([...figures.min]).toEqual([3, 0]);
  expect([...figures.max]).toEqual([4, 0]);
  expect(figures.strength[0]).toBeCloseTo(Math.sqrt(12.5), 6);
  expect([...figures.zeros]).toEqual([0, 0.5]);
});

it('draws the mean over channels from 0 to 255, at most 32 a side', async () => {
  const draw = async (tensor: tf.Tensor) => thumbnailOf(await meanMapOf('a', tensor));
  const small = await draw(tf.tensor4d([0, 2, 1, 3, 2, 4, 5, 5], [1, 2, 2, 2]));
  expect(small).toMatchObject({ node: 'a', width: 2, height: 2 });
  expect([...small.pixels]).toEqual([0, 64, 128, 255]);
  const wide = await draw(tf.ones([1, 28, 112, 3]));
  expect([wide.width, wide.height]).toEqual([32, 8]);
  const odd = await draw(tf.ones([1, 33, 31, 1]));
  expect([odd.width, odd.height, odd.pixels.length]).toEqual([30, 32, 960]);
});

it('notices what is not finite', () => {
  expect(allFinite(Float32Array.of(1, -2, 3e38, 3e38))).toBe(true);
  expect(allFinite(Float32Array.of(1, Number.NaN))).toBe(false);
  expect(allFinite(Float32Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))).toBe(false);
});
