/**
 * What experiments do to a network: passes that take blocks out, change their places or scale them. Described by plain
 * data, so that they cross the thread and can be remembered. No pass changes a tensor; nodes keep their ids, and with
 * them their weights.
 */
import { required } from '../../base/invariant.ts';
import { type BlockParts, blocksOf, exchangeable, remainderOf } from '../blocks.ts';
import { GraphError } from '../errors.ts';
import { nodeOf, nodesIn } from '../queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../types.ts';
import { groupForm, type GroupForm } from './groupForms.ts';
import { addGain, type Gains, keepInputs, runApart, silence, withGains } from './joins.ts';
import { inOrder, reroute, withInputs } from './reroute.ts';

export type GraphEdit =
  /**
   * Takes blocks out: of each its shortcut is left, or its input where there is none (arXiv 1605.06431, section 4.1); what
   * a branch would append becomes zeros.
   */
  | { readonly kind: 'lesion'; readonly blocks: readonly RegionId[] }
  /** Takes away what goes around the branch. */
  | { readonly kind: 'branchOnly'; readonly blocks: readonly RegionId[] }
  /** Two blocks change places, each with its tensors (section 4.3). */
  | { readonly kind: 'swap'; readonly blocks: readonly [RegionId, RegionId] }
  /** Multiplies branches before they are added (arXiv 1603.09382, section 3, equation 5). */
  | { readonly kind: 'scaleBranches'; readonly factors: Readonly<Record<RegionId, number>> }
  /** Of additions and means, the inputs at these places alone. */
  | { readonly kind: 'keepInputs'; readonly kept: Readonly<Record<NodeId, readonly number[]>> }
  /** Zeros in place of values. */
  | { readonly kind: 'silence'; readonly nodes: readonly NodeId[] }
  /** Streams that a block merges go on by themselves (arXiv 1611.07718). */
  | { readonly kind: 'runApart'; readonly blocks: readonly RegionId[] }
  /** Draws the groups of blocks apart as paths (arXiv 1611.05431, figure 3). */
  | { readonly kind: 'groupForm'; readonly form: GroupForm; readonly blocks: readonly RegionId[] };

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
    case 'keepInputs':
      return keepInputs(graph, edit.kept);
    case 'silence':
      return silence(graph, edit.nodes);
    case 'runApart':
      return runApart(graph, edit.blocks);
    case 'groupForm':
      return groupForm(graph, edit.form, edit.blocks);
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
  const kept: Record<NodeId, readonly number[]> = {};
  const silent: NodeId[] = [];
  for (const region of blocks) {
    const block = blockOf(graph, region);
    const left = remainderOf(graph, block);
    if (left === null) throw new GraphError(region, 'nothing could take the place of this block');
    if (left === 'input') instead.set(block.output, required(block.input, `input of ${region}`));
    for (const { node, kind, branches, around } of block.meetings) {
      if (kind === 'concat') silent.push(...branches);
      else kept[node] = around.map((id) => nodeOf(graph, node).inputs.indexOf(id));
    }
  }
  return reroute(keepInputs(silence(graph, silent), kept), instead);
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
  const made: Gains = new Map();
  for (const [region, factor] of Object.entries(factors)) {
    if (factor === 1) continue;
    const { meetings } = blockOf(graph, region);
    if (meetings.length === 0) throw new GraphError(region, 'nothing goes around a branch of this block');
    // Not called `gain`: a block may have one of its own before its addition.
    for (const [at, { node, branches }] of meetings.entries()) {
      const name = `${region}.scaled${at === 0 ? '' : at}`;
      for (const [index, branch] of branches.entries())
        addGain(made, graph, node, branch, factor, `${name}${index === 0 ? '' : `-${index}`}`);
    }
  }
  return withGains(graph, made);
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
