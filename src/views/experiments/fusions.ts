/** Nets of different depths that are added at several places, and the nets in them (arXiv 1605.07716, section 3). */
import { memoByIdentity } from '../../base/memo.ts';
import { blocksOf } from '../../graph/blocks.ts';
import { enclosing, indexOf } from '../../graph/queries.ts';
import type { Graph, NodeId, RegionId } from '../../graph/types.ts';
import type { Kept } from './fractal.ts';

/** An addition of branches, none of which goes around the others. */
export interface Fusion {
  readonly block: RegionId;
  readonly add: NodeId;
  readonly branches: readonly { readonly output: NodeId; readonly name: string }[];
}

/** In order; empty where something goes around. */
export const fusionsOf = memoByIdentity((graph: Graph): readonly Fusion[] =>
  blocksOf(graph).flatMap(({ region, meetings }): readonly Fusion[] => {
    const adds = (indexOf(graph).members.get(region) ?? []).filter(({ op }) => op === 'add');
    const [add] = adds;
    if (add === undefined || adds.length > 1 || meetings.length > 0) return [];
    const branches = add.inputs.map((output) => {
      const branch = enclosing(graph, output, 'branch')?.id ?? output;
      return { output, name: branch.slice(region.length + 1) };
    });
    return [{ block: region, add: add.id, branches }];
  }),
);

/** A way through the network that takes one branch at every fusion. */
export interface FusedPath {
  /** The branch at each fusion: `short · long`. */
  readonly name: string;
  readonly kept: Kept;
}

/** All of them; as many as the product of the numbers of branches. */
export function fusedPaths(fusions: readonly Fusion[]): readonly FusedPath[] {
  return fusions.reduce<readonly FusedPath[]>(
    (paths, { add, branches }) =>
      paths.flatMap(({ name, kept }) =>
        branches.map((branch, place) => ({
          name: name === '' ? branch.name : `${name} · ${branch.name}`,
          kept: { ...kept, [add]: [place] },
        })),
      ),
    [{ name: '', kept: {} }],
  );
}
