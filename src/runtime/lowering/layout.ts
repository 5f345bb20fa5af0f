import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../../graph/types.ts';

/** `[1, C, H, W]` values, row-major, as an NHWC tensor on the device. */
export function uploadInput(values: Float32Array, shape: Shape): tf.Tensor4D {
  const [, channels = 1, height = 1, width = 1] = shape;
  const positions = height * width;
  const turned = new Float32Array(values.length);
  for (let c = 0; c < channels; c += 1) {
    for (let at = 0; at < positions; at += 1) {
      turned[at * channels + c] = values[c * positions + at] as number;
    }
  }
  return tf.tensor4d(turned, [1, height, width, channels]);
}

/** NHWC values as NCHW; vectors stay as they are. `shape` is the NCHW shape. */
export function toNchw(values: Float32Array, shape: Shape): Float32Array<ArrayBuffer> {
  const [, channels = 1, height = 1, width = 1] = shape;
  const positions = height * width;
  if (positions === 1) return Float32Array.from(values);
  const turned = new Float32Array(values.length);
  for (let c = 0; c < channels; c += 1) {
    const start = c * positions;
    for (let at = 0; at < positions; at += 1) {
      turned[start + at] = values[at * channels + c] as number;
    }
  }
  return turned;
}
