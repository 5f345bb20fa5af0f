/** In which order channels, or the entries of a vector, are shown. */
import type { ChannelFigures } from '../../runtime/contract.ts';

export const orders = ['strength', 'sparsity', 'max', 'index'] as const;
export type Order = (typeof orders)[number];

/** Places from the largest value to the smallest; equal ones by index, NaN last. */
export function descending(values: ArrayLike<number>): Int32Array {
  const key = (index: number): number => {
    const value = values[index] as number;
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  return Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => {
    const left = key(a);
    const right = key(b);
    return left === right ? a - b : right - left;
  });
}

/** Channel numbers in the order of showing: strongest, sparsest or highest first, or as they are stored. */
export function channelOrder(channels: ChannelFigures, order: Order): Int32Array {
  switch (order) {
    case 'strength':
      return descending(channels.strength);
    case 'sparsity':
      return descending(channels.zeros);
    case 'max':
      return descending(channels.max);
    case 'index':
      return Int32Array.from(channels.strength, (_, i) => i);
  }
}
