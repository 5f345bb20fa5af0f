/** How a block's parts hang together, found in the graph and not in the specification: what experiments go by. */
import { memoByIdentity } from '../base/memo.ts';
import { sameShape } from './ops/index.ts';
import { indexOf, nodeOf, nodesIn, outputOf } from './queries.ts';
import type { Graph, NodeId, RegionId } from './types.ts';

/** Where a branch and what goes around it meet in one addition. */
export interface Join {
  readonly add: NodeId;
  readonly branch: NodeId;
  readonly shortcut: NodeId;
}

export interface BlockParts {
  readonly region: RegionId;
  /** The one node outside that the block reads; null where it reads several. */
  readonly input: NodeId | null;
  readonly output: NodeId;
  /** Null where nothing goes around, or where the block is not one branch and one shortcut. */
  readonly join: Join | null;
  /** `identity`: the shortcut is the block's input as it is. `plain`: no addition at all. */
  readonly around: 'identity' | 'projection' | 'plain' | 'other';
  /** The output has fewer positions than the input. */
  readonly downsamples: boolean;
}

function joinOf(graph: Graph, region: RegionId, inside: ReadonlySet<NodeId>): Join | null {
  const additions = (indexOf(graph).members.get(region) ?? []).filter(
    (node) => node.op === 'add' && node.inputs.length === 2,
  );
  const [add] = additions;
  if (add === undefined || additions.length > 1) return null;
  const regions = indexOf(graph).region;
  const around = (id: NodeId): boolean => {
    if (!inside.has(id)) return true;
    // Gates stand on either way: what they scale says which.
    const node = nodeOf(graph, id);
    if (node.op === 'scale' && node.inputs[0] !== undefined) return around(node.inputs[0]);
    for (
      let scope = nodeOf(graph, id).scope;
      scope !== region;
      scope = regions.get(scope)?.parent ?? region
    ) {
      if (regions.get(scope)?.kind === 'shortcut') return true;
    }
    return false;
  };
  const [first, second] = add.inputs;
  if (first === undefined || second === undefined || around(first) === around(second)) return null;
  return around(second)
    ? { add: add.id, branch: first, shortcut: second }
    : { add: add.id, branch: second, shortcut: first };
}

function partsOf(graph: Graph, region: RegionId): BlockParts {
  const nodes = nodesIn(graph, region);
  const inside = new Set(nodes.map(({ id }) => id));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs.filter((id) => !inside.has(id))));
  const [only = null] = read;
  const input = read.size === 1 ? only : null;
  const output = outputOf(graph, region);
  const join = joinOf(graph, region, inside);
  const height = (id: NodeId): number => nodeOf(graph, id).shape[2] ?? 1;
  const additions = nodes.some((node) => node.op === 'add' || node.op === 'mean');
  return {
    region,
    input,
    output,
    join,
    around: join ? (inside.has(join.shortcut) ? 'projection' : 'identity') : additions ? 'other' : 'plain',
    downsamples: input !== null && height(output) < height(input),
  };
}

/** All blocks, in the order in which data passes them. */
export const blocksOf = memoByIdentity((graph: Graph): readonly BlockParts[] =>
  graph.regions
    .filter(({ kind, id }) => kind === 'block' && nodesIn(graph, id).length > 0)
    .map(({ id }) => partsOf(graph, id)),
);

/** Blocks that are a branch and a shortcut around it. */
export const residualBlocks = (graph: Graph): readonly (BlockParts & { readonly join: Join })[] =>
  blocksOf(graph).filter((block): block is BlockParts & { readonly join: Join } => block.join !== null);

/**
 * What is left when a block is taken out: its shortcut; in a block without one its input, where that has the output's
 * shape; null where nothing could take its place.
 */
export function remainderOf(graph: Graph, block: BlockParts): 'shortcut' | 'input' | null {
  if (block.join !== null) return 'shortcut';
  if (block.input === null || block.around === 'other') return null;
  return sameShape(nodeOf(graph, block.input).shape, nodeOf(graph, block.output).shape) ? 'input' : null;
}

/** Whether two blocks may change places: one way in and out, and the same shapes there. */
export function exchangeable(graph: Graph, a: BlockParts, b: BlockParts): boolean {
  if (a.region === b.region || a.input === null || b.input === null) return false;
  const shape = (id: NodeId) => nodeOf(graph, id).shape;
  return sameShape(shape(a.input), shape(b.input)) && sameShape(shape(a.output), shape(b.output));
}

/**
 * The block to show first: the first of stage 2 in which paths meet, where widths and resolution change; in a network
 * without such blocks, the first. Null where there are no blocks.
 */
export const exampleBlock = memoByIdentity((graph: Graph): RegionId | null => {
  const blocks = graph.regions.filter(({ kind }) => kind === 'block').map(({ id }) => id);
  const inStage2 = blocks.filter((id) => id.startsWith('stage2.'));
  const joins = (id: RegionId): boolean => nodesIn(graph, id).some(({ inputs }) => inputs.length > 1);
  return inStage2.find(joins) ?? inStage2[0] ?? blocks[0] ?? null;
});
