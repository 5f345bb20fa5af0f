import * as tf from '@tensorflow/tfjs-core';
import { channelWeights } from './channelWeights.ts';
import type { Kernel } from './types.ts';

/**
 * The mean of each channel, `[1, 1, 1, C]`. Rows first: sums stay short, so that they round little and a graphics
 * processor has many to do at once.
 */
function channelMeans(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  const rows = tf.avgPool(x, [1, width], 1, 'valid');
  return tf.avgPool(rows, [height, 1], 1, 'valid');
}

/** The mean of each group, once for every channel in it: `[C]`. */
function groupMeans(x: tf.Tensor4D, groups: number): tf.Tensor1D {
  const channels = x.shape[3];
  const size = channels / groups;
  const means = tf.mean(tf.reshape(channelMeans(x), [groups, size]), 1, true);
  return tf.reshape(tf.tile(means, [1, size]), [channels]);
}

/** A batch norm whose statistics are those of the map itself. The variance is taken about the mean: no cancellation. */
export const groupNorm: Kernel<'groupNorm'> = {
  weights: channelWeights('group norm', ['weight', 'bias']),
  run: (node, [x], weights) => {
    const input = x as tf.Tensor4D;
    const [scale, offset] = weights as tf.Tensor1D[];
    const { groups, eps } = node.attrs;
    const mean = groupMeans(input, groups);
    const variance = groupMeans(tf.squaredDifference(input, mean), groups);
    return tf.batchNorm(input, mean, variance, offset, scale, eps);
  },
};
