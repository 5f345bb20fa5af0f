/** Stochastic depth (arXiv 1603.09382, section 3): what the linear rule says of a network. */
import { survivalOf } from '../../arch/survival.ts';
import { randomOf } from '../../base/random.ts';
import type { RegionId } from '../../graph/types.ts';

/** p_l of the blocks 1 to `count`. */
export const survivals = (count: number, last: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => survivalOf(at + 1, count, last));

/** Expected number of blocks that are kept: the sum of all p_l; (3L - 1) / 4 for p_L = 0.5. */
export const expectedDepth = (count: number, last: number): number =>
  survivals(count, last).reduce((sum, p) => sum + p, 0);

/** The blocks that one throw of the dice drops. */
export function droppedBlocks(blocks: readonly RegionId[], last: number, seed: number): readonly RegionId[] {
  const random = randomOf(seed);
  const p = survivals(blocks.length, last);
  return blocks.filter((_, at) => random() >= (p[at] ?? 1));
}

/** The test-time scale of every branch, as data that reads well: four digits. */
export const testScale = (blocks: readonly RegionId[], last: number): Readonly<Record<RegionId, number>> =>
  Object.fromEntries(survivals(blocks.length, last).map((p, at) => [blocks[at] ?? '', Number(p.toFixed(4))]));
