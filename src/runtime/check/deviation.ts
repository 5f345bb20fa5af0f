/** How far some values are from what they must be. */

export interface Deviation {
  /** The largest difference; NaN where a value is missing or not finite. */
  readonly absolute: number;
  /** The largest difference over the largest expected magnitude. */
  readonly relative: number;
  /** Where it is, row-major, and both values there. */
  readonly at: number;
  readonly actual: number;
  readonly expected: number;
}

/** Of some values to the expected ones. The first value that is not finite ends the search: nothing is worse. */
export function deviationOf(actual: ArrayLike<number>, expected: ArrayLike<number>): Deviation {
  let absolute = 0;
  let largest = 0;
  let at = 0;
  for (let index = 0; index < expected.length; index += 1) {
    const wanted = expected[index] as number;
    const difference = Math.abs((actual[index] ?? Number.NaN) - wanted);
    if (!Number.isFinite(difference)) {
      return {
        absolute: Number.NaN,
        relative: Number.NaN,
        at: index,
        actual: actual[index] ?? Number.NaN,
        expected: wanted,
      };
    }
    if (difference > absolute) {
      absolute = difference;
      at = index;
    }
    largest = Math.max(largest, Math.abs(wanted));
  }
  return {
    absolute,
    relative: absolute === 0 ? 0 : absolute / largest,
    at,
    actual: actual[at] ?? Number.NaN,
    expected: expected[at] ?? Number.NaN,
  };
}

/** Whether it is no more than `limit` allows. NaN is not. */
export const within = ({ relative }: Pick<Deviation, 'relative'>, limit: number): boolean =>
  relative <= limit;
