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

/**
 * Where branches and what goes around them come together: an addition, or a concatenation that appends. Several in a
 * block with several streams.
 */
export interface Meeting {
  readonly node: NodeId;
  readonly kind: 'add' | 'concat';
  readonly branches: readonly NodeId[];
  readonly around: readonly NodeId[];
}

export interface BlockParts {
  readonly region: RegionId;
  /** The one node outside that the block reads; null where it reads several. */
  readonly input: NodeId | null;
  readonly output: NodeId;
  /** Null where nothing goes around, or where the block is not one branch and one shortcut. */
  readonly join: Join | null;
  /** In order; empty where no path goes around a branch. */
  readonly meetings: readonly Meeting[];
  /** `identity`: the shortcut is the block's input as it is. `plain`: no addition at all. */
  readonly around: 'identity' | 'projection' | 'plain' | 'other';
  /** The output has fewer positions than the input. */
  readonly downsamples: boolean;
}

/** Whether a node inside a block is made of another one in it. */
function madeOf(graph: Graph, inside: ReadonlySet<NodeId>, id: NodeId, part: NodeId): boolean {
  const seen = new Set<NodeId>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === part) return true;
    if (!inside.has(at) || seen.has(at)) continue;
    seen.add(at);
    open.push(...nodeOf(graph, at).inputs);
  }
  return false;
}

function inShortcut(graph: Graph, region: RegionId, id: NodeId): boolean {
  const regions = indexOf(graph).region;
  for (let scope = nodeOf(graph, id).scope; scope !== region; scope = regions.get(scope)?.parent ?? region) {
    if (regions.get(scope)?.kind === 'shortcut') return true;
  }
  return false;
}

/**
 * Whether a value comes from outside a block by no branch: as it is, through a shortcut, or by what cuts, scales or
 * averages such values. `fitted`: also by a 1x1 and a norm alone, as a stream is brought to a new width.
 */
function goesAround(
  graph: Graph,
  region: RegionId,
  inside: ReadonlySet<NodeId>,
  id: NodeId,
  fitted: boolean,
): boolean {
  if (!inside.has(id) || inShortcut(graph, region, id)) return true;
  const node = nodeOf(graph, id);
  const [first] = node.inputs;
  const follow = (input: NodeId): boolean => goesAround(graph, region, inside, input, fitted);
  switch (node.op) {
    // Gates stand on either way: what they scale says which.
    case 'scale':
    case 'slice':
      return first !== undefined && follow(first);
    case 'batchNorm':
      return fitted && first !== undefined && follow(first);
    case 'conv2d':
      return fitted && node.attrs.kernel[0] === 1 && first !== undefined && follow(first);
    case 'mean':
      return node.inputs.every(follow);
    default:
      return false;
  }
}

function meetingsOf(graph: Graph, region: RegionId, inside: ReadonlySet<NodeId>): readonly Meeting[] {
  const found: Meeting[] = [];
  for (const node of nodesIn(graph, region)) {
    if (node.op !== 'add' && node.op !== 'concat') continue;
    // A value that another one is made of goes around what makes it: the activation that branch and shortcut share.
    const shared = (id: NodeId): boolean =>
      node.op === 'add' && node.inputs.some((other) => other !== id && madeOf(graph, inside, other, id));
    const ways = (fitted: boolean): readonly NodeId[] =>
      node.inputs.filter((id) => shared(id) || goesAround(graph, region, inside, id, fitted));
    const plainly = ways(false);
    const around = plainly.length > 0 ? plainly : ways(true);
    const branches = node.inputs.filter((id) => !around.includes(id));
    if (around.length === 0 || branches.length === 0) continue;
    // What an addition has met already is not a branch any more.
    const met = branches.some((id) => found.some((before) => madeOf(graph, inside, id, before.node)));
    if (!met) found.push({ node: node.id, kind: node.op, branches, around });
  }
  return found;
}

/** The one addition of one branch and one shortcut, where a block is that. */
function joinOf(graph: Graph, region: RegionId, meetings: readonly Meeting[]): Join | null {
  const members = indexOf(graph).members.get(region) ?? [];
  const [meeting, second] = meetings;
  if (meeting?.kind !== 'add' || second !== undefined) return null;
  if (members.some(({ op }) => op === 'concat') || !members.some(({ id }) => id === meeting.node))
    return null;
  const [branch, ...branches] = meeting.branches;
  const [shortcut, ...shortcuts] = meeting.around;
  if (branch === undefined || shortcut === undefined || branches.length + shortcuts.length > 0) return null;
  return { add: meeting.node, branch, shortcut };
}

function partsOf(graph: Graph, region: RegionId): BlockParts {
  const nodes = nodesIn(graph, region);
  const inside = new Set(nodes.map(({ id }) => id));
  const read = new Set(nodes.flatMap(({ inputs }) => inputs.filter((id) => !inside.has(id))));
  const [only = null] = read;
  const input = read.size === 1 ? only : null;
  const output = outputOf(graph, region);
  const meetings = meetingsOf(graph, region, inside);
  const join = joinOf(graph, region, meetings);
  const height = (id: NodeId): number => nodeOf(graph, id).shape[2] ?? 1;
  const additions = nodes.some((node) => node.op === 'add' || node.op === 'mean');
  return {
    region,
    input,
    output,
    join,
    meetings,
    around: join ? (inside.has(join.shortcut) ? 'projection' : 'identity') : additions ? 'other' : 'plain',
    downsamples: read.size > 0 && [...read].every((id) => height(output) < height(id)),
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

/** Blocks with a branch that something goes around, in one stream or several. */
export const branchedBlocks = (graph: Graph): readonly BlockParts[] =>
  blocksOf(graph).filter(({ meetings }) => meetings.length > 0);

const meetingNodes = memoByIdentity(
  (graph: Graph): ReadonlySet<NodeId> =>
    new Set(blocksOf(graph).flatMap(({ meetings }) => meetings.map(({ node }) => node))),
);

/** Whether a node brings a branch and what goes around it together; other additions add what lies side by side. */
export const isMeeting = (graph: Graph, node: NodeId): boolean => meetingNodes(graph).has(node);

/**
 * What is left when a block is taken out: its shortcut; where the branch is appended, what it is appended to and
 * `zeros` for the rest; in a block without either its input, where that has the output's shape; null where nothing
 * could take its place.
 */
export function remainderOf(graph: Graph, block: BlockParts): 'shortcut' | 'zeros' | 'input' | null {
  if (block.meetings.length > 0)
    return block.meetings.some(({ kind }) => kind === 'concat') ? 'zeros' : 'shortcut';
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
