import { describe, expect, it } from 'vitest';
import { shuffleWiring, wiringHeight, wiringWidth } from './wiring.ts';

/** Ends of the wires, from the top: the group that each place gets its channel from, by where the wires end. */
function sourcesByPlace(channels: number, groups: number): number[] {
  return shuffleWiring(channels, groups, 0)
    .wires.flatMap(({ group, path }) =>
      [...path.matchAll(/ [\d.]+,([\d.]+)(?=M|$)/g)].map(([, y]) => ({ group, y: Number(y) })),
    )
    .sort((a, b) => a.y - b.y)
    .map(({ group }) => group);
}

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
    expect(shuffleWiring(6, 3, 0).each).toBe(1);
    expect(sourcesByPlace(6, 3)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(shuffleWiring(240, 3, 0).each).toBeCloseTo(80 / 3);
  });

  it('stay within their box', () => {
    for (const groups of [2, 3, 4, 8]) {
      const { bars, to } = shuffleWiring(96 * groups, groups, 10);
      expect(to).toBeLessThan(wiringWidth);
      for (const { y, height } of bars)
        expect(y + height).toBeLessThanOrEqual(10 + wiringHeight(96 * groups, groups) + 0.01);
      expect(wiringHeight(96 * groups, groups)).toBeLessThanOrEqual(105);
    }
  });
});
