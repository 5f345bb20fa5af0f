/**
 * What a residual block does to the path that goes around its branch: arXiv 1603.05027, section 3, asks that it be
 * left as it is, so that a signal passes any number of blocks by additions alone.
 */
import { memoByIdentity } from '../base/memo.ts';
import { indexOf, nodesIn, outputOf } from './queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from './types.ts';

/** Norms and activations change what passes through them at every position; of other nodes a path may be made. */
const changes = ({ op }: GraphNode): boolean =>
  op === 'batchNorm' || op === 'groupNorm' || op === 'activation';

/** Whether data can get from outside a region to its output without the node `without`. */
function passes(nodes: readonly GraphNode[], output: NodeId, without: NodeId): boolean {
  const inside = new Set(nodes.map(({ id }) => id));
  const reached = new Set<NodeId>();
  for (const { id, inputs } of nodes) {
    if (id !== without && inputs.some((input) => !inside.has(input) || reached.has(input))) reached.add(id);
  }
  return reached.has(output);
}

/**
 * The norms and activations of a block that no path around its branch avoids, in order. Empty where nothing is added:
 * a plain block has no path around.
 */
export function touchesOf(graph: Graph, block: RegionId): readonly NodeId[] {
  const nodes = nodesIn(graph, block);
  if (!nodes.some(({ op }) => op === 'add')) return [];
  const output = outputOf(graph, block);
  return nodes
    .filter((node) => node.scope === block && changes(node) && !passes(nodes, output, node.id))
    .map(({ id }) => id);
}

/** The same over all blocks of a network. */
export const touches = memoByIdentity(
  (graph: Graph): ReadonlySet<NodeId> =>
    new Set(
      [...indexOf(graph).region.values()]
        .filter(({ kind }) => kind === 'block')
        .flatMap(({ id }) => touchesOf(graph, id)),
    ),
);
