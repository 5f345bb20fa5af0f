import { describe, expect, it } from 'vitest';
import { parseSpecText } from '../arch/names/specText.ts';
import { buildGraph } from '../arch/build.ts';
import { nodeOf } from '../graph/queries.ts';
import { wiringOf } from './groups.ts';
import { groupedWiring, shuffleWiring, type Wiring } from './wiring.ts';

const endsOf = (path: string): { start: number; end: number }[] =>
  [...path.matchAll(/M[\d.]+,([\d.]+)C\S+ \S+ [\d.]+,([\d.]+)(?=M|$)/g)].map(([, start, end]) => ({
    start: Number(start),
    end: Number(end),
  }));

/** Ends of the wires, from the top: the group that each place gets its channel from, by where the wires end. */
function sourcesByPlace(channels: number, groups: number): number[] {
  return shuffleWiring(channels, groups)
    .wires.flatMap(({ group, path }) => endsOf(path).map(({ end }) => ({ group, y: end })))
    .sort((a, b) => a.y - b.y)
    .map(({ group }) => group);
}

const convolution = (into: number, out: number, groups: number, splits = 1): Wiring =>
  groupedWiring({ into, out, groups, splits, splitText: (index) => `split ${index}` });

describe('the wires of a shuffle', () => {
  it.each([
    [240, 3],
    [116, 2],
    [384, 8],
    [272, 4],
  ])('of %d channels in %d groups end in turn at each group', (channels, groups) => {
    const found = sourcesByPlace(channels, groups);
    expect(found.length % groups).toBe(0);
    expect(found).toEqual(found.map((_, place) => place % groups));
  });

  it('are all channels where there are few, and say how many each stands for', () => {
    expect(shuffleWiring(6, 3).each).toBe(1);
    expect(sourcesByPlace(6, 3)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(shuffleWiring(240, 3).each).toBeCloseTo(80 / 3);
  });

  it('stay within their box', () => {
    for (const groups of [2, 3, 4, 8]) {
      const { bars, to, width, height } = shuffleWiring(96 * groups, groups, { left: 0, top: 10 });
      expect(to).toBeLessThan(width);
      for (const bar of bars) expect(bar.y + bar.height).toBeLessThanOrEqual(10 + height + 0.01);
      expect(height).toBeLessThanOrEqual(105);
    }
  });
});

describe('the wires of a grouped convolution', () => {
  it.each([
    [240, 480, 3, [0, 1, 2]],
    [384, 384, 8, [0, 1, 2, 3, 4, 5, 6, 7]],
    [256, 256, 32, [0, 1, 2, 31]],
    [116, 116, 116, [0, 1, 2, 115]],
    [128, 256, 64, [0, 1, 2, 63]],
  ])('of %d to %d channels in %d groups run inside their group', (into, out, groups, shown) => {
    const { bars, wires, omitted } = convolution(into, out, groups);
    expect(bars.map(({ group }) => group)).toEqual(shown);
    expect(omitted === null).toBe(shown.length === groups);
    for (const { group, path } of wires) {
      const bar = bars.find((other) => other.group === group) ?? { y: 0, height: 0 };
      const ends = endsOf(path);
      expect(ends.length).toBeGreaterThan(0);
      for (const y of ends.flatMap(({ start, end }) => [start, end])) {
        expect(y).toBeGreaterThan(bar.y);
        expect(y).toBeLessThan(bar.y + bar.height);
      }
      // Every input of a group reaches every output of it.
      const [starts, stops] = [new Set(ends.map(({ start }) => start)), new Set(ends.map(({ end }) => end))];
      expect(ends).toHaveLength(starts.size * stops.size);
    }
  });

  it('are one for a channel where each is on its own', () => {
    const { wires, each } = convolution(116, 116, 116);
    expect(wires.map(({ path }) => endsOf(path).length)).toEqual([1, 1, 1, 1]);
    expect(each).toBe(1);
  });

  it('have groups apart, and the numbers of many within the box', () => {
    for (const groups of [2, 3, 5, 8, 32, 2048]) {
      const { bars, width, height, from, to } = convolution(2048, 2048, groups);
      bars.slice(1).forEach(({ y }, index) => {
        expect(y).toBeGreaterThan((bars[index]?.y ?? 0) + (bars[index]?.height ?? 0));
      });
      expect(Math.max(...bars.map((bar) => bar.y + bar.height))).toBeLessThanOrEqual(height);
      expect(from).toBeGreaterThan(0);
      expect(to).toBeLessThan(width);
    }
  });

  it('bracket the splits of a split attention', () => {
    const { splits, bars } = convolution(160, 640, 8, 4);
    expect(splits.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(splits[1]?.y).toBe(bars[2]?.y);
    expect(convolution(128, 256, 2).splits).toEqual([]);
  });
});

describe('what is wired in a network', () => {
  const wiringIn = (name: string, id: string): Wiring | null => {
    const graph = buildGraph(parseSpecText(name).spec);
    return wiringOf(graph, nodeOf(graph, id));
  };
  it.each([
    ['resnet50', 'stage2.block0.conv2', null],
    ['resnext50_32x4d', 'stage2.block0.conv2', [32, 0]],
    ['regnetx_032', 'stage2.block0.conv2', [4, 0]],
    ['resnest50d', 'stage2.block0.spatial.conv', [2, 2]],
    ['resnest50d_4s2x40d', 'stage2.block0.spatial.conv', [8, 4]],
  ] as const)('%s, %s', (name, id, wanted) => {
    const wiring = wiringIn(name, id);
    expect(wiring && [wiring.groups, wiring.splits.length]).toEqual(wanted);
  });
});
