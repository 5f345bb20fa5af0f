import { expect, it } from 'vitest';
import type { Figures } from '../../runtime/contract.ts';
import { histogramBars, zeroLine } from './histogram.ts';

const figures = (min: number, max: number, counts: number[]): Figures => ({
  mean: 0,
  std: 1,
  min,
  max,
  zeros: 0,
  notFinite: 0,
  histogram: Uint32Array.from(counts),
});

it('spans the width, and heights follow the square root', () => {
  const bars = histogramBars(figures(-1, 3, [100, 0, 25, 1]), 80, 40);
  expect(bars.map((bar) => bar.x)).toEqual([0, 20, 40, 60]);
  expect(bars.map((bar) => bar.height)).toEqual([40, 0, 20, 4]);
  expect(bars.map((bar) => bar.y + bar.height)).toEqual([40, 40, 40, 40]);
  expect([bars[1]?.from, bars[1]?.to]).toEqual([0, 1]);
});

it('shows a single value among a million', () => {
  expect(histogramBars(figures(0, 1, [4_000_000, 1]), 80, 40)[1]?.height).toBe(1);
});

it('survives nothing to count', () => {
  expect(histogramBars(figures(0, 0, []), 80, 40)).toEqual([]);
  expect(histogramBars(figures(0, 0, [0, 0]), 80, 40).map((bar) => bar.height)).toEqual([0, 0]);
});

it('marks zero only inside the range', () => {
  expect(zeroLine(figures(-1, 3, []), 80)).toBe(20);
  expect(zeroLine(figures(0, 3, []), 80)).toBeNull();
});
