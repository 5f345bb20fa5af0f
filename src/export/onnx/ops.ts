/** How ONNX says each operation (github.com/onnx/onnx, docs/Operators.md, operator set 17). */
import { required } from '../../base/invariant.ts';
import { blurCoefficients, blurPadding } from '../../graph/ops/index.ts';
import type {
  ActivationKind,
  Conv2dAttrs,
  NodeWithOp,
  Op,
  Padding,
  Shape,
  TensorRole,
  WindowAttrs,
} from '../../graph/types.ts';
import type { Attribute } from './model.ts';

/** Where the operators of one node go. Values are known by their names. */
export interface Writer {
  /** The values that the node reads. */
  readonly inputs: readonly string[];
  /** Adds an operator and returns its value. The node's own value is that of the last one. */
  add(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  /** A stored tensor of the node, by default in its own shape; the number of values stays. */
  stored(role: TensorRole, shape?: Shape): string;
  /** Numbers that the operation itself brings; equal names mean equal numbers. */
  constant(name: string, shape: Shape, values: readonly number[]): string;
  /** A list of integers, for operators that take shapes or bounds as an input. */
  integers(values: readonly number[]): string;
  /** The shape of one of `inputs`. */
  shapeOf(input: number): Shape;
}

type Write<O extends Op> = (node: NodeWithOp<O>, to: Writer) => void;

const pads = ({ top, left, bottom, right }: Padding): readonly number[] => [top, left, bottom, right];
const single = (to: Writer): string => required(to.inputs[0], 'an input');

const activations: { readonly [K in ActivationKind]: (x: string, to: Writer) => string } = {
  relu: (x, to) => to.add('Relu', [x]),
  relu6: (x, to) => to.add('Clip', [x, to.constant('zero', [], [0]), to.constant('six', [], [6])]),
  leakyRelu: (x, to) => to.add('LeakyRelu', [x], { alpha: { float: 0.01 } }),
  elu: (x, to) => to.add('Elu', [x], { alpha: { float: 1 } }),
  silu: (x, to) => to.add('Mul', [x, to.add('Sigmoid', [x])]),
  hardSwish: (x, to) => to.add('HardSwish', [x]),
  sigmoid: (x, to) => to.add('Sigmoid', [x]),
  hardSigmoid: (x, to) => to.add('HardSigmoid', [x], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
};

/** A convolution with the kernel `weight`. */
function conv(attrs: Conv2dAttrs, weight: string, to: Writer): string {
  const { kernel, stride, padding, dilation, groups, bias } = attrs;
  const inputs = [single(to), weight, ...(bias ? [to.stored('bias')] : [])];
  return to.add('Conv', inputs, {
    kernel_shape: kernel,
    strides: [stride, stride],
    pads: pads(padding),
    dilations: [dilation, dilation],
    group: groups,
  });
}

/** Said with operators, so that the stored weights stay those of the checkpoint. Runtimes compute it once. */
function standardized(weight: string, eps: number, to: Writer): string {
  const axes = { axes: [1, 2, 3], keepdims: 1 };
  const centred = to.add('Sub', [weight, to.add('ReduceMean', [weight], axes)]);
  const variance = to.add('ReduceMean', [to.add('Mul', [centred, centred])], axes);
  const kept = to.add('Add', [variance, to.constant(`epsilon ${eps}`, [], [eps])]);
  return to.add('Div', [centred, to.add('Sqrt', [kept])]);
}

/** Channels, height and width. */
const sizes = ([, channels = 1, height = 1, width = 1]: Shape): readonly [number, number, number] => [
  channels,
  height,
  width,
];

/** In another shape behind the batch; 0 in the first place keeps the batch whatever it is. */
const reshaped = (x: string, shape: readonly number[], to: Writer): string =>
  to.add('Reshape', [x, to.integers([0, ...shape])]);

/** Positions or channels around a map: zeros, or the map reflected. The order of ONNX: all before, then all after. */
const around = (x: string, pads: readonly number[], mode: 'constant' | 'reflect', to: Writer): string =>
  to.add('Pad', [x, to.integers(pads)], { mode });

/** The smallest float32. */
const lowest = -3.4028234663852886e38;

/**
 * A maximum in which padding is zero: the larger of one in which it never wins and, where a window has padding in it,
 * zero. A Pad with zeros would be shorter, but onnxruntime makes one of it and the MaxPool behind it, whose padding is
 * minus infinity.
 */
function zeroPaddedMaximum({ attrs, shape }: NodeWithOp<'maxPool'>, to: Writer): void {
  const { kernel, stride, padding } = attrs;
  const [, height, width] = sizes(to.shapeOf(0));
  const [, outHeight, outWidth] = sizes(shape);
  const overhang = (out: number, size: number, before: number): number =>
    Math.max(0, (out - 1) * stride + kernel - size - before);
  const { top, left, bottom, right } = padding;
  const sides = [0, 0, top, left, 0, 0, overhang(outHeight, height, top), overhang(outWidth, width, left)];
  const padded = to.add('Pad', [single(to), to.integers(sides), to.constant('lowest', [], [lowest])]);
  const largest = to.add('MaxPool', [padded], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
  });
  const touches = (at: number, size: number, before: number, after: number): boolean =>
    at * stride < before || (after > 0 && at * stride - before + kernel > size);
  const floor: number[] = [];
  for (let y = 0; y < outHeight; y += 1) {
    for (let x = 0; x < outWidth; x += 1) {
      const hasPadding = touches(y, height, top, bottom) || touches(x, width, left, right);
      floor.push(hasPadding ? 0 : lowest);
    }
  }
  const name = `floor ${[kernel, stride, top, left, bottom, right, height, width, outHeight, outWidth].join(' ')}`;
  to.add('Max', [largest, to.constant(name, [1, 1, outHeight, outWidth], floor)]);
}

const window = ({ kernel, stride, padding, ceil }: WindowAttrs) => ({
  kernel_shape: [kernel, kernel],
  strides: [stride, stride],
  pads: pads(padding),
  ceil_mode: ceil ? 1 : 0,
});

/** Every operation; the input is a value that is given. */
export const onnxOps: { readonly [O in Op]: Write<O> } = {
  input: () => undefined,
  conv2d: ({ attrs }, to) => {
    const stored = to.stored('weight');
    const weight = attrs.standardize === null ? stored : standardized(stored, attrs.standardize, to);
    conv(attrs, weight, to);
  },
  fusedConv2d: ({ attrs }, to) => {
    const y = conv(attrs, to.stored('weight'), to);
    const [, addend] = to.inputs;
    const sum = addend === undefined ? y : to.add('Add', [y, addend]);
    if (attrs.activation !== null) activations[attrs.activation](sum, to);
  },
  // The channels become a row of positions and back: a two-dimensional convolution needs no other reshaping.
  channelConv: ({ attrs: { kernel } }, to) => {
    const row = to.add('Transpose', [single(to)], { perm: [0, 2, 1, 3] });
    const side = (kernel - 1) / 2;
    const mixed = to.add('Conv', [row, to.stored('weight', [1, 1, kernel, 1])], {
      kernel_shape: [kernel, 1],
      pads: [side, 0, side, 0],
    });
    to.add('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  },
  gain: ({ attrs: { factor } }, to) =>
    void to.add('Mul', [single(to), to.constant(`factor ${factor}`, [], [factor])]),
  linear: ({ attrs: { bias } }, to) => {
    const inputs = [single(to), to.stored('weight'), ...(bias ? [to.stored('bias')] : [])];
    to.add('Gemm', inputs, { transB: 1 });
  },
  batchNorm: ({ attrs: { eps } }, to) => {
    const stored = (['weight', 'bias', 'runningMean', 'runningVar'] as const).map((role) => to.stored(role));
    to.add('BatchNormalization', [single(to), ...stored], { epsilon: { float: eps } });
  },
  activation: ({ attrs: { kind } }, to) => void activations[kind](single(to), to),
  // The operator set has none of its own; that of instances takes each group for a channel.
  groupNorm: ({ attrs: { groups, eps } }, to) => {
    const [channels, height, width] = sizes(to.shapeOf(0));
    const rows = reshaped(single(to), [groups, -1], to);
    const one = to.constant(`one ${groups}`, [groups], Array(groups).fill(1));
    const zero = to.constant(`zero ${groups}`, [groups], Array(groups).fill(0));
    const normal = to.add('InstanceNormalization', [rows, one, zero], { epsilon: { float: eps } });
    const maps = reshaped(normal, [channels, height, width], to);
    const scaled = to.add('Mul', [maps, to.stored('weight', [channels, 1, 1])]);
    to.add('Add', [scaled, to.stored('bias', [channels, 1, 1])]);
  },
  maxPool: (node, to) => {
    if (node.attrs.padValue === 'zero') zeroPaddedMaximum(node, to);
    else to.add('MaxPool', [single(to)], window(node.attrs));
  },
  avgPool: ({ attrs }, to) =>
    void to.add('AveragePool', [single(to)], {
      ...window(attrs),
      count_include_pad: attrs.countPadding ? 1 : 0,
    }),
  blurPool: ({ attrs }, to) => {
    const { filter, stride } = attrs;
    const [channels] = sizes(to.shapeOf(0));
    const row = blurCoefficients[filter];
    const sum = row.reduce((a, b) => a + b, 0);
    const taps = row.flatMap((a) => row.map((b) => (a * b) / sum ** 2));
    const kernel = to.constant(
      `blur ${filter} ${channels}`,
      [channels, 1, filter, filter],
      Array(channels).fill(taps).flat(),
    );
    const { top, left, bottom, right } = blurPadding(attrs);
    const reflected = around(single(to), [0, 0, top, left, 0, 0, bottom, right], 'reflect', to);
    to.add('Conv', [reflected, kernel], {
      kernel_shape: [filter, filter],
      strides: [stride, stride],
      group: channels,
    });
  },
  globalPool: ({ attrs: { kind } }, to) =>
    void to.add(kind === 'avg' ? 'GlobalAveragePool' : 'GlobalMaxPool', [single(to)]),
  add: (_node, to) => void to.add(to.inputs.length === 2 ? 'Add' : 'Sum', to.inputs),
  mean: (_node, to) => void to.add('Mean', to.inputs),
  scale: (_node, to) => void to.add('Mul', to.inputs),
  concat: (_node, to) => void to.add('Concat', to.inputs, { axis: 1 }),
  slice: ({ attrs: { start, end } }, to) => {
    const bounds = [[start], [end], [1]].map((list) => to.integers(list));
    to.add('Slice', [single(to), ...bounds]);
  },
  padChannels: ({ attrs: { before, after } }, to) =>
    void around(single(to), [0, before, 0, 0, 0, after, 0, 0], 'constant', to),
  channelShuffle: ({ attrs: { groups } }, to) => {
    const [channels, height, width] = sizes(to.shapeOf(0));
    const table = reshaped(single(to), [groups, channels / groups, height * width], to);
    const turned = to.add('Transpose', [table], { perm: [0, 2, 1, 3] });
    reshaped(turned, [channels, height, width], to);
  },
  softmax: ({ attrs: { cardinality, radix } }, to) => {
    const [channels] = sizes(to.shapeOf(0));
    const branches = reshaped(single(to), [cardinality, radix, -1], to);
    const first = to.add('Transpose', [branches], { perm: [0, 2, 1, 3] });
    reshaped(to.add('Softmax', [first], { axis: 1 }), [channels, 1, 1], to);
  },
  flatten: (_node, to) => void to.add('Flatten', [single(to)], { axis: 1 }),
};
