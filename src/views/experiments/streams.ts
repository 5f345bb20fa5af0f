/** What is said of two streams side by side. Sizes are root mean squares. */
import type { Merge } from '../../graph/passes/joins.ts';
import { runsOn } from '../../graph/passes/joins.ts';
import type { GraphEdit } from '../../graph/passes/variants.ts';
import type { NodeId } from '../../graph/types.ts';
import { productKey, type VariantRead, type VariantResult } from '../../runtime/contract.ts';

/** Two maps a and b as their mean (a + b) / 2, which both have, and (a − b) / 2, by which each differs from it. */
export interface StreamParts {
  readonly mean: number;
  readonly difference: number;
}

/** From the mean squares of a and b and the mean of their product. */
export function streamParts(aa: number, bb: number, ab: number): StreamParts {
  return {
    mean: Math.sqrt(Math.max(0, aa + 2 * ab + bb)) / 2,
    // Rounding may leave less than nothing of a difference that is not there.
    difference: Math.sqrt(Math.max(0, aa - 2 * ab + bb)) / 2,
  };
}

/** Share of the squared values of both streams that lies in what they differ by; 0 where both are zeros. */
export function differenceShare({ mean, difference }: StreamParts): number {
  const all = mean ** 2 + difference ** 2;
  return all === 0 ? 0 : difference ** 2 / all;
}

const productsOf = (a: NodeId, b: NodeId): readonly VariantRead[] => [
  { node: a, as: 'product', other: a },
  { node: b, as: 'product', other: b },
  { node: a, as: 'product', other: b },
];

/** What is to be read for `partsBefore` and `sizeAfter` of some merges of two streams. */
export const readsOf = (merges: readonly Merge[]): readonly VariantRead[] =>
  merges.flatMap(({ mean, streams: [a = mean, b = a] }) => [
    ...productsOf(a, b),
    { node: mean, as: 'product', other: mean },
  ]);

/** The streams that enter a merge; null where they were not read. */
export function partsBefore(
  { mean, streams: [a = mean, b = a] }: Merge,
  result: VariantResult | undefined,
): StreamParts | null {
  const [aa, bb, ab] = productsOf(a, b).map((entry) =>
    entry.as === 'product' ? result?.products[productKey(entry.node, entry.other)] : undefined,
  );
  return aa === undefined || bb === undefined || ab === undefined ? null : streamParts(aa, bb, ab);
}

/** What both streams have behind a merge; null where it was not read. */
export function partsAfter({ mean }: Merge, result: VariantResult | undefined): StreamParts | null {
  const square = result?.products[productKey(mean, mean)];
  return square === undefined ? null : streamParts(square, square, square);
}

/** Merges as built; none but the last, which ends the streams; and one stream of those alone, to the end. */
export type Mapping = 'merged' | 'apart' | 'first' | 'second';
export const mappings: readonly Mapping[] = ['merged', 'apart', 'first', 'second'];

export function mappingEdits(merges: readonly Merge[], mapping: Mapping): readonly GraphEdit[] {
  if (mapping === 'merged') return [];
  const blocks = merges.filter(runsOn).map(({ block }) => block);
  const apart: GraphEdit = { kind: 'runApart', blocks };
  if (mapping === 'apart') return [apart];
  const stream = mapping === 'first' ? 0 : 1;
  const kept: Record<NodeId, readonly number[]> = {};
  for (const { mean, adds } of merges.filter((merge) => !runsOn(merge))) {
    kept[mean] = [stream];
    // The mean stands before the branches.
    for (const add of adds) kept[add] = [0, stream + 1];
  }
  return [apart, { kind: 'keepInputs', kept }];
}
