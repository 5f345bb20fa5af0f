import { expect, it } from 'vitest';
import { topClasses } from './topClasses.ts';

it('orders by logit, equal ones by index, and sums to one', () => {
  const { top, notFinite } = topClasses(Float32Array.of(1, 3, 3, -2), 5);
  expect(top.map((entry) => entry.index)).toEqual([1, 2, 0, 3]);
  expect(top.reduce((sum, entry) => sum + entry.probability, 0)).toBeCloseTo(1, 12);
  expect(top[0]?.probability).toBeCloseTo(Math.exp(3) / (2 * Math.exp(3) + Math.exp(1) + Math.exp(-2)), 12);
  expect(notFinite).toBe(0);
});

it('does not overflow, and shifting all logits changes nothing', () => {
  const near = topClasses(Float32Array.of(0, 1, 2), 3).top.map((entry) => entry.probability);
  const far = topClasses(Float32Array.of(5000, 5001, 5002), 3).top.map((entry) => entry.probability);
  expect(far).toEqual(near);
  expect(far.every(Number.isFinite)).toBe(true);
});

it('returns as many as were asked for', () => {
  expect(
    topClasses(
      Float32Array.from({ length: 1000 }, (_, i) => i / 100),
      5,
    ).top,
  ).toHaveLength(5);
});

it('leaves out and counts what is not finite', () => {
  const { top, notFinite } = topClasses(Float32Array.of(Number.NaN, 1, Number.POSITIVE_INFINITY, 0), 5);
  expect(top.map((entry) => entry.index)).toEqual([1, 3]);
  expect(notFinite).toBe(2);
  expect(topClasses(Float32Array.of(Number.NaN), 5)).toEqual({ top: [], notFinite: 1 });
});
