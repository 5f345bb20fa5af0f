import { describe, expect, it, vi } from 'vitest';
import { editSpec } from '../../arch/spec.ts';
import { required } from '../../base/invariant.ts';
import { findTrained, isOfTask, mainTrained, nearestTrained, trained, trainedFor } from './index.ts';
import { formatNetwork, networkName, parseNetwork } from './names.ts';
import { usualSample } from './samples.ts';
import { compareTrained, spreadOf } from './stats.ts';

vi.mock('./nets.json', async () => ({ default: (await import('./fixture.ts')).trainedFixture }));

const [b, d] = [required(findTrained('glyph26b'), 'b'), required(findTrained('GLYPH26D'), 'd')];

describe('trained nets', () => {
  it('are found by spec, by value and not by identity', () => {
    expect(trainedFor({ ...d.spec })?.id).toBe('glyph26d');
    expect(trainedFor(editSpec(d.spec, { activation: 'silu' }).spec)).toBeNull();
    expect(mainTrained()?.id).toBe('glyph26d');
  });

  it('name the nearest and what differs', () => {
    const { spec } = editSpec(d.spec, { activation: 'silu', shortcut: 'projection' });
    expect(nearestTrained(spec)).toMatchObject({ net: { id: 'glyph26b' }, differs: ['activation'] });
    expect(isOfTask(spec)).toBe(true);
    expect(isOfTask(parseNetwork('resnet50').spec)).toBe(false);
  });

  it('have names that are read and written, with options where something is changed', () => {
    expect(parseNetwork('glyph26d').spec).toEqual(d.spec);
    expect(parseNetwork('glyph26d?activation=silu').spec).toEqual({ ...d.spec, activation: 'silu' });
    expect(formatNetwork({ ...d.spec })).toBe('glyph26d');
    expect(networkName(b.spec)).toMatchObject({ name: 'glyph26b', beyond: [], trained: true });
    const edited = { ...d.spec, activation: 'silu' } as const;
    expect(parseNetwork(formatNetwork(edited)).spec).toEqual(edited);
    expect(networkName(edited).trained).toBe(false);
    expect(() => parseNetwork('glyph27')).toThrow();
  });

  it('get glyphs as samples, thousand classes photographs, any other what is there', () => {
    expect(usualSample(d.spec)).toMatch(/^glyph/);
    expect(usualSample(d.spec, 'glyph-star')).toBe('glyph-star');
    expect(usualSample(parseNetwork('resnet50').spec, 'glyph-star')).toBe('fox');
    expect(usualSample(parseNetwork('resnet50?classes=7').spec, 'glyph-star')).toBe('glyph-star');
  });
});

describe('several trainings', () => {
  it('have a mean and a sample standard deviation', () => {
    expect(spreadOf([2, 4, 6])).toEqual({ mean: 4, deviation: 2, count: 3 });
    expect(spreadOf([3])).toEqual({ mean: 3, deviation: null, count: 1 });
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  const net = (...values: number[]) => ({
    ...d,
    id: 'other',
    runs: values.map((top1, seed) => ({ seed, top1, epochs: 1 })),
  });

  it('differ where the difference is larger than both spreads together', () => {
    expect(compareTrained(d, b)).toMatchObject({ verdict: 'better' });
    expect(compareTrained(d, b).difference).toBeCloseTo(0.01, 9);
    expect(compareTrained(b, b)).toMatchObject({ verdict: 'base', difference: 0 });
    // Both deviations are 0.002, together 0.00283.
    expect(compareTrained(net(0.972, 0.974, 0.976), b).verdict).toBe('unclear');
    expect(compareTrained(net(0.966, 0.968, 0.97), b).verdict).toBe('worse');
  });

  it('lend their spread to a net that was trained once', () => {
    expect(compareTrained(net(0.974), b).verdict).toBe('unclear');
    expect(compareTrained(net(0.96), b).verdict).toBe('worse');
    expect(compareTrained(net(0.96), { ...b, runs: b.runs.slice(0, 1) }).verdict).toBe('untold');
    expect(compareTrained(d, null).verdict).toBe('untold');
  });
});

it('prepares pictures as its file says', () => {
  expect(trained.recipe).toMatchObject({ interpolation: 'bilinear', cropPct: 1 });
});
