import * as tf from '@tensorflow/tfjs-core';
import { required } from '../../base/invariant.ts';
import type { Graph, GraphNode, Op } from '../../graph/types.ts';
import { elements } from '../../graph/ops/index.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { NodeTensors } from '../nodeTensors.ts';
import { activations, carefulActivations } from './activations.ts';
import { channelWeights } from './channelWeights.ts';
import { conv2d, fusedConv2d } from './conv.ts';
import { groupNorm } from './groupNorm.ts';
import { avgPool, blurPool, globalPool, maxPool } from './pool.ts';
import { channelShuffle, padChannels, slice, softmax } from './channels.ts';
import { type HostTensor, type Kernel, noWeights, type Target, type WeightForm } from './types.ts';

const first = (inputs: readonly tf.Tensor[]): tf.Tensor => required(inputs[0], 'an input');
const second = (inputs: readonly tf.Tensor[]): tf.Tensor => required(inputs[1], 'a second input');

/** Two at a time: every backend has that kernel, and its sums are those of the order of the inputs. */
const sum = (inputs: readonly tf.Tensor[]): tf.Tensor => inputs.reduce((total, term) => tf.add(total, term));

const batchNorm: Kernel<'batchNorm'> = {
  weights: channelWeights('norm', ['weight', 'bias', 'runningMean', 'runningVar']),
  run: (node, [x], weights) => {
    const [scale, offset, mean, variance] = weights as tf.Tensor1D[];
    const about = required(mean, 'running mean');
    const spread = required(variance, 'running variance');
    return tf.batchNorm(x as tf.Tensor4D, about, spread, offset, scale, node.attrs.eps);
  },
};

/**
 * The matrix is turned here: tfjs can multiply by a transposed one, but on WASM that gives wrong sums as soon as it
 * is larger than a few dozen rows.
 */
const linear: Kernel<'linear'> = {
  weights: (node, { tensors, inputs: [input = []] }) => {
    const { bias, out } = node.attrs;
    const keys = ['linear', tensors.keyOf(node.id, 'weight')];
    if (bias) keys.push(tensors.keyOf(node.id, 'bias'));
    return {
      key: keys.join('\n'),
      sizes: bias ? [out * elements(input), out] : [out * elements(input)],
      make: async () => {
        const matrix = turned(await tensors.get(node.id, 'weight'), out);
        if (!bias) return [matrix];
        const values = await tensors.get(node.id, 'bias');
        return [matrix, { shape: [values.length], values }];
      },
    };
  },
  run: (_node, [x], [matrix, bias]) =>
    tf.fused.matMul({
      a: x as tf.Tensor2D,
      b: matrix as tf.Tensor2D,
      ...(bias ? { bias } : {}),
    }),
};

/** `[out, in]` as `[in, out]`. */
function turned(weight: Float32Array, out: number): HostTensor {
  const size = weight.length / out;
  const values = new Float32Array(weight.length);
  for (let o = 0; o < out; o += 1) {
    for (let i = 0; i < size; i += 1) values[i * out + o] = weight[o * size + i] as number;
  }
  return { shape: [size, out], values };
}

/** The channels become the rows of a one-column picture. */
const channelConv: Kernel<'channelConv'> = {
  weights: (node, { tensors }) => ({
    key: `channels\n${tensors.keyOf(node.id, 'weight')}`,
    sizes: [node.attrs.kernel],
    make: async () => [{ shape: [node.attrs.kernel, 1, 1, 1], values: await tensors.get(node.id, 'weight') }],
  }),
  run: (node, [x], [filter]) => {
    const side = node.attrs.padding;
    const column = tf.reshape(required(x, 'an input'), [1, -1, 1, 1]) as tf.Tensor4D;
    const mixed = tf.conv2d(column, filter as tf.Tensor4D, 1, [
      [0, 0],
      [side, side],
      [0, 0],
      [0, 0],
    ]);
    return tf.reshape(mixed, [1, 1, 1, node.shape[1] ?? 1]);
  },
};

/** Every operation in tfjs. The mapped type makes a forgotten one a compile error. */
export const kernels: { readonly [O in Op]: Kernel<O> } = {
  input: {
    weights: noWeights,
    run: (_node, inputs) => first(inputs),
  },
  conv2d,
  fusedConv2d,
  channelConv,
  gain: { weights: noWeights, run: ({ attrs }, inputs) => tf.mul(first(inputs), attrs.factor) },
  linear,
  batchNorm,
  groupNorm,
  activation: {
    weights: noWeights,
    run: (node, inputs, _weights, { target }) =>
      (target.careful ? carefulActivations : activations)[node.attrs.kind](first(inputs)),
  },
  maxPool,
  avgPool,
  blurPool,
  globalPool,
  add: { weights: noWeights, run: (_node, inputs) => sum(inputs) },
  mean: {
    weights: noWeights,
    run: (_node, inputs) => tf.mul(sum(inputs), 1 / inputs.length),
  },
  scale: { weights: noWeights, run: (_node, inputs) => tf.mul(first(inputs), second(inputs)) },
  concat: { weights: noWeights, run: (_node, inputs) => tf.concat([...inputs], 3) },
  slice,
  padChannels,
  channelShuffle,
  softmax,
  flatten: {
    weights: noWeights,
    run: (node, inputs) => tf.reshape(tf.transpose(first(inputs), [0, 3, 1, 2]), [...node.shape]),
  },
};

const kernelOf = (node: GraphNode): Kernel<Op> => kernels[node.op] as unknown as Kernel<Op>;

/** The weights that a node needs on the device; null for none. `tensors` are those of the graph before the passes. */
export function weightForm(
  graph: Graph,
  node: GraphNode,
  tensors: NodeTensors,
  target: Target,
): WeightForm | null {
  const inputs = node.inputs.map((id) => nodeOf(graph, id).shape);
  return kernelOf(node).weights(node, { tensors, target, inputs });
}

/** Runs one node. The result belongs to the caller; what is needed in between is released. */
export function runNode(
  node: GraphNode,
  inputs: readonly tf.Tensor[],
  weights: readonly tf.Tensor[],
  target: Target,
): tf.Tensor {
  return tf.tidy(() => {
    const result = kernelOf(node).run(node, inputs, weights, { target });
    return inputs.includes(result) ? tf.clone(result) : result;
  });
}
