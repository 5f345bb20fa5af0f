/**
 * The graph cut into the classes that a person would write: what becomes a class, what becomes a sequence, and in which
 * order a module calls its parts.
 */
import { invariant, required } from '../../base/invariant.ts';
import { memoByIdentity } from '../../base/memo.ts';
import { indexOf, nodeOf, nodesIn, outputOf, survivalIn } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId, Region, RegionId } from '../../graph/types.ts';
import { modulePath } from '../../weights/names/index.ts';
import { pytorchOp } from './modules.ts';

/** A part of a module, in the order of computation. Discriminated by `kind`; `name` is the attribute's name. */
export type Part =
  | { readonly kind: 'node'; readonly name: string; readonly node: GraphNode }
  /** Modules `name.0`, `name.1`, … or `name.conv`, `name.bn`, …: an `nn.Sequential`, with names in an `OrderedDict`. */
  | { readonly kind: 'sequence'; readonly name: string; readonly nodes: readonly SequenceNode[] }
  /** A region with a class of its own. */
  | { readonly kind: 'child'; readonly name: string; readonly region: RegionId }
  /** A stage: an `nn.Sequential` of blocks. */
  | { readonly kind: 'stage'; readonly name: string; readonly region: RegionId };

export interface SequenceNode {
  readonly place: number | string;
  readonly node: GraphNode;
}

export interface Unit {
  readonly region: RegionId;
  /** The module's path in the checkpoint, empty for the network. */
  readonly path: string;
  /** The value from outside that it reads. */
  readonly input: NodeId;
  readonly output: NodeId;
  readonly parts: readonly Part[];
}

/** Regions that become a module; the others are only places in one. */
export function isModule(graph: Graph, { id, kind, parent }: Region): boolean {
  if (kind === 'block' || kind === 'stage' || kind === 'spatial') return true;
  const around = parent === null ? undefined : indexOf(graph).region.get(parent);
  // Within a layer of its own, what has no name of its own is a part of it.
  if (around?.kind === 'spatial') return pathOf(graph, id) !== pathOf(graph, around.id);
  return kind === 'attention';
}

/** Modules of a list, such as `convs.0`: which list, and which place. */
export function listPlace(name: string): { readonly list: string; readonly place: number } | null {
  const [, list, place] = /^(\w+)\.(\d+)$/.exec(name) ?? [];
  return list === undefined ? null : { list, place: Number(place) };
}

/** The outermost module region between a node and `inside`, or null where the node is a part of `inside` itself. */
function moduleBetween(graph: Graph, node: GraphNode, inside: RegionId): Region | null {
  const { region } = indexOf(graph);
  let found: Region | null = null;
  for (let id: RegionId | null = node.scope; id !== null && id !== inside; ) {
    const entry: Region = required(region.get(id), `region ${id}`);
    if (isModule(graph, entry)) found = entry;
    id = entry.parent;
  }
  return found;
}

/** `layer1.0` for the nodes `layer1.0.add` and `layer1.0.conv1`. */
function pathOf(graph: Graph, region: RegionId): string {
  const entry = required(indexOf(graph).region.get(region), `region ${region}`);
  if (entry.kind === 'network') return '';
  if (entry.kind === 'stage') {
    const [block] = required(indexOf(graph).children.get(region), `blocks of ${region}`);
    return parentPath(pathOf(graph, required(block, `a block of ${region}`).id));
  }
  const nodes = nodesIn(graph, region);
  return nodes.map((node) => parentPath(modulePath(graph, node))).reduce(sharedPath);
}

/** What two paths begin with, part by part: a block's steps may be modules of their own. */
function sharedPath(a: string, b: string): string {
  const [left, right] = [a.split('.'), b.split('.')];
  const end = left.findIndex((part, at) => part !== right[at]);
  return (end < 0 ? left : left.slice(0, end)).join('.');
}

const parentPath = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/** The one value from outside that a region reads. */
export function inputOf(graph: Graph, region: RegionId): NodeId {
  const nodes = nodesIn(graph, region);
  const inside = new Set(nodes.map(({ id }) => id));
  const outside = new Set(nodes.flatMap(({ inputs }) => inputs.filter((id) => !inside.has(id))));
  invariant(outside.size === 1, `${region} reads one value, got ${outside.size}`);
  return required([...outside][0], `input of ${region}`);
}

const unitsOf = memoByIdentity((_graph: Graph): Map<RegionId, Unit> => new Map());

/** Whether PyTorch has a module for a node, and not an expression alone. */
const makesModule = (node: GraphNode): boolean => pytorchOp(node).module(node.attrs, () => '0') !== null;

/** Names of numbered modules that do not follow one another: no `nn.Sequential` could hold them. */
function listsOf(graph: Graph, region: RegionId, ownPath: (node: GraphNode) => string): ReadonlySet<string> {
  const before = new Map<string, NodeId>();
  const lists = new Set<string>();
  for (const node of nodesIn(graph, region)) {
    if (node.op === 'input' || moduleBetween(graph, node, region) !== null || !makesModule(node)) continue;
    const member = listPlace(ownPath(node));
    if (member === null) continue;
    const last = before.get(member.list);
    if (last !== undefined && node.inputs[0] !== last) lists.add(member.list);
    before.set(member.list, node.id);
  }
  return lists;
}

/** A region as a module. */
export function unitOf(graph: Graph, region: RegionId): Unit {
  const known = unitsOf(graph).get(region);
  if (known) return known;
  const path = pathOf(graph, region);
  const parts: Part[] = [];
  const sequences = new Map<string, SequenceNode[]>();
  const done = new Set<RegionId>();
  const ownPath = (node: GraphNode): string =>
    modulePath(graph, node).slice(path === '' ? 0 : path.length + 1);
  const lists = listsOf(graph, region, ownPath);
  for (const node of nodesIn(graph, region)) {
    if (node.op === 'input') continue;
    const child = moduleBetween(graph, node, region);
    if (child !== null) {
      if (done.has(child.id)) continue;
      done.add(child.id);
      const name = pathOf(graph, child.id).slice(path === '' ? 0 : path.length + 1);
      parts.push({ kind: child.kind === 'stage' ? 'stage' : 'child', name, region: child.id });
      continue;
    }
    const own = ownPath(node);
    if (lists.has(listPlace(own)?.list ?? '')) {
      parts.push({ kind: 'node', name: own, node });
      continue;
    }
    const [, name = own, place] = /^(\w+)\.(\w+)$/.exec(own) ?? [];
    if (place === undefined || !(/^\d+$/.test(place) || makesModule(node))) {
      parts.push({ kind: 'node', name: own.replaceAll('.', '_'), node });
      continue;
    }
    const sequence = sequences.get(name) ?? [];
    if (sequence.length === 0) {
      sequences.set(name, sequence);
      parts.push({ kind: 'sequence', name, nodes: sequence });
    }
    sequence.push({ place: /^\d+$/.test(place) ? Number(place) : place, node });
  }
  const input = region === '' ? graph.input : inputOf(graph, region);
  const unit = { region, path, input, output: region === '' ? graph.output : outputOf(graph, region), parts };
  unitsOf(graph).set(region, unit);
  return unit;
}

/** The values that a part reads, and the one it makes. */
export function endsOf(
  graph: Graph,
  part: Part,
): { readonly inputs: readonly NodeId[]; readonly output: NodeId } {
  switch (part.kind) {
    case 'node':
      return { inputs: part.node.inputs, output: part.node.id };
    case 'sequence':
      return {
        inputs: required(part.nodes[0], `first of ${part.name}`).node.inputs,
        output: required(part.nodes.at(-1), `last of ${part.name}`).node.id,
      };
    case 'child':
    case 'stage':
      return { inputs: [inputOf(graph, part.region)], output: outputOf(graph, part.region) };
  }
}

/** Whether a node is the addition at the end of a branch that training drops: its first input is the branch. */
export const dropsInto = (graph: Graph, node: GraphNode): boolean =>
  node.op === 'add' && survivalIn(graph, node.scope) < 1;

export const channelsOf = (graph: Graph, id: NodeId): number =>
  required(nodeOf(graph, id).shape[1], `channels of ${id}`);

/** Of a node's first input. */
export const channelsIn = (graph: Graph, node: GraphNode): number =>
  channelsOf(graph, required(node.inputs[0], `input of ${node.id}`));
