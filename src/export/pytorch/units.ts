/**
 * The graph cut into the classes that a person would write: what becomes a class, what becomes a sequence, and in which
 * order a module calls its parts.
 */
import { required } from '../../base/invariant.ts';
import { memoByIdentity } from '../../base/memo.ts';
import { indexOf, inputsOf, nodeOf, nodesIn, outputsOf, survivalIn } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId, Region, RegionId } from '../../graph/types.ts';
import { modulePath } from '../../weights/names/index.ts';
import { pytorchOp } from './modules.ts';

/**
 * A part of a module, in the order of computation. Discriminated by `kind`; `name` is the attribute's name, with dots
 * where it stands in containers: `features.conv0`.
 */
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
  /** The values from outside that it reads, and those that it returns: one for each stream. */
  readonly inputs: readonly NodeId[];
  readonly outputs: readonly NodeId[];
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

/** The outermost module region between a node and `inside`, or null where the node is a part of `inside` itself. */
function moduleBetween(graph: Graph, node: GraphNode, inside: RegionId): Region | null {
  const { region } = indexOf(graph);
  let found: Region | null = null;
  for (let id: RegionId | null = node.scope; id !== null && id !== inside; ) {
    const entry: Region = required(region.get(id), `region ${id}`);
    if (isModule(graph, entry) && (entry.kind !== 'stage' || isSequence(graph, id))) found = entry;
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

const unitsOf = memoByIdentity((_graph: Graph): Map<RegionId, Unit> => new Map());

/** Whether PyTorch has a module for a node, and not an expression alone. */
const makesModule = (node: GraphNode): boolean => pytorchOp(node).module(node.attrs, () => '0') !== null;

/**
 * Whether a stage is an `nn.Sequential` of its blocks: one stream runs through, and nothing else stands in the module
 * that holds them.
 */
function isSequence(graph: Graph, stage: RegionId): boolean {
  const known = sequencesOf(graph).get(stage) ?? findSequence(graph, stage);
  sequencesOf(graph).set(stage, known);
  return known;
}

const sequencesOf = memoByIdentity((_graph: Graph): Map<RegionId, boolean> => new Map());

function findSequence(graph: Graph, stage: RegionId): boolean {
  const blocks = (indexOf(graph).children.get(stage) ?? []).map(({ id }) => id);
  const path = pathOf(graph, stage);
  const inside = new Set(nodesIn(graph, stage).map(({ id }) => id));
  const shared = graph.nodes.some(
    (node) => !inside.has(node.id) && makesModule(node) && modulePath(graph, node).startsWith(`${path}.`),
  );
  return (
    path !== '' &&
    !path.includes('.') &&
    !shared &&
    blocks.every((id) => parentPath(pathOf(graph, id)) === path) &&
    [stage, ...blocks].every((id) => inputsOf(graph, id).length === 1 && outputsOf(graph, id).length === 1)
  );
}

interface Step {
  readonly node: GraphNode;
  /** Path below the unit. */
  readonly own: string;
}

/** `name.place`: the module that a step may share with its neighbours. */
const placeOf = ({ node, own }: Step): { readonly name: string; readonly place: string } | null => {
  const [, name, place] = /^(.+)\.(\w+)$/.exec(own) ?? [];
  return name !== undefined && place !== undefined && (/^\d+$/.test(place) || makesModule(node))
    ? { name, place }
    : null;
};

/** Steps of one module, each of which reads the one before alone. */
function chainsOf(graph: Graph, steps: readonly Step[]): ReadonlyMap<string, readonly SequenceNode[]> {
  const chains = new Map<string, SequenceNode[]>();
  const broken = new Set<string>();
  for (const step of steps) {
    const at = placeOf(step);
    if (at === null) continue;
    const { name, place } = at;
    const chain = chains.get(name) ?? [];
    const before = chain.at(-1)?.node;
    if (before !== undefined) {
      const readers = indexOf(graph).consumers.get(before.id) ?? [];
      if (readers.length !== 1 || step.node.inputs.length !== 1 || readers[0] !== step.node.id)
        broken.add(name);
    }
    chains.set(name, [...chain, { place: /^\d+$/.test(place) ? Number(place) : place, node: step.node }]);
    // A module that holds others besides its steps is no sequence of steps.
    for (let outer = parentPath(name); outer !== ''; outer = parentPath(outer)) broken.add(outer);
  }
  for (const name of broken) chains.delete(name);
  return chains;
}

/** A region as a module. */
export function unitOf(graph: Graph, region: RegionId): Unit {
  const known = unitsOf(graph).get(region);
  if (known) return known;
  const path = pathOf(graph, region);
  const below = (full: string): string => full.slice(path === '' ? 0 : path.length + 1);
  const parts: Part[] = [];
  const steps: Step[] = [];
  const children: { readonly at: number; readonly part: Part }[] = [];
  const done = new Set<RegionId>();
  for (const node of nodesIn(graph, region)) {
    if (node.op === 'input') continue;
    const child = moduleBetween(graph, node, region);
    if (child === null) {
      steps.push({ node, own: below(modulePath(graph, node)) });
      continue;
    }
    if (done.has(child.id)) continue;
    done.add(child.id);
    const kind = child.kind === 'stage' ? 'stage' : 'child';
    children.push({
      at: steps.length,
      part: { kind, name: below(pathOf(graph, child.id)), region: child.id },
    });
  }
  const chains = new Map(chainsOf(graph, steps));
  for (const { part } of children) {
    for (let outer = parentPath(part.name); outer !== ''; outer = parentPath(outer)) chains.delete(outer);
  }
  steps.forEach((step, at) => {
    parts.push(...children.filter((child) => child.at === at).map(({ part }) => part));
    const place = placeOf(step);
    const chain = place === null ? undefined : chains.get(place.name);
    if (place === null || chain === undefined) {
      parts.push({
        kind: 'node',
        name: makesModule(step.node) ? step.own : step.own.replaceAll('.', '_'),
        node: step.node,
      });
    } else if (chain[0]?.node === step.node) parts.push({ kind: 'sequence', name: place.name, nodes: chain });
  });
  parts.push(...children.filter((child) => child.at === steps.length).map(({ part }) => part));
  const whole = region === '';
  const inputs = whole ? [graph.input] : inputsOf(graph, region);
  const outputs = whole ? [graph.output] : outputsOf(graph, region);
  const unit = { region, path, inputs, outputs, parts };
  unitsOf(graph).set(region, unit);
  return unit;
}

/** The values that a part reads, and those that it makes. */
export function endsOf(
  graph: Graph,
  part: Part,
): { readonly inputs: readonly NodeId[]; readonly outputs: readonly NodeId[] } {
  switch (part.kind) {
    case 'node':
      return { inputs: part.node.inputs, outputs: [part.node.id] };
    case 'sequence':
      return {
        inputs: required(part.nodes[0], `first of ${part.name}`).node.inputs,
        outputs: [required(part.nodes.at(-1), `last of ${part.name}`).node.id],
      };
    case 'child':
    case 'stage':
      return { inputs: inputsOf(graph, part.region), outputs: outputsOf(graph, part.region) };
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
