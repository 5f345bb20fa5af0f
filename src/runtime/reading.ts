import * as tf from '@tensorflow/tfjs-core';
import type { NodeId, Shape } from '../graph/types.ts';
import type { ChannelFigures, Figures, Thumbnail } from './contract.ts';

const bins = 64;

/**
 * Figures of some values. NaN and infinities are counted and left out of the rest; where nothing finite is left, all
 * other figures are 0. Standard deviation of the population.
 */
export function figuresOf(values: Float32Array): Figures {
  let count = 0;
  let sum = 0;
  let zeros = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    sum += value;
    if (value === 0) zeros += 1;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const notFinite = values.length - count;
  const histogram = new Uint32Array(bins);
  if (count === 0) return { mean: 0, std: 0, min: 0, max: 0, zeros: 0, notFinite, histogram };
  const mean = sum / count;
  const perUnit = max > min ? bins / (max - min) : 0;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    const bin = Math.min(bins - 1, Math.floor((value - min) * perUnit));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  return {
    mean,
    std: Math.sqrt(squares / count),
    min,
    max,
    zeros: zeros / values.length,
    notFinite,
    histogram,
  };
}

/** The same per channel of `[1, C, H, W]` or `[1, C]` values, without histograms. */
export function channelFiguresOf(values: Float32Array, shape: Shape): ChannelFigures {
  const channels = shape[1] ?? 1;
  const size = values.length / channels;
  const figures = {
    mean: new Float32Array(channels),
    max: new Float32Array(channels),
    min: new Float32Array(channels),
    strength: new Float32Array(channels),
    zeros: new Float32Array(channels),
  };
  for (let c = 0; c < channels; c += 1) {
    let count = 0;
    let sum = 0;
    let squares = 0;
    let zeros = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let at = c * size; at < (c + 1) * size; at += 1) {
      const value = values[at] as number;
      if (!Number.isFinite(value)) continue;
      count += 1;
      sum += value;
      squares += value * value;
      if (value === 0) zeros += 1;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (count === 0) continue;
    figures.mean[c] = sum / count;
    figures.strength[c] = Math.sqrt(squares / count);
    figures.zeros[c] = zeros / size;
    figures.min[c] = min;
    figures.max[c] = max;
  }
  return figures;
}

/** All exponent bits of a float32: set together in NaN and the infinities alone. */
const exponent = 0x7f800000;

/** Whether there is neither NaN nor an infinity. */
export function allFinite(values: Float32Array): boolean {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let at = 0; at < bits.length; at += 1) {
    if (((bits[at] as number) & exponent) === exponent) return false;
  }
  return true;
}

/** Mean square of each of so many channels of NCHW values, in double precision. */
export function powerOf(values: Float32Array, channels: number): Float64Array {
  const size = values.length / channels;
  const power = new Float64Array(channels);
  for (let c = 0; c < channels; c += 1) {
    let sum = 0;
    for (let at = c * size; at < (c + 1) * size; at += 1) sum += (values[at] as number) ** 2;
    power[c] = sum / size;
  }
  return power;
}

/** Mean of a times b, place by place, in double precision; of equal lengths. */
export function meanProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum / a.length;
}

const largestSide = 32;

/** Mean over channels at every position of a map, row-major. */
export interface MeanMap {
  readonly node: NodeId;
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** Of an NHWC tensor `[1, H, W, C]`. */
export async function meanMapOf(node: NodeId, tensor: tf.Tensor): Promise<MeanMap> {
  const [, height = 1, width = 1] = tensor.shape;
  const mean = tf.tidy(() => tf.mean(tensor, 3));
  try {
    return { node, height, width, values: (await mean.data()) as Float32Array };
  } finally {
    mean.dispose();
  }
}

/** The map as a picture of at most 32 positions a side. */
export function thumbnailOf({ node, height, width, values }: MeanMap): Thumbnail {
  const shrink = Math.max(1, Math.max(height, width) / largestSide);
  const rows = Math.max(1, Math.round(height / shrink));
  const columns = Math.max(1, Math.round(width / shrink));
  const small = areaMeans(values, height, width, rows, columns);
  return { node, width: columns, height: rows, pixels: toBytes(small) };
}

/** Means over the whole positions that fall into each cell of a coarser grid. */
function areaMeans(
  values: Float32Array,
  height: number,
  width: number,
  rows: number,
  columns: number,
): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const top = Math.floor((row * height) / rows);
    const bottom = Math.floor(((row + 1) * height) / rows);
    for (let column = 0; column < columns; column += 1) {
      const left = Math.floor((column * width) / columns);
      const right = Math.floor(((column + 1) * width) / columns);
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) sum += values[y * width + x] as number;
      }
      result[row * columns + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return result;
}

/** 0 for the smallest value, 255 for the largest; what is not finite is 0. */
function toBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  const { min, max } = figuresOf(values);
  const scale = max > min ? 255 / (max - min) : 0;
  return Uint8Array.from(values, (value) => (Number.isFinite(value) ? Math.round((value - min) * scale) : 0));
}
