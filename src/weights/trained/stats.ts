/** What several trainings of the same net say, and what the difference between two nets is worth. */
import type { TrainedNet } from './index.ts';

export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (divided by n - 1); null for a single value. */
  readonly deviation: number | null;
  readonly count: number;
}

/** Throws for no values. */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) throw new RangeError('no values');
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, deviation: null, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (count - 1)), count };
}

export type Verdict = 'base' | 'better' | 'unclear' | 'worse' | 'untold';

export interface Comparison {
  readonly spread: Spread;
  /** Difference of the means to the base net's, in 0 … 1; null without a base. */
  readonly difference: number | null;
  /**
   * A difference counts where it is larger than the root of both squared deviations. A net that was trained once is
   * given the base net's deviation; without any deviation nothing can be told.
   */
  readonly verdict: Verdict;
}

/** A net's trainings beside those of the base net. */
export function compareTrained(net: TrainedNet, base: TrainedNet | null): Comparison {
  const spread = spreadOf(net.runs.map(({ top1 }) => top1));
  if (base === null) return { spread, difference: null, verdict: 'untold' };
  if (base.id === net.id) return { spread, difference: 0, verdict: 'base' };
  const other = spreadOf(base.runs.map(({ top1 }) => top1));
  const difference = spread.mean - other.mean;
  const theirs = other.deviation ?? spread.deviation;
  const own = spread.deviation ?? theirs;
  if (own === null || theirs === null) return { spread, difference, verdict: 'untold' };
  if (Math.abs(difference) <= Math.hypot(own, theirs)) return { spread, difference, verdict: 'unclear' };
  return { spread, difference, verdict: difference > 0 ? 'better' : 'worse' };
}
