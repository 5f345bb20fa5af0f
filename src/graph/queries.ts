import { memoByIdentity } from '../base/memo.ts';
import { required } from '../base/invariant.ts';
import { elements, ops } from './ops/index.ts';
import type { Graph, GraphNode, NodeId, Region, RegionId, Shape } from './types.ts';

export interface GraphIndex {
  readonly node: ReadonlyMap<NodeId, GraphNode>;
  readonly region: ReadonlyMap<RegionId, Region>;
  /** Nodes that read a node, in order. */
  readonly consumers: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** Regions directly inside a region, in order. */
  readonly children: ReadonlyMap<RegionId, readonly Region[]>;
  /** Nodes directly inside a region, in order. */
  readonly members: ReadonlyMap<RegionId, readonly GraphNode[]>;
  /** Nodes anywhere inside a region, in order. */
  readonly contents: ReadonlyMap<RegionId, readonly GraphNode[]>;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Lookups over a graph, made once. */
export const indexOf = memoByIdentity((graph: Graph): GraphIndex => {
  const region = new Map(graph.regions.map((entry) => [entry.id, entry]));
  const consumers = new Map<NodeId, NodeId[]>();
  const children = new Map<RegionId, Region[]>();
  const members = new Map<RegionId, GraphNode[]>();
  const contents = new Map<RegionId, GraphNode[]>();
  for (const entry of graph.regions) if (entry.parent !== null) append(children, entry.parent, entry);
  for (const node of graph.nodes) {
    for (const input of node.inputs) append(consumers, input, node.id);
    append(members, node.scope, node);
    for (let scope: RegionId | null = node.scope; scope !== null; scope = region.get(scope)?.parent ?? null) {
      append(contents, scope, node);
    }
  }
  return {
    node: new Map(graph.nodes.map((node) => [node.id, node])),
    region,
    consumers,
    children,
    members,
    contents,
  };
});

/** The node, or an error: for ids that came from the same graph. */
export const nodeOf = (graph: Graph, id: NodeId): GraphNode =>
  required(indexOf(graph).node.get(id), `node ${id}`);

export const inputShapes = (graph: Graph, node: GraphNode): readonly Shape[] =>
  node.inputs.map((input) => nodeOf(graph, input).shape);

export interface Totals {
  /** Trainable scalars. */
  readonly params: number;
  /** Multiply-accumulates of conv2d and linear layers. */
  readonly macs: number;
  /** Elements that convolutions and linear layers put out: the usual measure of activation memory. */
  readonly activations: number;
  /** `activations` in float32. */
  readonly activationBytes: number;
  readonly nodes: number;
}

/** Sums over some nodes of a graph, by default all of them. */
export function totalsOf(nodes: readonly GraphNode[]): Totals {
  let params = 0;
  let macs = 0;
  let activations = 0;
  for (const node of nodes) {
    params += node.params;
    const { counts } = ops[node.op];
    if (counts.macs) macs += node.macs;
    if (counts.activations) activations += elements(node.shape);
  }
  return { params, macs, activations, activationBytes: activations * 4, nodes: nodes.length };
}

export const graphTotals = memoByIdentity((graph: Graph): Totals => totalsOf(graph.nodes));

/** All nodes inside a region, nested regions included. */
export const nodesIn = (graph: Graph, region: RegionId): readonly GraphNode[] =>
  indexOf(graph).contents.get(region) ?? [];

/** The region of the given kind that holds a node, or null. */
export function enclosing(graph: Graph, id: NodeId, kind: Region['kind']): Region | null {
  const index = indexOf(graph);
  let scope: RegionId | null = index.node.get(id)?.scope ?? null;
  while (scope !== null) {
    const region = index.region.get(scope);
    if (region?.kind === kind) return region;
    scope = region?.parent ?? null;
  }
  return null;
}

/** Probability that training keeps the branch of a block; 1 where it is never dropped. */
export const survivalIn = (graph: Graph, block: RegionId): number =>
  indexOf(graph).region.get(block)?.survival ?? 1;

/**
 * The nodes through which data leaves a region, in order: those that something outside reads, and the network's output.
 * One in most networks, one for each stream where several flow side by side. A region without nodes (the stem of a
 * network that has none) passes the input on.
 */
export function outputsOf(graph: Graph, region: RegionId): readonly NodeId[] {
  const inside = new Set(nodesIn(graph, region).map((node) => node.id));
  if (inside.size === 0) return [graph.input];
  const { consumers } = indexOf(graph);
  return [...inside].filter(
    (id) => id === graph.output || (consumers.get(id) ?? []).some((reader) => !inside.has(reader)),
  );
}

/** The last of them: the one that stands for the region where one must. */
export const outputOf = (graph: Graph, region: RegionId): NodeId =>
  required(outputsOf(graph, region).at(-1), `output of region ${region}`);

/** What a region reads from outside, in order, each once: one node for each stream that enters it. */
export function inputsOf(graph: Graph, region: RegionId): readonly NodeId[] {
  const nodes = nodesIn(graph, region);
  const inside = new Set(nodes.map((node) => node.id));
  return [...new Set(nodes.flatMap((node) => node.inputs).filter((input) => !inside.has(input)))];
}

/**
 * The form of a region without its place: equal for blocks that a drawing may fold into one. Covers operations,
 * attributes, wiring and shapes.
 */
export function signatureOf(graph: Graph, region: RegionId): string {
  const nodes = nodesIn(graph, region);
  const place = new Map(nodes.map((node, position) => [node.id, position]));
  return JSON.stringify(
    nodes.map((node) => [
      node.op,
      node.attrs,
      node.id.slice(region.length),
      node.inputs.map((input) => place.get(input) ?? nodeOf(graph, input).shape),
      node.shape,
    ]),
  );
}

/**
 * What differs between two graphs by node id, as marks of where the edit was. `changed` has, of the nodes of `after`,
 * those that are new, those whose operation or attributes are not what they were, and those that close a gap: where
 * nodes vanished or were bypassed, what now reads a node that was there before but that it did not read. What only
 * reads a new node is not in it, since the new node is; nor is what merely has another shape, since a stride changes
 * the shape of everything behind it. `removed` has the ids that are gone.
 */
export function diffGraphs(
  before: Graph,
  after: Graph,
): { changed: ReadonlySet<NodeId>; removed: ReadonlySet<NodeId> } {
  const old = indexOf(before).node;
  const now = indexOf(after).node;
  const closesGap = (was: GraphNode, node: GraphNode): boolean =>
    node.inputs.length < was.inputs.length ||
    node.inputs.some((input, position) => input !== was.inputs[position] && old.has(input));
  const changed = new Set<NodeId>();
  for (const node of after.nodes) {
    const was = old.get(node.id);
    if (
      was === undefined ||
      was.op !== node.op ||
      JSON.stringify(was.attrs) !== JSON.stringify(node.attrs) ||
      closesGap(was, node)
    ) {
      changed.add(node.id);
    }
  }
  // Behind the output nothing reads: if nodes vanished there, the output is where they were.
  if (after.output !== before.output && old.has(after.output)) changed.add(after.output);
  return {
    changed,
    removed: new Set(before.nodes.filter((node) => !now.has(node.id)).map((node) => node.id)),
  };
}
