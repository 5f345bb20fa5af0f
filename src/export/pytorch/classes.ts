/** Which regions share a class, and which numbers become parameters of its constructor. */
import { required } from '../../base/invariant.ts';
import { indexOf, nodeOf } from '../../graph/queries.ts';
import type { Graph, GraphNode, Op, RegionId } from '../../graph/types.ts';
import { type NumberKind, pytorchOp, type Say } from './modules.ts';
import { channelsIn, channelsOf, dropsInto, isModule, type Part, type Unit, unitOf } from './units.ts';

export interface Parameter {
  readonly name: string;
  readonly kind: NumberKind;
  /** One value for each instance of the class. */
  readonly values: readonly number[];
}

/** Regions of one wiring: what differs between them are numbers. */
export interface BlockClass {
  readonly name: string;
  readonly instances: readonly RegionId[];
  readonly parameters: Parameter[];
}

export interface Classes {
  /** In the order in which Python needs them: parts before wholes. */
  readonly list: readonly BlockClass[];
  readonly of: ReadonlyMap<RegionId, BlockClass>;
}

function formOf(graph: Graph, unit: Unit, classOf: (region: RegionId) => BlockClass): string {
  const place = new Map<string, number>(unit.inputs.map((id, at) => [id, -1 - at]));
  const node = (entry: GraphNode) => {
    place.set(entry.id, place.size);
    const form = pytorchOp(entry).form(entry.attrs, channelsIn(graph, entry));
    return [entry.op, form, entry.inputs.map((id) => place.get(id)), dropsInto(graph, entry)];
  };
  const part = (entry: Part): unknown => {
    switch (entry.kind) {
      case 'node':
        return [entry.name, node(entry.node)];
      case 'sequence':
        return [entry.name, entry.nodes.map((step) => [step.place, node(step.node)])];
      case 'child':
      case 'stage': {
        const child = unitOf(graph, entry.region);
        const from = child.inputs.map((id) => place.get(id));
        for (const id of child.outputs) place.set(id, place.size);
        return [entry.name, classOf(entry.region).name, from];
      }
    }
  };
  const parts = unit.parts.map(part);
  return JSON.stringify([parts, unit.inputs.length, unit.outputs.map((id) => place.get(id))]);
}

/** Blocks that are known by one of their parts. */
const topologies: readonly (readonly [part: string, title: string])[] = [
  ['c1x1_a', 'DualPathBlock'],
  ['stream_concat', 'DenseLayer'],
  ['mean', 'MergeAndRunBlock'],
  ['branch2', 'FusedBlock'],
  ['chain.0', 'FusedBlock'],
  ['col0.0', 'FractalBlock'],
  ['pool', 'Transition'],
];

/** What a person would call it. */
function titleOf(graph: Graph, unit: Unit): string {
  const has = (name: string): boolean => unit.parts.some((part) => part.name === name);
  const { region } = indexOf(graph);
  const { kind: place } = required(region.get(unit.region), unit.region);
  if (place === 'spatial') return has('fc1') ? 'SplitAttention' : 'SelectiveKernel';
  if (place === 'branch') return 'KernelPath';
  if (place === 'attention') {
    if (has('fc_select')) return 'KernelChoice';
    if (has('fc1')) return 'SqueezeExcitation';
    return has('fc') ? 'EffectiveSqueezeExcitation' : 'EfficientChannelAttention';
  }
  if (has('shuffle'))
    return nodeOf(graph, required(unit.inputs[0], unit.region)).shape[2] ===
      nodeOf(graph, required(unit.outputs[0], unit.region)).shape[2]
      ? 'ShuffleUnit'
      : 'ShuffleDownUnit';
  if (has('concat') && unit.parts.some(({ name }) => /^(branch|maxpool)/.test(name)))
    return 'InceptionModule';
  const topology = topologies.find(([part]) => has(part));
  if (topology) return topology[1];
  if (has('conv')) return 'PlainLayer';
  const first = unit.parts[0];
  const activatesFirst = first?.kind === 'node' && /Norm$|^activation$/.test(first.node.op);
  const kind = `${activatesFirst ? 'PreActivation' : ''}${has('conv3') ? 'Bottleneck' : 'BasicBlock'}`;
  if (!has('add')) return has('concat') ? `Joined${kind}` : `Plain${kind}`;
  if (has('downsample_pad')) return `ZeroPadded${kind}`;
  const shortcut = unit.parts.find((part) => part.name === 'downsample');
  if (shortcut === undefined) return kind;
  return `${shortcut.kind === 'sequence' && shortcut.nodes.length > 2 ? 'Pooled' : ''}Projection${kind}`;
}

/** The classes of a network's blocks and of their attention. */
export function classesOf(graph: Graph): Classes {
  const of = new Map<RegionId, BlockClass & { instances: RegionId[] }>();
  const byForm = new Map<string, BlockClass & { instances: RegionId[] }>();
  const names = new Map<string, number>();
  const known = (region: RegionId): BlockClass => required(of.get(region), `class of ${region}`);
  for (const kind of ['branch', 'attention', 'spatial', 'block'] as const) {
    for (const region of graph.regions) {
      if (region.kind !== kind || !isModule(graph, region)) continue;
      const unit = unitOf(graph, region.id);
      const form = formOf(graph, unit, known);
      let found = byForm.get(form);
      if (found === undefined) {
        const title = titleOf(graph, unit);
        const count = (names.get(title) ?? 0) + 1;
        names.set(title, count);
        found = { name: count === 1 ? title : `${title}${count}`, instances: [], parameters: [] };
        byForm.set(form, found);
      }
      found.instances.push(region.id);
      of.set(region.id, found);
    }
  }
  return { list: [...byForm.values()], of };
}

const usualNames: { readonly [K in NumberKind]: string } = {
  channels: 'width',
  stride: 'stride',
  dilation: 'dilation',
  groups: 'groups',
  kernel: 'kernel',
  survival: 'survival',
};

/** Says numbers for a class: what is the same in all instances is written, the rest becomes parameters. */
export class Numbers {
  readonly #graph: Graph;
  readonly #units: readonly Unit[];
  readonly #parameters: Parameter[];
  /** Channels that come in and go out have names of their own, whatever reads them first. */
  readonly #ends: readonly Parameter[];

  constructor(graph: Graph, units: readonly Unit[], parameters: Parameter[]) {
    this.#graph = graph;
    this.#units = units;
    this.#parameters = parameters;
    const input = units.map((unit) => channelsOf(graph, required(unit.inputs[0], unit.region)));
    const output = units.map((unit) => channelsOf(graph, required(unit.outputs[0], unit.region)));
    const same = input.every((value, at) => value === output[at]);
    this.#ends = [
      { name: same ? 'channels' : 'in_channels', kind: 'channels', values: input },
      { name: 'out_channels', kind: 'channels', values: output },
    ];
  }

  /** `owner` names a parameter that is not the first of its kind. */
  say(kind: NumberKind, values: readonly number[], owner: string): string {
    const [value] = values;
    if (values.every((other) => other === value)) return String(value);
    const same = (entry: Parameter): boolean =>
      entry.kind === kind && entry.values.every((other, at) => other === values[at]);
    const known = this.#parameters.find(same);
    if (known) return known.name;
    const usual = usualNames[kind];
    const end = this.#ends.find(same);
    const taken = (wish: string): boolean => this.#parameters.some((entry) => entry.name === wish);
    const wish = end ? end.name : taken(usual) ? `${owner.replace(/\W/g, '_')}_${usual}` : usual;
    let name = wish;
    for (let count = 2; taken(name); count += 1) name = `${wish}${count}`;
    this.#parameters.push({ name, kind, values });
    return name;
  }

  /** For the node that every instance has at the same place: `at` finds it in a unit. */
  sayer(owner: string, at: (unit: Unit) => GraphNode): Say<Op> {
    const nodes = this.#units.map(at);
    return (kind, value) =>
      this.say(
        kind,
        nodes.map((node) => value(node as never, channelsIn(this.#graph, node))),
        owner,
      );
  }
}
