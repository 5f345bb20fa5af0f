/**
 * What experiments do to a network: passes that take blocks out, change their places or scale them. Described by plain
 * data, so that they cross the thread and can be remembered. No pass changes a tensor; nodes keep their ids, and with
 * them their weights.
 */
import { required } from '../../base/invariant.ts';
import { makeNode } from '../builder.ts';
import { type BlockParts, blocksOf, exchangeable, remainderOf } from '../blocks.ts';
import { GraphError } from '../errors.ts';
import { nodeOf, nodesIn } from '../queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../types.ts';
import { inOrder, reroute, withInputs } from './reroute.ts';

export type GraphEdit =
  /** Takes blocks out: of each its shortcut is left, or its input where there is none (arXiv 1605.06431, section 4.1). */
  | { readonly kind: 'lesion'; readonly blocks: readonly RegionId[] }
  /** Takes away what goes around the branch. */
  | { readonly kind: 'branchOnly'; readonly blocks: readonly RegionId[] }
  /** Two blocks change places, each with its tensors (section 4.3). */
  | { readonly kind: 'swap'; readonly blocks: readonly [RegionId, RegionId] }
  /** Multiplies branches before they are added (arXiv 1603.09382, section 3, equation 5). */
  | { readonly kind: 'scaleBranches'; readonly factors: Readonly<Record<RegionId, number>> };

/** The graph with edits done one after another. Throws GraphError where a block does not allow one. */
export const applyEdits = (graph: Graph, edits: readonly GraphEdit[]): Graph =>
  edits.reduce(applyEdit, graph);

function applyEdit(graph: Graph, edit: GraphEdit): Graph {
  switch (edit.kind) {
    case 'lesion':
      return lesion(graph, edit.blocks);
    case 'branchOnly':
      return branchOnly(graph, edit.blocks);
    case 'swap':
      return swap(graph, ...edit.blocks);
    case 'scaleBranches':
      return scaleBranches(graph, edit.factors);
  }
}

function blockOf(graph: Graph, region: RegionId): BlockParts {
  const block = blocksOf(graph).find((entry) => entry.region === region);
  if (block === undefined) throw new GraphError(region, 'there is no such block');
  return block;
}

/** An activation behind the addition stays: it is what follows the sum, whatever is added. */
export function lesion(graph: Graph, blocks: readonly RegionId[]): Graph {
  const instead = new Map<NodeId, NodeId>();
  for (const region of blocks) {
    const block = blockOf(graph, region);
    const left = remainderOf(graph, block);
    if (left === null) throw new GraphError(region, 'nothing could take the place of this block');
    if (left === 'input') instead.set(block.output, required(block.input, `input of ${region}`));
    else if (block.join) instead.set(block.join.add, block.join.shortcut);
  }
  return reroute(graph, instead);
}

export function branchOnly(graph: Graph, blocks: readonly RegionId[]): Graph {
  const instead = new Map<NodeId, NodeId>();
  for (const region of blocks) {
    const { join } = blockOf(graph, region);
    if (join === null) throw new GraphError(region, 'nothing goes around the branch of this block');
    instead.set(join.add, join.branch);
  }
  return reroute(graph, instead);
}

export function swap(graph: Graph, first: RegionId, second: RegionId): Graph {
  const a = blockOf(graph, first);
  const b = blockOf(graph, second);
  if (!exchangeable(graph, a, b)) throw new GraphError(first, `its shapes are not those of ${second}`);
  const inA = new Set(nodesIn(graph, first).map(({ id }) => id));
  const inB = new Set(nodesIn(graph, second).map(({ id }) => id));
  const inputA = required(a.input, `input of ${first}`);
  const inputB = required(b.input, `input of ${second}`);
  /** From outside a block, one block's output stands for the other's. */
  const outer = (id: NodeId): NodeId => (id === a.output ? b.output : id === b.output ? a.output : id);
  const read = (node: GraphNode, id: NodeId): NodeId => {
    if (inA.has(node.id)) return id === inputA ? outer(inputB) : id;
    if (inB.has(node.id)) return id === inputB ? outer(inputA) : id;
    return outer(id);
  };
  const nodes = graph.nodes.map((node) =>
    withInputs(
      node,
      node.inputs.map((id) => read(node, id)),
    ),
  );
  return inOrder({ ...graph, nodes, output: outer(graph.output) });
}

export function scaleBranches(graph: Graph, factors: Readonly<Record<RegionId, number>>): Graph {
  const before = new Map<NodeId, GraphNode>();
  for (const [region, factor] of Object.entries(factors)) {
    if (factor === 1) continue;
    const { join } = blockOf(graph, region);
    if (join === null) throw new GraphError(region, 'this block adds no branch');
    const { shape } = nodeOf(graph, join.branch);
    before.set(join.add, makeNode('gain', { factor }, `${region}.gain`, [join.branch], [shape], region));
  }
  const nodes = graph.nodes.flatMap((node) => {
    const gain = before.get(node.id);
    if (gain === undefined) return [node];
    return [
      gain,
      withInputs(
        node,
        node.inputs.map((id) => (id === gain.inputs[0] ? gain.id : id)),
      ),
    ];
  });
  return { ...graph, nodes };
}

/**
 * Nodes whose values are the same in both graphs, when the stored tensors are: they and all before them are untouched.
 * The variant must come from the base by passes.
 */
export function untouched(base: Graph, variant: Graph): ReadonlySet<NodeId> {
  const original = new Set<GraphNode>(base.nodes);
  const same = new Set<NodeId>();
  for (const node of variant.nodes) {
    if (original.has(node) && node.inputs.every((id) => same.has(id))) same.add(node.id);
  }
  return same;
}
