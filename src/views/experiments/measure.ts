/** How far apart two answers are. */
import { topClasses } from '../predictions/topClasses.ts';

export interface Change {
  /** |b - a| / |a| over all logits, Euclidean; NaN where a value is not finite. */
  readonly relative: number;
  readonly top1Changed: boolean;
  /** How many of the first five of `a` are among the first five of `b`. */
  readonly top5Kept: number;
  /** Five, or fewer where there are fewer classes. */
  readonly top5Of: number;
}

/** Euclidean length. */
export function lengthOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += (values[at] as number) ** 2;
  return Math.sqrt(sum);
}

/** Root of the mean of some channels' mean squares; null where there are none. */
export function rootMean(power: Float64Array | undefined): number | null {
  if (power === undefined || power.length === 0) return null;
  return Math.sqrt(power.reduce((sum, value) => sum + value, 0) / power.length);
}

/** The largest |b - a|, beside the largest |a|; NaN where a value is not finite. */
export function largestDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): { readonly difference: number; readonly largest: number } {
  let difference = a.length === b.length ? 0 : Number.NaN;
  let largest = 0;
  for (let at = 0; at < a.length; at += 1) {
    const [x, y] = [a[at] as number, b[at] as number];
    // Comparisons with NaN are false; a maximum keeps it.
    difference = Math.max(difference, Math.abs(y - x));
    largest = Math.max(largest, Math.abs(x));
  }
  return { difference, largest };
}

export function changeOf(a: Float32Array, b: Float32Array): Change {
  const difference = a.map((value, at) => (b[at] ?? Number.NaN) - value);
  const first = topClasses(a, 5).top.map(({ index }) => index);
  const second = topClasses(b, 5).top.map(({ index }) => index);
  return {
    relative: lengthOf(difference) / lengthOf(a),
    top1Changed: first[0] !== second[0],
    top5Kept: first.filter((index) => second.includes(index)).length,
    top5Of: first.length,
  };
}
