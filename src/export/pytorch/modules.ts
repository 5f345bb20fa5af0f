/** How PyTorch says each operation: as a module that is made once, or as an expression. */
import { required } from '../../base/invariant.ts';
import { blurCoefficients, blurPadding } from '../../graph/ops/index.ts';
import type {
  ActivationKind,
  GraphNode,
  NodeWithOp,
  Op,
  OpAttrs,
  Padding,
  WindowAttrs,
} from '../../graph/types.ts';

/** What a number of a module means: equal numbers of one kind may share a constructor's parameter. */
export type NumberKind = 'channels' | 'stride' | 'dilation' | 'groups' | 'kernel' | 'survival';

/** Writes a number of a node: itself, or the parameter that stands for it. */
export type Say<O extends Op> = (
  kind: NumberKind,
  value: (node: NodeWithOp<O>, channelsIn: number) => number,
) => string;

export interface PyTorchOp<O extends Op> {
  /** The module's constructor call, or null where the operation is an expression alone. */
  module(attrs: OpAttrs[O], say: Say<O>): string | null;
  /** The operation on values: `self` is the module's name, `channelsIn` are those of the first input. */
  call(self: string, inputs: readonly string[], attrs: OpAttrs[O], channelsIn: number): string;
  /** What must be equal for two nodes to be written by the same line: all that `say` does not say. */
  form(attrs: OpAttrs[O], channelsIn: number): unknown;
}

const activations: { readonly [K in ActivationKind]: string } = {
  relu: 'nn.ReLU()',
  relu6: 'nn.ReLU6()',
  leakyRelu: 'nn.LeakyReLU(0.01)',
  elu: 'nn.ELU()',
  silu: 'nn.SiLU()',
  hardSwish: 'nn.Hardswish()',
  sigmoid: 'nn.Sigmoid()',
  hardSigmoid: 'nn.Hardsigmoid()',
};

const isEven = ({ top, bottom, left, right }: Padding): boolean =>
  top === bottom && top === left && top === right;
/** The same on opposite sides: what a convolution pads by itself. */
const isMirrored = ({ top, bottom, left, right }: Padding): boolean => top === bottom && left === right;
/** In the order that `F.pad` and the padding modules take it. */
const sides = ({ top, bottom, left, right }: Padding): string => `(${left}, ${right}, ${top}, ${bottom})`;

const first = (inputs: readonly string[]): string => required(inputs[0], 'an input');
const calls = (self: string, inputs: readonly string[]): string => `${self}(${inputs.join(', ')})`;
/** A term that stays one when something is put before or after it: no blank outside of brackets. */
function term(text: string): string {
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth -= 1;
    else if (character === ' ' && depth === 0) return `(${text})`;
  }
  return text;
}

/** Arguments without those that say what holds anyway. */
const args = (...list: readonly (string | null)[]): string =>
  list.filter((entry) => entry !== null).join(', ');
const unless = (text: string, usual: string, name: string): string | null =>
  text === usual ? null : `${name}=${text}`;

/** `fill` makes the padding that the module has not. */
function pool(kind: 'Max' | 'Avg', attrs: WindowAttrs, more: string | null, fill: string | null): string {
  const { kernel, stride, padding, ceil } = attrs;
  const even = fill === null;
  const module = `nn.${kind}Pool2d(${args(
    String(kernel),
    `stride=${stride}`,
    even && padding.top > 0 ? `padding=${padding.top}` : null,
    ceil ? 'ceil_mode=True' : null,
    even && padding.top > 0 ? more : null,
  )})`;
  return fill === null ? module : `nn.Sequential(${fill}, ${module})`;
}

/** Equal parts are counted: blocks of different widths then have the same line. */
function part({ start, end }: OpAttrs['slice'], channelsIn: number): string {
  const size = end - start;
  return channelsIn % size === 0 && start % size === 0
    ? `.chunk(${channelsIn / size}, dim=1)[${start / size}]`
    : `[:, ${start}:${end}]`;
}

type Table = { readonly [O in Op]: PyTorchOp<O> };
const joined = (symbol: string) => ({
  module: () => null,
  call: (_self: string, inputs: readonly string[]) => inputs.map(term).join(` ${symbol} `),
  form: () => null,
});
const conv2d: PyTorchOp<'conv2d'> = {
  module: (attrs, say) => {
    const { kernel, padding, bias, standardize } = attrs;
    const size = kernel[0] === kernel[1] ? String(kernel[0]) : `(${kernel.join(', ')})`;
    return `${standardize === null ? 'nn.Conv2d' : 'StdConv2d'}(${args(
      say('channels', (_node, channelsIn) => channelsIn),
      say('channels', (node) => node.attrs.out),
      size,
      unless(
        say('stride', (node) => node.attrs.stride),
        '1',
        'stride',
      ),
      isEven(padding)
        ? unless(
            say('dilation', (node) => node.attrs.padding.top),
            '0',
            'padding',
          )
        : isMirrored(padding)
          ? `padding=(${padding.top}, ${padding.left})`
          : null,
      unless(
        say('dilation', (node) => node.attrs.dilation),
        '1',
        'dilation',
      ),
      unless(
        say('groups', (node) => node.attrs.groups),
        '1',
        'groups',
      ),
      bias ? null : 'bias=False',
      standardize === null ? null : `eps=${standardize}`,
    )})`;
  },
  call: (self, inputs, { padding }) =>
    isMirrored(padding) ? calls(self, inputs) : `${self}(F.pad(${first(inputs)}, ${sides(padding)}))`,
  form: ({ kernel, bias, padding, standardize }) => [
    kernel,
    bias,
    isEven(padding) ? null : padding,
    standardize,
  ],
};

/** Every operation. `fusedConv2d` is made for backends alone: a module has the layers that were trained. */
export const pytorchOps: Table = {
  input: { module: () => null, call: (_self, inputs) => first(inputs), form: () => null },
  conv2d,
  fusedConv2d: {
    module: () => {
      throw new Error('a lowered graph has no PyTorch module');
    },
    call: calls,
    form: (attrs) => attrs,
  },
  channelConv: {
    module: ({ padding: sides }, say) => {
      const kernel = say('kernel', (node) => node.attrs.kernel);
      const same = /^\d+$/.test(kernel) ? String((Number(kernel) - 1) / 2) : `${kernel} // 2`;
      const padding = sides === 0 ? '0' : same;
      return `nn.Conv1d(1, 1, ${kernel}, padding=${padding}, bias=False)`;
    },
    call: (self, inputs) =>
      `${self}(${term(first(inputs))}.flatten(1).unsqueeze(1)).transpose(1, 2).unsqueeze(-1)`,
    form: ({ padding }) => padding === 0,
  },
  gain: {
    module: () => null,
    call: (_self, inputs, { factor }) => `${factor} * ${term(first(inputs))}`,
    form: ({ factor }) => factor,
  },
  linear: {
    module: ({ bias }, say) =>
      `nn.Linear(${args(
        say('channels', (_node, channelsIn) => channelsIn),
        say('channels', (node) => node.attrs.out),
        bias ? null : 'bias=False',
      )})`,
    call: calls,
    form: ({ bias }) => bias,
  },
  batchNorm: {
    module: ({ eps }, say) =>
      `nn.BatchNorm2d(${args(
        say('channels', (_node, channelsIn) => channelsIn),
        unless(String(eps), '0.00001', 'eps'),
      )})`,
    call: calls,
    form: ({ eps }) => eps,
  },
  activation: { module: ({ kind }) => activations[kind], call: calls, form: ({ kind }) => kind },
  groupNorm: {
    module: ({ groups, eps }, say) =>
      `nn.GroupNorm(${args(
        String(groups),
        say('channels', (_node, channelsIn) => channelsIn),
        unless(String(eps), '0.00001', 'eps'),
      )})`,
    call: calls,
    form: (attrs) => attrs,
  },
  maxPool: {
    module: (attrs) => {
      const { padding, padValue } = attrs;
      const none = padding.top + padding.bottom + padding.left + padding.right === 0;
      if (none || (padValue === 'never' && isEven(padding))) return pool('Max', attrs, null, null);
      const pad = padValue === 'zero' ? 'nn.ZeroPad2d(' : 'nn.ConstantPad2d(';
      return pool('Max', attrs, null, `${pad}${sides(padding)}${padValue === 'zero' ? '' : ', -torch.inf'})`);
    },
    call: calls,
    form: (attrs) => attrs,
  },
  avgPool: {
    module: (attrs) => {
      const { padding, countPadding } = attrs;
      if (isEven(padding)) return pool('Avg', attrs, countPadding ? null : 'count_include_pad=False', null);
      if (!countPadding) throw new Error('a mean in PyTorch cannot leave out padding of unequal sides');
      return pool('Avg', attrs, null, `nn.ZeroPad2d(${sides(padding)})`);
    },
    call: calls,
    form: (attrs) => attrs,
  },
  blurPool: {
    module: (attrs) =>
      `BlurPool2d([${blurCoefficients[attrs.filter].join(', ')}], stride=${attrs.stride}, padding=${blurPadding(attrs).top})`,
    call: calls,
    form: (attrs) => attrs,
  },
  globalPool: {
    module: () => null,
    call: (_self, inputs, { kind }) =>
      `${term(first(inputs))}.${kind === 'avg' ? 'mean' : 'amax'}((2, 3), keepdim=True)`,
    form: ({ kind }) => kind,
  },
  add: joined('+'),
  mean: {
    module: () => null,
    call: (_self, inputs) =>
      inputs.length === 2 ? `0.5 * (${inputs.join(' + ')})` : `(${inputs.join(' + ')}) / ${inputs.length}`,
    form: () => null,
  },
  scale: joined('*'),
  concat: {
    module: () => null,
    call: (_self, inputs) => `torch.cat([${inputs.join(', ')}], dim=1)`,
    form: () => null,
  },
  slice: {
    module: () => null,
    call: (_self, inputs, attrs, channelsIn) => `${term(first(inputs))}${part(attrs, channelsIn)}`,
    form: part,
  },
  padChannels: {
    module: () => null,
    call: (_self, inputs, { before, after }) => `F.pad(${first(inputs)}, (0, 0, 0, 0, ${before}, ${after}))`,
    form: (attrs) => attrs,
  },
  channelShuffle: {
    module: () => null,
    call: (_self, inputs, { groups }) =>
      `${term(first(inputs))}.unflatten(1, (${groups}, -1)).transpose(1, 2).flatten(1, 2)`,
    form: (attrs) => attrs,
  },
  softmax: {
    module: () => null,
    call: (_self, inputs, { cardinality, radix }) => {
      const x = term(first(inputs));
      return cardinality === 1
        ? `${x}.unflatten(1, (${radix}, -1)).softmax(1).flatten(1, 2)`
        : `${x}.unflatten(1, (${cardinality}, ${radix}, -1)).transpose(1, 2).softmax(1).flatten(1, 3)`;
    },
    form: (attrs) => attrs,
  },
  flatten: {
    module: () => null,
    call: (_self, inputs) => `${term(first(inputs))}.flatten(1)`,
    form: () => null,
  },
};

/** The entry for a node, for callers that do not know which operation it is. */
export const pytorchOp = (node: GraphNode): PyTorchOp<Op> => pytorchOps[node.op] as unknown as PyTorchOp<Op>;
