import * as tf from '@tensorflow/tfjs-core';
import { blurCoefficients, blurPadding, elements } from '../../graph/ops/index.ts';
import type { NodeWithOp, Padding, Shape } from '../../graph/types.ts';
import type { HostTensor, Kernel, WeightForm } from './types.ts';
import { noWeights } from './types.ts';

type Pool = NodeWithOp<'maxPool'> | NodeWithOp<'avgPool'>;
type Edges = readonly [before: number, after: number];

/** Rows (axis 2) or columns (axis 3) to add so that every window lies inside; ceil mode needs more at the far side. */
function edges({ attrs, shape }: Pool, input: Shape, axis: 2 | 3): Edges {
  const { padding, kernel, stride } = attrs;
  const [before, after] = axis === 2 ? [padding.top, padding.bottom] : [padding.left, padding.right];
  const reach = ((shape[axis] ?? 1) - 1) * stride + kernel;
  return [before, Math.max(after, reach - (input[axis] ?? 1) - before)];
}

const nchw = ([n = 1, h = 1, w = 1, c = 1]: Shape): Shape => [n, c, h, w];

const padded = (node: Pool, input: Shape): Explicit => [
  [0, 0],
  [...edges(node, input, 2)],
  [...edges(node, input, 3)],
  [0, 0],
];

type Explicit = [[number, number], [number, number], [number, number], [number, number]];

const explicit = ({ top, bottom, left, right }: Padding): Explicit => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

const none: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/** tfjs leaves explicit padding out of a maximum, on every backend: zeros that compete are put into the map. */
export const maxPool: Kernel<'maxPool'> = {
  weights: noWeights,
  run: (node, [x]) => {
    const { kernel, stride, padding, padValue } = node.attrs;
    const given = x as tf.Tensor4D;
    const competes = padValue === 'zero';
    const input = competes ? tf.pad(given, explicit(padding)) : given;
    const rest = competes ? { ...node, attrs: { ...node.attrs, padding: none } } : node;
    return tf.maxPool(input, kernel, stride, padded(rest, nchw(input.shape)));
  },
};

/** A depthwise convolution; its filter is this node's weights. */
export const blurPool: Kernel<'blurPool'> = {
  weights: (node) => {
    const { filter } = node.attrs;
    const channels = node.shape[1] ?? 1;
    const shape = [filter, filter, channels, 1];
    return {
      key: `blur ${filter} ${channels}`,
      sizes: [elements(shape)],
      make: () => {
        const row = blurCoefficients[filter];
        const sum = row.reduce((a, b) => a + b, 0);
        const taps = row.flatMap((a) => row.map((b) => (a * b) / sum ** 2));
        const values = Float32Array.from(taps.flatMap((tap) => Array<number>(channels).fill(tap)));
        return Promise.resolve<readonly HostTensor[]>([{ shape, values }]);
      },
    };
  },
  run: (node, [x], [filter]) => {
    const around = tf.mirrorPad(x as tf.Tensor4D, explicit(blurPadding(node.attrs)), 'reflect');
    return tf.depthwiseConv2d(around, filter as tf.Tensor4D, node.attrs.stride, 'valid');
  },
};

/** How many positions each window along one axis divides by. */
function counts(node: NodeWithOp<'avgPool'>, input: Shape, axis: 2 | 3): number[] {
  const { kernel, stride, padding, countPadding } = node.attrs;
  const size = input[axis] ?? 1;
  const [before, after] = axis === 2 ? [padding.top, padding.bottom] : [padding.left, padding.right];
  const [low, high] = countPadding ? [-before, size + after] : [0, size];
  return Array.from({ length: node.shape[axis] ?? 1 }, (_, index) => {
    const start = index * stride - before;
    return Math.min(start + kernel, high) - Math.max(start, low);
  });
}

/**
 * tfjs averages over a full window only where nothing is padded. So zeros are added, every window is averaged over
 * all its places, and windows that should divide by fewer are scaled up: the factors are this node's weights.
 */
function factors(node: NodeWithOp<'avgPool'>, input: Shape): WeightForm | null {
  const rows = counts(node, input, 2);
  const columns = counts(node, input, 3);
  const full = node.attrs.kernel;
  if ([...rows, ...columns].every((count) => count === full)) return null;
  return {
    key: `window factors ${full} ${rows.join()} ${columns.join()}`,
    sizes: [rows.length * columns.length],
    make: () => {
      const shape = [1, rows.length, columns.length, 1];
      const values = new Float32Array(elements(shape));
      let at = 0;
      for (const row of rows) {
        for (const column of columns) {
          values[at] = (full * full) / (row * column);
          at += 1;
        }
      }
      return Promise.resolve<readonly HostTensor[]>([{ shape, values }]);
    },
  };
}

export const avgPool: Kernel<'avgPool'> = {
  weights: (node, { inputs }) => factors(node, inputs[0] ?? []),
  run: (node, [x], [factor]) => {
    const input = x as tf.Tensor4D;
    const { kernel, stride } = node.attrs;
    const around = padded(node, nchw(input.shape));
    const source = around.flat().some((size) => size > 0) ? tf.pad(input, around) : input;
    const mean = tf.avgPool(source, kernel, stride, 'valid');
    return factor === undefined ? mean : tf.mul(mean, factor);
  },
};

/** One window over everything: on WASM some thirty times faster than a mean over two axes, which turns the map first. */
export const globalPool: Kernel<'globalPool'> = {
  weights: noWeights,
  run: (node, [x]) => {
    const input = x as tf.Tensor4D;
    const [, height, width] = input.shape;
    return node.attrs.kind === 'avg'
      ? tf.avgPool(input, [height, width], 1, 'valid')
      : tf.maxPool(input, [height, width], 1, 'valid');
  },
};
