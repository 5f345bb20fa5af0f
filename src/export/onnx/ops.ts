/** How ONNX says each operation (github.com/onnx/onnx, docs/Operators.md, operator set 17). */
import { required } from '../../base/invariant.ts';
import type {
  ActivationKind,
  Conv2dAttrs,
  NodeWithOp,
  Op,
  OpAttrs,
  Padding,
  Shape,
  TensorRole,
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
  /** A number without axes. */
  scalar(name: string, value: number): string;
}

type Write<O extends Op> = (node: NodeWithOp<O>, to: Writer) => void;

const pads = ({ top, left, bottom, right }: Padding): readonly number[] => [top, left, bottom, right];
const single = (to: Writer): string => required(to.inputs[0], 'an input');

const activations: { readonly [K in ActivationKind]: (x: string, to: Writer) => string } = {
  relu: (x, to) => to.add('Relu', [x]),
  relu6: (x, to) => to.add('Clip', [x, to.scalar('zero', 0), to.scalar('six', 6)]),
  leakyRelu: (x, to) => to.add('LeakyRelu', [x], { alpha: { float: 0.01 } }),
  elu: (x, to) => to.add('Elu', [x], { alpha: { float: 1 } }),
  silu: (x, to) => to.add('Mul', [x, to.add('Sigmoid', [x])]),
  hardSwish: (x, to) => to.add('HardSwish', [x]),
  sigmoid: (x, to) => to.add('Sigmoid', [x]),
  hardSigmoid: (x, to) => to.add('HardSigmoid', [x], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
};

function conv(attrs: Conv2dAttrs, to: Writer): string {
  const { kernel, stride, padding, dilation, groups, bias } = attrs;
  const inputs = [single(to), to.stored('weight'), ...(bias ? [to.stored('bias')] : [])];
  return to.add('Conv', inputs, {
    kernel_shape: kernel,
    strides: [stride, stride],
    pads: pads(padding),
    dilations: [dilation, dilation],
    group: groups,
  });
}

const window = ({ kernel, stride, padding, ceil }: OpAttrs['maxPool']) => ({
  kernel_shape: [kernel, kernel],
  strides: [stride, stride],
  pads: pads(padding),
  ceil_mode: ceil ? 1 : 0,
});

/** Every operation; the input is a value that is given. */
export const onnxOps: { readonly [O in Op]: Write<O> } = {
  input: () => undefined,
  conv2d: ({ attrs }, to) => void conv(attrs, to),
  fusedConv2d: ({ attrs }, to) => {
    const y = conv(attrs, to);
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
  gain: ({ attrs: { factor } }, to) => void to.add('Mul', [single(to), to.scalar('factor', factor)]),
  linear: ({ attrs: { bias } }, to) => {
    const inputs = [single(to), to.stored('weight'), ...(bias ? [to.stored('bias')] : [])];
    to.add('Gemm', inputs, { transB: 1 });
  },
  batchNorm: ({ attrs: { eps } }, to) => {
    const stored = (['weight', 'bias', 'runningMean', 'runningVar'] as const).map((role) => to.stored(role));
    to.add('BatchNormalization', [single(to), ...stored], { epsilon: { float: eps } });
  },
  activation: ({ attrs: { kind } }, to) => void activations[kind](single(to), to),
  maxPool: ({ attrs }, to) => void to.add('MaxPool', [single(to)], window(attrs)),
  avgPool: ({ attrs }, to) =>
    void to.add('AveragePool', [single(to)], {
      ...window(attrs),
      count_include_pad: attrs.countPadding ? 1 : 0,
    }),
  globalPool: ({ attrs: { kind } }, to) =>
    void to.add(kind === 'avg' ? 'GlobalAveragePool' : 'GlobalMaxPool', [single(to)]),
  add: (_node, to) => void to.add('Add', to.inputs),
  mean: (_node, to) => void to.add('Mean', to.inputs),
  scale: (_node, to) => void to.add('Mul', to.inputs),
  concat: (_node, to) => void to.add('Concat', to.inputs, { axis: 1 }),
  flatten: (_node, to) => void to.add('Flatten', [single(to)], { axis: 1 }),
};
