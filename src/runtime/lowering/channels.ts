/** What takes, adds and orders channels. They are the last axis on the device. */
import * as tf from '@tensorflow/tfjs-core';
import { type Kernel, noWeights } from './types.ts';

export const slice: Kernel<'slice'> = {
  weights: noWeights,
  run: ({ attrs: { start, end } }, [x]) =>
    tf.slice(x as tf.Tensor4D, [0, 0, 0, start], [-1, -1, -1, end - start]),
};

export const padChannels: Kernel<'padChannels'> = {
  weights: noWeights,
  run: ({ attrs: { before, after } }, [x]) =>
    tf.pad(x as tf.Tensor4D, [
      [0, 0],
      [0, 0],
      [0, 0],
      [before, after],
    ]),
};

/** All positions are one axis: three axes are turned faster than five. */
export const channelShuffle: Kernel<'channelShuffle'> = {
  weights: noWeights,
  run: ({ attrs: { groups } }, [x]) => {
    const [batch, height, width, channels] = (x as tf.Tensor4D).shape;
    const table = tf.reshape(x as tf.Tensor4D, [height * width, groups, channels / groups]);
    return tf.reshape(tf.transpose(table, [0, 2, 1]), [batch, height, width, channels]);
  },
};

/** tfjs takes it over the last axis alone. */
export const softmax: Kernel<'softmax'> = {
  weights: noWeights,
  run: ({ attrs: { cardinality, radix } }, [x]) => {
    const channels = (x as tf.Tensor4D).shape[3];
    const size = channels / (cardinality * radix);
    const branchesLast = tf.transpose(tf.reshape(x as tf.Tensor4D, [cardinality, radix, size]), [0, 2, 1]);
    const weights = tf.softmax(tf.reshape(branchesLast, [cardinality * size, radix]));
    const branchesFirst = tf.transpose(weights, [1, 0]);
    return tf.reshape(branchesFirst, [1, 1, 1, channels]);
  },
};
