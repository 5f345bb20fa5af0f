import { describe, expect, it } from 'vitest';
import { pad } from '../../graph/ops/index.ts';
import type { Conv2dAttrs } from '../../graph/types.ts';
import { foldNorm, layBias, layFilters, planGroups } from './filters.ts';

const attrs = (out: number, groups: number, kernel: readonly [number, number] = [1, 1]): Conv2dAttrs => ({
  out,
  kernel,
  stride: 1,
  padding: pad(0),
  dilation: 1,
  groups,
  bias: true,
  standardize: null,
});

describe('how groups go to calls', () => {
  it('joins small groups into blocks of about the wanted width', () => {
    expect(planGroups(1, 64, 64)).toEqual({ kind: 'dense' });
    expect(planGroups(64, 1, 64)).toEqual({ kind: 'depthwise' });
    expect(planGroups(32, 4, 64)).toEqual({ kind: 'blocks', bounds: [0, 16, 32] });
    expect(planGroups(8, 4, 64)).toEqual({ kind: 'blocks', bounds: [0, 8] });
    expect(planGroups(7, 16, 64)).toEqual({ kind: 'blocks', bounds: [0, 4, 7] });
  });

  it('makes one call a group only of groups as wide as a block', () => {
    for (const [groups, width] of [
      [32, 4],
      [32, 32],
      [64, 2],
      [3, 63],
      [5, 40],
    ] as const) {
      const plan = planGroups(groups, width, 64);
      expect(plan.kind === 'blocks' ? plan.bounds.length - 1 : 0).toBeLessThan(groups);
    }
    expect(planGroups(2, 80, 64)).toEqual({ kind: 'blocks', bounds: [0, 1, 2] });
  });
});

describe('filters in the device’s layout', () => {
  it('turns OIHW into HWIO', () => {
    const [filter] = layFilters(
      Float32Array.from({ length: 12 }, (_, i) => i),
      attrs(2, 1, [1, 2]),
      3,
      { kind: 'dense' },
      null,
    );
    expect(filter?.shape).toEqual([1, 2, 3, 2]);
    expect([...(filter?.values ?? [])]).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  });

  it('puts zeros between the groups of a block', () => {
    const filters = layFilters(Float32Array.of(1, 2, 3, 4), attrs(2, 2), 2, planGroups(2, 2, 64), null);
    expect(filters).toHaveLength(1);
    expect(filters[0]?.shape).toEqual([1, 1, 4, 2]);
    expect([...(filters[0]?.values ?? [])]).toEqual([1, 0, 2, 0, 0, 3, 0, 4]);
  });

  it('gives each call its part of the bias', () => {
    const plan = { kind: 'blocks', bounds: [0, 1, 3] } as const;
    const parts = layBias(Float32Array.of(1, 2, 3, 4, 5, 6), attrs(6, 3), plan);
    expect(parts.map(({ values }) => [...values])).toEqual([
      [1, 2],
      [3, 4, 5, 6],
    ]);
  });

  it('folds a norm and the bias before it', () => {
    const norm = {
      weight: Float32Array.of(2),
      bias: Float32Array.of(0.5),
      runningMean: Float32Array.of(3),
      runningVar: Float32Array.of(3.75),
    };
    const { scale, shift } = foldNorm(norm, 0.25, Float32Array.of(1));
    expect([scale[0], shift[0]]).toEqual([1, 0.5 + (1 - 3)]);
  });
});
