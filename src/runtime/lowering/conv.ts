import * as tf from '@tensorflow/tfjs-core';
import { required } from '../../base/invariant.ts';
import type { ActivationKind, Conv2dAttrs, NodeId, NodeWithOp, Padding } from '../../graph/types.ts';
import { activations, fusedNames } from './activations.ts';
import {
  biasSizes,
  filterSizes,
  foldNorm,
  type GroupPlan,
  layBias,
  layFilters,
  planGroups,
  standardizeFilters,
} from './filters.ts';
import type { Kernel, Target, WeightContext, WeightForm } from './types.ts';

type Convolution = NodeWithOp<'conv2d'> | NodeWithOp<'fusedConv2d'>;

const planOf = (node: Convolution, target: Target): GroupPlan =>
  planGroups(node.attrs.groups, inPerGroup(node), target.superBlock);

const inPerGroup = (node: Convolution): number =>
  required(node.tensors[0]?.shape[1], `input channels of ${node.id}`);

/** Filters, then biases where there are any. `norm` is the batch norm to fold in. */
function convWeights(
  node: Convolution,
  conv: NodeId,
  norm: { readonly id: NodeId; readonly eps: number } | null,
  { tensors, target }: WeightContext,
): WeightForm {
  const plan = planOf(node, target);
  const hasBias = tensors.has(conv, 'bias');
  const layout = plan.kind === 'blocks' ? `blocks ${plan.bounds.join()}` : plan.kind;
  const { standardize } = node.attrs;
  const keys = [`${layout} of ${node.attrs.groups}`, tensors.keyOf(conv, 'weight')];
  if (standardize !== null) keys.push(`standardised ${standardize}`);
  if (hasBias) keys.push(tensors.keyOf(conv, 'bias'));
  if (norm) {
    keys.push(`eps ${norm.eps}`);
    for (const role of ['weight', 'bias', 'runningMean', 'runningVar'] as const) {
      keys.push(tensors.keyOf(norm.id, role));
    }
  }
  return {
    key: keys.join('\n'),
    sizes: [
      ...filterSizes(node.attrs, inPerGroup(node), plan),
      ...(hasBias || norm ? biasSizes(node.attrs, plan) : []),
    ],
    make: async () => {
      const own = await tensors.get(conv, 'weight');
      const weight = standardize === null ? own : standardizeFilters(own, node.attrs.out, standardize);
      const bias = hasBias ? await tensors.get(conv, 'bias') : null;
      if (norm === null) {
        const filters = layFilters(weight, node.attrs, inPerGroup(node), plan, null);
        return bias ? [...filters, ...layBias(bias, node.attrs, plan)] : filters;
      }
      const stored = {
        weight: await tensors.get(norm.id, 'weight'),
        bias: await tensors.get(norm.id, 'bias'),
        runningMean: await tensors.get(norm.id, 'runningMean'),
        runningVar: await tensors.get(norm.id, 'runningVar'),
      };
      const { scale, shift } = foldNorm(stored, norm.eps, bias);
      return [
        ...layFilters(weight, node.attrs, inPerGroup(node), plan, scale),
        ...layBias(shift, node.attrs, plan),
      ];
    },
  };
}

type Explicit = [[number, number], [number, number], [number, number], [number, number]];

const explicit = ({ top, bottom, left, right }: Padding): Explicit => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

interface CallOptions {
  readonly attrs: Conv2dAttrs;
  readonly bias: tf.Tensor | undefined;
  readonly activation: tf.fused.Activation;
}

/** One dense convolution. tfjs does not take a stride together with a dilation: then every position is computed. */
function denseCall(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { attrs, bias, activation }: CallOptions,
): tf.Tensor4D {
  const both = attrs.stride > 1 && attrs.dilation > 1;
  const y = tf.fused.conv2d({
    x,
    filter,
    strides: both ? 1 : attrs.stride,
    pad: explicit(attrs.padding),
    dataFormat: 'NHWC',
    dilations: attrs.dilation,
    ...(bias ? { bias } : {}),
    activation,
    leakyreluAlpha: 0.01,
  });
  return both ? everyNth(y, attrs.stride) : y;
}

/** Positions 0, n, 2n, … of a convolution at stride 1: tfjs cannot stride and dilate in one call. */
const everyNth = (y: tf.Tensor4D, n: number): tf.Tensor4D =>
  tf.stridedSlice(y, [0, 0, 0, 0], y.shape, [1, n, n, 1]) as tf.Tensor4D;

function depthwiseCall(x: tf.Tensor4D, filter: tf.Tensor4D, options: CallOptions): tf.Tensor4D {
  const { attrs, bias, activation } = options;
  const { top, bottom, left, right } = attrs.padding;
  const even = top === bottom && left === right && top === left;
  const both = attrs.stride > 1 && attrs.dilation > 1;
  const y = tf.fused.depthwiseConv2d({
    x: even ? x : tf.pad(x, explicit(attrs.padding)),
    filter,
    strides: both ? 1 : attrs.stride,
    pad: even ? top : 'valid',
    dataFormat: 'NHWC',
    dilations: attrs.dilation,
    ...(bias ? { bias } : {}),
    activation,
    leakyreluAlpha: 0.01,
  });
  return both ? everyNth(y, attrs.stride) : y;
}

function convolve(
  node: Convolution,
  x: tf.Tensor4D,
  weights: readonly tf.Tensor[],
  target: Target,
  activation: tf.fused.Activation,
): tf.Tensor4D {
  const plan = planOf(node, target);
  const calls = plan.kind === 'blocks' ? plan.bounds.length - 1 : 1;
  const call = plan.kind === 'depthwise' ? depthwiseCall : denseCall;
  const perGroup = inPerGroup(node);
  const parts = weights.slice(0, calls).map((filter, index) => {
    const options = { attrs: node.attrs, bias: weights[calls + index], activation };
    if (plan.kind !== 'blocks' || calls === 1) return call(x, filter as tf.Tensor4D, options);
    const begin = (plan.bounds[index] ?? 0) * perGroup;
    const size = (plan.bounds[index + 1] ?? 0) * perGroup - begin;
    return call(tf.slice(x, [0, 0, 0, begin], [-1, -1, -1, size]), filter as tf.Tensor4D, options);
  });
  const [only] = parts;
  return parts.length === 1 && only ? only : tf.concat(parts, 3);
}

/** The activation inside the call where the backend's kernel has it, after it otherwise. */
const within = (kind: ActivationKind | null, target: Target): tf.fused.Activation =>
  kind !== null && target.fusion.activations.has(kind) ? (fusedNames[kind] ?? 'linear') : 'linear';

export const conv2d: Kernel<'conv2d'> = {
  weights: (node, context) => convWeights(node, node.id, null, context),
  run: (node, [x], weights, { target }) => convolve(node, x as tf.Tensor4D, weights, target, 'linear'),
};

export const fusedConv2d: Kernel<'fusedConv2d'> = {
  weights: (node, context) => {
    const { conv, norm, eps } = node.attrs;
    return convWeights(node, conv, norm === null ? null : { id: norm, eps }, context);
  },
  run: (node, [x, addend], weights, { target }) => {
    const kind = node.attrs.activation;
    const inside = addend === undefined ? within(kind, target) : 'linear';
    const y = convolve(node, x as tf.Tensor4D, weights, target, inside);
    const sum = addend === undefined ? y : tf.add(y, addend);
    return kind === null || inside !== 'linear' ? sum : activations[kind](sum);
  },
};
