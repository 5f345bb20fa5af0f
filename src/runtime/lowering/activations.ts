import * as tf from '@tensorflow/tfjs-core';
import type { ActivationKind } from '../../graph/types.ts';

/** min(6, max(0, x + 3)) / 6 */
const hardSigmoid = (x: tf.Tensor): tf.Tensor => tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6);

export const activations: { readonly [K in ActivationKind]: (x: tf.Tensor) => tf.Tensor } = {
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  leakyRelu: (x) => tf.leakyRelu(x, 0.01),
  elu: (x) => tf.elu(x),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  hardSwish: (x) => tf.mul(x, hardSigmoid(x)),
  sigmoid: (x) => tf.sigmoid(x),
  hardSigmoid,
};

/** The larger of x and 0; NaN stays NaN. */
const clampBelow = (x: tf.Tensor): tf.Tensor => tf.where(tf.less(x, 0), tf.zerosLike(x), x);
const clamp6 = (x: tf.Tensor): tf.Tensor => {
  const y = clampBelow(x);
  return tf.where(tf.greater(y, 6), tf.fill(y.shape, 6), y);
};
const carefulHardSigmoid = (x: tf.Tensor): tf.Tensor => tf.mul(clamp6(tf.add(x, 3)), 1 / 6);

/** Those whose kernels may lose NaN, made of comparisons that do not. */
export const carefulActivations: { readonly [K in ActivationKind]: (x: tf.Tensor) => tf.Tensor } = {
  ...activations,
  relu: clampBelow,
  relu6: clamp6,
  hardSwish: (x) => tf.mul(x, carefulHardSigmoid(x)),
  hardSigmoid: carefulHardSigmoid,
};

/** What tfjs calls the activations that its fused kernels take. */
export const fusedNames: { readonly [K in ActivationKind]: tf.fused.Activation | null } = {
  relu: 'relu',
  relu6: 'relu6',
  leakyRelu: 'leakyrelu',
  elu: 'elu',
  sigmoid: 'sigmoid',
  silu: null,
  hardSwish: null,
  hardSigmoid: null,
};
