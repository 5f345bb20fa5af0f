/**
 * How much a position of a map depends on each part of the picture, from runs with that part hidden: the effective
 * receptive field (arXiv 1701.04128) by occlusion.
 */
import type { Span } from '../../graph/receptiveField.ts';
import type { Rectangle } from '../../runtime/contract.ts';

/** `side` by `side` patches that cover the picture, row by row. */
export function patchesOf(height: number, width: number, side: number): readonly Rectangle[] {
  const edge = (size: number, at: number): number => Math.round((size * at) / side);
  return Array.from({ length: side * side }, (_, index) => {
    const [row, column] = [Math.floor(index / side), index % side];
    const [top, left] = [edge(height, row), edge(width, column)];
    return { top, left, height: edge(height, row + 1) - top, width: edge(width, column + 1) - left };
  });
}

/**
 * Of each position: |b - a| / |a| over its channels, Euclidean. `values` are `[C, positions]`. Where `a` is all zeros, 0
 * if `b` is too, else 1.
 */
export function changesByPosition(a: Float32Array, b: Float32Array, positions: number): Float32Array {
  const changes = new Float32Array(positions);
  for (let position = 0; position < positions; position += 1) {
    let difference = 0;
    let length = 0;
    for (let at = position; at < a.length; at += positions) {
      const [before, after] = [a[at] as number, b[at] as number];
      difference += (after - before) ** 2;
      length += before ** 2;
    }
    changes[position] = length > 0 ? Math.sqrt(difference / length) : difference > 0 ? 1 : 0;
  }
  return changes;
}

export interface InfluenceFigures {
  /** How many patches hold half of the sum of all, strongest first; 0 where nothing changes. */
  readonly half: number;
  readonly count: number;
  /** Patches that touch the window, and the largest value of those that do not; null where all touch it. */
  readonly inside: number;
  readonly outside: number | null;
  readonly largest: number;
}

const touches = (start: number, size: number, { lo, hi }: Span): boolean => start <= hi && start + size > lo;

/** What can be said of the influence of all patches on one position. `window` is in pixels. */
export function influenceFigures(
  patches: readonly Rectangle[],
  influence: readonly number[],
  window: { readonly rows: Span; readonly columns: Span } | null,
): InfluenceFigures {
  const sum = influence.reduce((total, value) => total + value, 0);
  let held = 0;
  let half = 0;
  for (const value of influence.toSorted((a, b) => b - a)) {
    if (held >= sum / 2) break;
    held += value;
    half += 1;
  }
  const outside = patches.flatMap((patch, at) =>
    window === null ||
    (touches(patch.top, patch.height, window.rows) && touches(patch.left, patch.width, window.columns))
      ? []
      : [influence[at] ?? 0],
  );
  return {
    half,
    count: patches.length,
    inside: patches.length - outside.length,
    outside: outside.length > 0 ? Math.max(...outside) : null,
    largest: Math.max(0, ...influence),
  };
}
