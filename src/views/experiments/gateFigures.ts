export interface GateFigures {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Standard deviation over the channels. */
  readonly spread: number;
}

/** Of the gates of one block, one number a channel. */
export function gateFigures(values: ArrayLike<number>): GateFigures {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) squares += ((values[at] as number) - mean) ** 2;
  return { min, mean, max, spread: Math.sqrt(squares / values.length) };
}

/** Rows in the network's order, or the lowest mean or widest spread first. Rows without figures stay where they are. */
export function orderOf<R extends { readonly figures: GateFigures | null }>(
  rows: readonly R[],
  order: 'depth' | 'mean' | 'spread',
): readonly R[] {
  if (order === 'depth') return rows;
  const rank = ({ figures }: R): number =>
    figures === null ? 0 : order === 'mean' ? figures.mean : -figures.spread;
  return [...rows].sort((a, b) => rank(a) - rank(b));
}
