import { expect, it } from 'vitest';
import type { Figures } from '../../runtime/contract.ts';
import { branchShare, rms } from './residual.ts';

const figures = (mean: number, std: number): Figures => ({
  mean,
  std,
  min: -1,
  max: 1,
  zeros: 0,
  notFinite: 0,
  histogram: new Uint32Array(0),
});

it('compares by the root of the mean square', () => {
  expect(rms(figures(3, 4))).toBe(5);
  expect(branchShare(figures(0, 2), figures(3, 4))).toBe(0.4);
});

it('says nothing of a shortcut of zeros or of numbers that are not finite', () => {
  expect(branchShare(figures(0, 2), figures(0, 0))).toBeNull();
  expect(branchShare(figures(Number.NaN, 2), figures(1, 1))).toBeNull();
});
