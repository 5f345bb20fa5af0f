/** Which place across a block each of its parts has, in blocks whose paths lie side by side. */
import { indexOf, inputsOf, nodeOf, outputsOf } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../graph/types.ts';
import type { Item } from './innerBoxes.ts';
import { attentionOf } from './innerBoxes.ts';

/**
 * Whether a region has branches beside one another: their numbers say in which order they lie. The two halves of a
 * shuffle are one path and what passes it by.
 */
export const isParallel = (graph: Graph, region: RegionId): boolean =>
  (indexOf(graph).children.get(region) ?? []).filter(({ kind }) => kind === 'branch').length > 1 &&
  !(indexOf(graph).members.get(region) ?? []).some(({ op }) => op === 'channelShuffle');

/** The number of the branch that a node stands in, below `region`; null for what joins branches. */
function branchOf(graph: Graph, scope: RegionId, region: RegionId): number | null {
  const regions = indexOf(graph).region;
  let lane: number | null = null;
  for (let id: RegionId | null = scope; id !== null && id !== region; ) {
    const entry = regions.get(id);
    if (entry?.kind === 'branch') lane = entry.index;
    id = entry?.parent ?? null;
  }
  return lane;
}

const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;

export interface Lanes {
  /** In the order of the items. */
  readonly items: readonly { readonly lane: number; readonly track: boolean }[];
  /** Of what enters, in the order of `inputsOf`. */
  readonly entries: readonly number[];
}

/**
 * Lanes of the items of a region (in the order of the data). What joins branches lies between them; an attention lies
 * below what it gates, and what is gated goes straight on.
 */
export function lanesOf(graph: Graph, region: RegionId, items: readonly Item[]): Lanes {
  const branches = (indexOf(graph).children.get(region) ?? []).filter(({ kind }) => kind === 'branch');
  const outermost = Math.min(...branches.map(({ index }) => index));
  const own = (node: GraphNode): number | null =>
    indexOf(graph).region.get(node.scope)?.kind === 'shortcut'
      ? outermost
      : branchOf(graph, node.scope, region);
  const entries = entryLanes(graph, region, branches, own);
  const laneOfNode = new Map<NodeId, number>(inputsOf(graph, region).map((id, at) => [id, entries[at] ?? 0]));
  const lanes = items.map((item) => {
    const inputs = item.inputs.map((id) => laneOfNode.get(id) ?? 0);
    const main = item.unit?.main;
    const branch = main === undefined ? null : own(main);
    const lane = branch ?? joinLane(graph, region, item, inputs, laneOfNode);
    for (const id of item.outputs) laneOfNode.set(id, lane);
    if (item.unit) laneOfNode.set(item.unit.main.id, lane);
    return { lane, track: branch !== null };
  });
  return { items: lanes, entries };
}

/** Below a map by this much stands what makes its gates. */
const below = 1;

function joinLane(
  graph: Graph,
  region: RegionId,
  item: Item,
  inputs: readonly number[],
  laneOfNode: ReadonlyMap<NodeId, number>,
): number {
  const main = item.unit?.main;
  if (item.gate || (main && main.op !== 'scale' && attentionOf(graph, main, region) !== null)) {
    const first = item.inputs[0];
    const fromGate = first !== undefined && attentionOf(graph, nodeOf(graph, first), region) !== null;
    return (inputs[0] ?? 0) + (fromGate ? 0 : below);
  }
  if (main?.op === 'scale') return laneOfNode.get(main.inputs[0] ?? '') ?? 0;
  return inputs.length === 0 ? 0 : middle(inputs);
}

/** A stream enters where it leaves; one that ends in the block, where the branch that reads it is. */
function entryLanes(
  graph: Graph,
  region: RegionId,
  branches: readonly { readonly index: number }[],
  own: (node: GraphNode) => number | null,
): readonly number[] {
  const inputs = inputsOf(graph, region);
  const leaving = outputsOf(graph, region).map((id) => own(nodeOf(graph, id)));
  const centre = middle(branches.map(({ index }) => index));
  const out = leaving.map((lane) => lane ?? centre);
  if (inputs.length === out.length) return out;
  if (inputs.length === 1) return [middle(out)];
  const { consumers } = indexOf(graph);
  return inputs.map((id) => {
    const readers = (consumers.get(id) ?? []).flatMap((reader) => own(nodeOf(graph, reader)) ?? []);
    return readers.length === 0 ? centre : middle(readers);
  });
}
