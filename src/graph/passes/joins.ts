/**
 * Passes over the places where streams and branches come together: which of them count, and which are zeros. No pass
 * changes a shape.
 */
import { required } from '../../base/invariant.ts';
import { memoByIdentity } from '../../base/memo.ts';
import { makeNode } from '../builder.ts';
import { GraphError } from '../errors.ts';
import { indexOf, nodeOf, nodesIn } from '../queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../types.ts';
import { prune, reroute, withInputs } from './reroute.ts';

/**
 * Additions and means keep the inputs at the given places, counted from 0, and a mean divides by as many; of one input
 * alone nothing but that is left. Throws GraphError where nothing would be kept, or the node is something else.
 */
export function keepInputs(graph: Graph, kept: Readonly<Record<NodeId, readonly number[]>>): Graph {
  const instead = new Map<NodeId, NodeId>();
  const fewer = new Map<NodeId, readonly NodeId[]>();
  for (const [id, places] of Object.entries(kept)) {
    const node = indexOf(graph).node.get(id);
    if (node?.op !== 'add' && node?.op !== 'mean') throw new GraphError(id, 'is no addition and no mean');
    const inputs = node.inputs.filter((_, place) => places.includes(place));
    const [only] = inputs;
    if (only === undefined) throw new GraphError(id, 'none of its inputs would be kept');
    if (inputs.length === 1) instead.set(id, only);
    else fewer.set(id, inputs);
  }
  const nodes = graph.nodes.map((node) => withInputs(node, fewer.get(node.id) ?? node.inputs));
  return reroute({ ...graph, nodes }, instead);
}

/** New nodes by the node that reads them, with the value that each stands for. */
export type Gains = Map<NodeId, Map<NodeId, GraphNode>>;

/** `reader` is to read `factor` times `value`, made by a new node of this id. */
export function addGain(
  made: Gains,
  graph: Graph,
  reader: NodeId,
  value: NodeId,
  factor: number,
  id: NodeId,
): void {
  const { shape, scope } = nodeOf(graph, value);
  const gain = makeNode('gain', { factor }, id, [value], [shape], scope);
  made.set(reader, (made.get(reader) ?? new Map<NodeId, GraphNode>()).set(value, gain));
}

export function withGains(graph: Graph, made: Gains): Graph {
  const placed = new Set<NodeId>();
  const nodes = graph.nodes.flatMap((node) => {
    const gains = made.get(node.id);
    if (gains === undefined) return [node];
    const fresh = [...gains.values()].filter(({ id }) => !placed.has(id));
    for (const { id } of fresh) placed.add(id);
    return [
      ...fresh,
      withInputs(
        node,
        node.inputs.map((id) => gains.get(id)?.id ?? id),
      ),
    ];
  });
  return { ...graph, nodes };
}

/** Whoever reads one of these values reads zeros of its shape; norms behind them give what they make of zeros. */
export function silence(graph: Graph, values: readonly NodeId[]): Graph {
  const made: Gains = new Map();
  for (const value of values) {
    for (const reader of indexOf(graph).consumers.get(value) ?? [])
      addGain(made, graph, reader, value, 0, `${value}.silent`);
  }
  return withGains(graph, made);
}

/** The mean of the streams that enter a block, and what it is added to. */
export interface Merge {
  readonly block: RegionId;
  readonly mean: NodeId;
  /** What is averaged: a stream, or what fits it to a new width. */
  readonly streams: readonly NodeId[];
  /** One for each stream, with its branch; one alone, with all branches, where the streams end. */
  readonly adds: readonly NodeId[];
}

/** Where streams are averaged and branches added to the mean (arXiv 1611.07718, section 3), in order. */
export const mergesOf = memoByIdentity((graph: Graph): readonly Merge[] => {
  const { consumers } = indexOf(graph);
  return graph.regions.flatMap(({ id: block, kind }): readonly Merge[] => {
    if (kind !== 'block') return [];
    const means = nodesIn(graph, block).filter(({ op }) => op === 'mean');
    const [mean] = means;
    if (mean === undefined || means.length > 1) return [];
    const adds = consumers.get(mean.id) ?? [];
    if (adds.length === 0 || adds.some((id) => nodeOf(graph, id).op !== 'add')) return [];
    return [{ block, mean: mean.id, streams: mean.inputs, adds }];
  });
});

/** Whether as many streams leave as enter. */
export const runsOn = ({ streams, adds }: Merge): boolean => streams.length === adds.length;

/** Each stream goes around its own branch, as in a residual network: the identity in place of the mean. */
export function runApart(graph: Graph, blocks: readonly RegionId[]): Graph {
  const reads = new Map<NodeId, { readonly mean: NodeId; readonly own: NodeId }>();
  for (const region of blocks) {
    const merge = mergesOf(graph).find(({ block }) => block === region);
    if (merge === undefined || !runsOn(merge))
      throw new GraphError(region, 'this block does not merge streams that run on');
    for (const [at, add] of merge.adds.entries())
      reads.set(add, { mean: merge.mean, own: required(merge.streams[at], 'a stream') });
  }
  const nodes = graph.nodes.map((node) => {
    const read = reads.get(node.id);
    return read === undefined
      ? node
      : withInputs(
          node,
          node.inputs.map((id) => (id === read.mean ? read.own : id)),
        );
  });
  return prune({ ...graph, nodes });
}
