/** Which neighbouring blocks of a stage are shown as one. */
import { required } from '../base/invariant.ts';
import type { RegionId } from '../graph/types.ts';
import type { BlockFacts } from './blocks.ts';

export interface Run {
  readonly blocks: readonly BlockFacts[];
  /** Set on the first block of an unfolded run. */
  readonly unfolded: { readonly key: string; readonly count: number } | null;
}

/**
 * The blocks of a stage as they are shown: runs of neighbours of equal form in one, but for open blocks, which stand alone,
 * and unfolded runs.
 */
export function runsOf(
  blocks: readonly BlockFacts[],
  open: ReadonlySet<RegionId>,
  unfolded: ReadonlySet<string>,
): readonly Run[] {
  const equal: BlockFacts[][] = [];
  for (const block of blocks) {
    const group = equal.at(-1);
    if (group?.[0]?.form === block.form) group.push(block);
    else equal.push([block]);
  }
  return equal.flatMap((group): Run[] => {
    const key = required(group[0], 'a block').region;
    if (group.length > 1 && unfolded.has(key)) {
      return group.map((block, index) => ({
        blocks: [block],
        unfolded: index === 0 ? { key, count: group.length } : null,
      }));
    }
    const runs: BlockFacts[][] = [];
    let closed: BlockFacts[] | null = null;
    for (const block of group) {
      if (open.has(block.region)) {
        runs.push([block]);
        closed = null;
      } else if (closed) closed.push(block);
      else {
        closed = [block];
        runs.push(closed);
      }
    }
    return runs.flatMap((run): Run[] => {
      const first = required(run[0], 'a block').region;
      return run.length > 1 && unfolded.has(first)
        ? run.map((block, index) => ({
            blocks: [block],
            unfolded: index === 0 ? { key: first, count: run.length } : null,
          }))
        : [{ blocks: run, unfolded: null }];
    });
  });
}
