/** A class as Python text: `__init__` makes the modules, `forward` calls them in the order of computation. */
import { required } from '../../base/invariant.ts';
import { indexOf, nodeOf, nodesIn, survivalIn } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId, RegionId, Shape } from '../../graph/types.ts';
import { registeredPlace } from '../../weights/names/index.ts';
import { type BlockClass, type Classes, Numbers } from './classes.ts';
import { pytorchOp } from './modules.ts';
import { channelsIn, channelsOf, dropsInto, endsOf, type Part, type Unit, unitOf } from './units.ts';

export const indent = (lines: readonly string[], depth: number): string[] =>
  lines.map((line) => (line === '' ? '' : '    '.repeat(depth) + line));

/** Without the batch. */
export const shapeText = (shape: Shape): string => shape.slice(1).join(' x ');

/** What the module that drops a branch in training is called, as in timm. */
const dropName = 'drop_path';

/** Stochastic depth as timm's modules have it (timm/layers/drop.py): kept branches are divided by their chance. */
export const dropPathLines: readonly string[] = [
  'class DropPath(nn.Module):',
  ...indent(
    [
      '"""Stochastic depth, arXiv 1603.09382: in training an image keeps the branch with chance `survival`."""',
      '',
      'def __init__(self, survival):',
      ...indent(['super().__init__()', 'self.survival = survival'], 1),
      '',
      'def forward(self, x):',
      ...indent(
        [
          'if not self.training:',
          '    return x',
          '# Divided by its chance, the branch has the same mean as in evaluation, which then needs no scaling.',
          'kept = torch.rand(x.shape[0], 1, 1, 1, device=x.device) < self.survival',
          'return x * kept.to(x.dtype) / self.survival',
        ],
        1,
      ),
    ],
    1,
  ),
];

/** Longer expressions get a line of their own. */
const lineWidth = 92;

/** How modules and stages are written where they stand. */
interface Context {
  readonly graph: Graph;
  readonly classes: Classes;
  readonly numbers: Numbers;
  readonly units: readonly Unit[];
}

const nodeAt = (unit: Unit, part: number, place: number | null): GraphNode => {
  const found = required(unit.parts[part], `part ${part} of ${unit.region}`);
  if (found.kind === 'node') return found.node;
  if (found.kind !== 'sequence') throw new Error(`${found.name} is no node`);
  return required(found.nodes[place ?? 0], `${found.name}.${place}`).node;
};

/** The call that makes an instance of a class, with the numbers of `regions`, one for each instance of the caller. */
function construct(kind: BlockClass, regions: readonly RegionId[], numbers: Numbers, owner: string): string {
  const places = regions.map((region) => kind.instances.indexOf(region));
  const args = kind.parameters.map((parameter) => {
    const values = places.map((place) => required(parameter.values[place], parameter.name));
    return `${parameter.name}=${numbers.say(parameter.kind, values, owner)}`;
  });
  return `${kind.name}(${args.join(', ')})`;
}

/** The modules of one part, as lines of `__init__`. */
function moduleLines(context: Context, unit: Unit, index: number): string[] {
  const part = required(unit.parts[index], `part ${index}`);
  const { numbers, classes, units } = context;
  const make = (node: GraphNode, place: number | null): string | null =>
    pytorchOp(node).module(
      node.attrs,
      numbers.sayer(part.name, (other) => nodeAt(other, index, place)),
    );
  switch (part.kind) {
    case 'node': {
      const module = make(part.node, null);
      if (dropsInto(context.graph, part.node)) {
        // Six digits: the chances are fractions of the number of blocks.
        const survivals = units.map(({ region }) => Number(survivalIn(context.graph, region).toPrecision(6)));
        return [`self.${dropName} = DropPath(${numbers.say('survival', survivals, dropName)})`];
      }
      return module === null ? [] : [`self.${part.name} = ${module}`];
    }
    case 'sequence': {
      const steps: string[] = [];
      part.nodes.forEach(({ place, node }, at) => {
        // A checkpoint counts the place of a pool that is left out.
        while (typeof place === 'number' && steps.length < place) steps.push('nn.Identity()');
        const module = required(make(node, at), `module of ${node.id}`);
        steps.push(typeof place === 'number' ? module : `('${place}', ${module})`);
      });
      return sequentialLines(
        part.name,
        steps.map((step) => `${step},`),
        typeof part.nodes[0]?.place === 'string',
      );
    }
    case 'child': {
      const kind = required(classes.of.get(part.region), `class of ${part.region}`);
      const regions = units.map((other) => {
        const same = required(other.parts[index], `part ${index} of ${other.region}`);
        if (same.kind !== 'child') throw new Error(`${other.region} is wired otherwise`);
        return same.region;
      });
      return [`self.${part.name} = ${construct(kind, regions, numbers, part.name)}`];
    }
    case 'stage':
      return nested(part.name, stageLines(context, part.name, part.region));
  }
}

/** `nn.Sequential` of `steps`; named ones are pairs. */
const sequentialLines = (name: string, steps: readonly string[], named: boolean): string[] => [
  `self.${name} = nn.Sequential(${named ? 'OrderedDict([' : ''}`,
  ...indent(steps, 1),
  named ? ']))' : ')',
];

/** Stages in a list, each a module with its blocks in it: `stages.0.blocks`. */
const listed = /^(\w+)\.(\d+)\.(\w+)$/;

/** The lines that make a stage, put where its path says. */
function nested(name: string, lines: readonly string[]): string[] {
  const [, list, place, inner] = listed.exec(name) ?? [];
  if (list === undefined) return [...lines];
  const [first = '', ...rest] = lines;
  return [
    ...(place === '0' ? [`self.${list} = nn.ModuleList()`] : []),
    `self.${list}.append(nn.Sequential(OrderedDict([('${inner}', ${first.slice(first.indexOf('=') + 2)}`,
    ...rest.slice(0, -1),
    `${rest.at(-1)})])))`,
  ];
}

/** Blocks in a row that are made by the same call are written once, unless they have names. */
function stageLines({ graph, classes, numbers }: Context, name: string, stage: RegionId): string[] {
  const runs: { call: string; count: number }[] = [];
  const blocks = (indexOf(graph).children.get(stage) ?? []).filter(({ kind }) => kind === 'block');
  const callOfBlock = (id: RegionId): string =>
    construct(required(classes.of.get(id), `class of ${id}`), [id], numbers, '');
  const names = blocks.map(({ id }) => unitOf(graph, id).path.split('.').at(-1) ?? '');
  if (names.some((place) => !/^\d+$/.test(place))) {
    const steps = blocks.map(({ id }, at) => `('${names[at]}', ${callOfBlock(id)}),`);
    return sequentialLines(name, steps, true);
  }
  for (const { id } of blocks) {
    const call = callOfBlock(id);
    const last = runs.at(-1);
    if (last?.call === call) last.count += 1;
    else runs.push({ call, count: 1 });
  }
  const lines = runs.map(({ call, count }) =>
    count === 1 ? `${call},` : `*[${call} for _ in range(${count})],`,
  );
  return sequentialLines(name, lines, false);
}

/** Fresh names for values that are still needed when another is made. */
const valueNames = ['x', 'y', 'z', 'u', 'v', 'w'];

/** The lines of `forward`. `note` gives a comment for a value that ends a line. */
function forwardLines(graph: Graph, unit: Unit, note: (id: NodeId) => string): string[] {
  const ends = unit.parts.map((part) => endsOf(graph, part));
  const readers = new Map<NodeId, number>();
  for (const { inputs } of ends) for (const id of inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
  /** What stands for a value, and the names that it is made of. */
  const values = new Map<NodeId, { text: string; names: readonly string[] }>();
  values.set(unit.input, { text: 'x', names: ['x'] });
  /** Whether a value that is still to be read is made of a name. */
  const inUse = (name: string): boolean =>
    [...values].some(([id, { names }]) => names.includes(name) && (readers.get(id) ?? 0) > 0);
  const lines: string[] = [];
  unit.parts.forEach((part, index) => {
    const { inputs, output } = required(ends[index], `ends of ${part.name}`);
    const read = inputs.map((id) => required(values.get(id), `value of ${id}`));
    const text = callOf(
      graph,
      part,
      read.map(({ text: value }, at) =>
        at === 0 && part.kind === 'node' && dropsInto(graph, part.node)
          ? `self.${dropName}(${value})`
          : value,
      ),
    );
    const names = [...new Set(read.flatMap((value) => value.names))];
    for (const id of inputs) readers.set(id, (readers.get(id) ?? 0) - 1);
    if (output === unit.output) {
      lines.push(`return ${text}`);
      return;
    }
    if (readers.get(output) === 1 && !endsLine(part) && text.length < lineWidth) {
      values.set(output, { text, names });
      return;
    }
    const name = required(
      [...names, ...valueNames].find((candidate) => !inUse(candidate)),
      'a free name',
    );
    values.set(output, { text: name, names: [name] });
    const comment = note(output);
    lines.push(comment === '' ? `${name} = ${text}` : `${name} = ${text}  # ${comment}`);
  });
  return lines;
}

const endsLine = (part: Part): boolean =>
  part.kind === 'child' ||
  part.kind === 'stage' ||
  (part.kind === 'node' && (part.node.op === 'activation' || part.node.op === 'maxPool'));

function callOf(graph: Graph, part: Part, inputs: readonly string[]): string {
  const self = `self.${part.name.replace(listed, '$1[$2]')}`;
  return part.kind === 'node'
    ? pytorchOp(part.node).call(self, inputs, part.node.attrs, channelsIn(graph, part.node))
    : `${self}(${inputs.join(', ')})`;
}

/** Parts in the order of the checkpoint's modules, which need not be that of the computation. */
function registeredParts(graph: Graph, unit: Unit): readonly number[] {
  const place = registeredPlace(graph);
  const nodesOf = (part: Part): readonly GraphNode[] => {
    if (part.kind === 'node') return [part.node];
    return part.kind === 'sequence' ? part.nodes.map(({ node }) => node) : nodesIn(graph, part.region);
  };
  let last = 0;
  const first = unit.parts.map((part) => {
    const stored = nodesOf(part).filter(({ tensors }) => tensors.length > 0);
    // What stores nothing stays behind what it follows.
    if (stored.length > 0) last = Math.min(...stored.map(({ id }) => place.get(id) ?? 0));
    return last;
  });
  return [...unit.parts.keys()].sort((a, b) => (first[a] ?? 0) - (first[b] ?? 0));
}

function classLines(
  context: Context,
  head: {
    readonly name: string;
    readonly doc: readonly string[];
    readonly parameters: () => readonly string[];
  },
  note: (id: NodeId) => string,
): string[] {
  const { graph, units } = context;
  const unit = required(units[0], `an instance of ${head.name}`);
  const modules = registeredParts(graph, unit).flatMap((index) => moduleLines(context, unit, index));
  const parameters = head.parameters();
  const [first = '', ...rest] = head.doc;
  const doc = rest.length === 0 ? [`"""${first}"""`] : [`"""${first}`, ...rest, '"""'];
  return [
    `class ${head.name}(nn.Module):`,
    ...indent(doc, 1),
    '',
    ...indent([`def __init__(self${parameters.map((name) => `, ${name}`).join('')}):`], 1),
    ...indent(['super().__init__()', ...modules], 2),
    '',
    ...indent(['def forward(self, x):'], 1),
    ...indent(forwardLines(graph, unit, note), 2),
  ];
}

/** The class of blocks, or of their attention. Fills in the class's parameters: parts come before wholes. */
export function blockClassLines(graph: Graph, classes: Classes, kind: BlockClass): string[] {
  const units = kind.instances.map((region) => unitOf(graph, region));
  const numbers = new Numbers(graph, units, kind.parameters);
  const paths = new Map<string, string[]>();
  for (const unit of units) {
    const shapes = [unit.input, unit.output].map((id) => shapeText(nodeOf(graph, id).shape)).join(' -> ');
    paths.set(shapes, [...(paths.get(shapes) ?? []), unit.path]);
  }
  const doc = [...paths].map(([shapes, list]) => {
    const [first, last] = [list[0] ?? '', list.at(-1) ?? ''];
    return `${first === last ? first : `${first} to ${last}`}: ${shapes}`;
  });
  return classLines(
    { graph, classes, numbers, units },
    {
      name: kind.name,
      doc: doc.length === 1 ? doc : ['Channels x height x width:', '', ...doc],
      parameters: () => kind.parameters.map(({ name }) => name),
    },
    () => '',
  );
}

/** The whole network. */
export function networkLines(graph: Graph, classes: Classes, name: string, doc: string): string[] {
  const unit = unitOf(graph, '');
  const context = { graph, classes, numbers: new Numbers(graph, [unit], []), units: [unit] };
  return classLines(context, { name, doc: [doc], parameters: () => [] }, (id) =>
    shapeText(nodeOf(graph, id).shape),
  );
}

export const inputChannels = (graph: Graph): number => channelsOf(graph, graph.input);
