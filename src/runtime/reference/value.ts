import type { Shape } from '../../graph/types.ts';

/** Values in NCHW. */
export interface ReferenceValue {
  readonly shape: Shape;
  readonly values: Float64Array;
}

/** Channels, height and width; 1 where a shape has none. */
export const dims = (shape: Shape): readonly [number, number, number] => [
  shape[1] ?? 1,
  shape[2] ?? 1,
  shape[3] ?? 1,
];

export const meanOf = (list: Float64Array): number => list.reduce((sum, x) => sum + x, 0) / list.length;
export const maxOf = (list: Float64Array): number =>
  list.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
