import { describe, expect, it } from 'vitest';
import type { ChannelFigures, Figures } from '../../runtime/contract.ts';
import { channelScale, lutIndex, lutOf, notFiniteColour, scaleOf, stopsOf, widen } from './colour.ts';

const figures = (min: number, max: number): Figures => ({
  mean: 0,
  std: 1,
  min,
  max,
  zeros: 0,
  notFinite: 0,
  histogram: new Uint32Array(4),
});
const channels = (min: number[], max: number[]): ChannelFigures => ({
  mean: new Float32Array(min.length),
  max: Float32Array.from(max),
  min: Float32Array.from(min),
  strength: new Float32Array(min.length),
  zeros: new Float32Array(min.length),
});

describe('the range of a picture', () => {
  it('starts at zero for data without negative values, even when the smallest is above zero', () => {
    expect(scaleOf({ min: 2, max: 5 })).toEqual({ kind: 'sequential', low: 0, high: 5 });
  });

  it('is symmetric around zero for signed data, so that zero is the middle colour', () => {
    const scale = scaleOf({ min: -4, max: 1 });
    expect(scale).toEqual({ kind: 'diverging', low: -4, high: 4 });
    expect(lutIndex(scale, 0)).toBe(128);
  });

  it('follows the mode, and one layer never mixes two maps', () => {
    const all = figures(-2, 8);
    const own = channels([0, -2], [3, 8]);
    const shared = { min: -10, max: 4 };
    expect(channelScale('layer', all, own, 0, shared)).toEqual({ kind: 'diverging', low: -8, high: 8 });
    expect(channelScale('channel', all, own, 0, shared)).toEqual({ kind: 'diverging', low: -3, high: 3 });
    expect(channelScale('shared', all, own, 0, shared)).toEqual({ kind: 'diverging', low: -10, high: 10 });
  });

  it('widens over the nodes looked at', () => {
    expect(widen(widen(null, { min: 0, max: 2 }), { min: -1, max: 1 })).toEqual({ min: -1, max: 2 });
  });
});

describe('the maps', () => {
  it('reach both ends and clamp beyond them', () => {
    const scale = scaleOf({ min: 0, max: 10 });
    expect([-1, 0, 5, 10, 11].map((value) => lutIndex(scale, value))).toEqual([0, 0, 128, 255, 255]);
  });

  it('give constant zeros the colour of zero', () => {
    expect(lutIndex(scaleOf({ min: 0, max: 0 }), 0)).toBe(0);
  });

  it('run from dark to light, and from blue over white to red', () => {
    const bytes = (packed: number | undefined) => {
      const value = packed ?? 0;
      return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
    };
    expect(bytes(lutOf('sequential')[0])).toEqual([0x44, 0x01, 0x54, 255]);
    expect(bytes(lutOf('sequential')[255])).toEqual([0xfd, 0xe7, 0x25, 255]);
    const [low, mid, high] = [0, 128, 255].map((i) => bytes(lutOf('diverging')[i]));
    expect(low?.[2]).toBeGreaterThan((low?.[0] ?? 0) + 50);
    expect(Math.min(...(mid ?? []))).toBeGreaterThan(230);
    expect(high?.[0]).toBeGreaterThan((high?.[2] ?? 0) + 50);
  });

  it('never use the colour of NaN', () => {
    expect([...lutOf('sequential'), ...lutOf('diverging')]).not.toContain(notFiniteColour);
    expect(stopsOf('sequential', 5)).toHaveLength(5);
  });
});
