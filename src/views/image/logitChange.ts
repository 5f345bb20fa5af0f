/** Two answers to one picture. */
export interface LogitChange {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** The class whose logit changed most; the first whose change is no number is taken before all others. */
export function largestChange(from: Float32Array, to: Float32Array): LogitChange {
  let index = 0;
  let largest = 0;
  for (let at = 0; at < from.length; at += 1) {
    const change = Math.abs((to[at] ?? Number.NaN) - (from[at] as number));
    if (!(change <= largest)) {
      index = at;
      largest = change;
    }
    if (Number.isNaN(change)) break;
  }
  return { index, from: from[index] ?? Number.NaN, to: to[index] ?? Number.NaN };
}
