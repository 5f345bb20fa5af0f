/**
 * Share of the squared values that lies at positions which nothing reads: how much of a map is computed for nothing.
 * `values` is `[C, H, W]`, `counts` is `[H, W]`. 0 for a map of zeros.
 */
export function unreadEnergy(values: Float32Array, counts: Uint32Array): number {
  let all = 0;
  let lost = 0;
  values.forEach((value, at) => {
    const square = value * value;
    all += square;
    if (counts[at % counts.length] === 0) lost += square;
  });
  return all > 0 ? lost / all : 0;
}
