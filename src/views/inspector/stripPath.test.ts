import { expect, it } from 'vitest';
import { stripPath } from './stripPath.ts';

it('draws bars from the zero line in the given order', () => {
  const strip = stripPath(Float32Array.of(1, -1, 0.5), Int32Array.of(0, 2, 1), 30, 20);
  expect(strip).toEqual({ path: 'M0 10V0H10V5H20V20H30V10Z', zero: 10 });
});

it('leaves a gap where a value is not finite, and survives zeros', () => {
  const broken = stripPath(Float32Array.of(Number.NaN, 2), Int32Array.of(1, 0), 20, 10);
  expect(broken.path).toBe('M0 10V0H10V10H20V10Z');
  expect(stripPath(new Float32Array(2), Int32Array.of(0, 1), 20, 10).path).toBe('M0 10V10H10V10H20V10Z');
});
