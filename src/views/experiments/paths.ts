/**
 * The paths of n residual blocks (arXiv 1605.06431, section 3): each block is gone through or gone around, so there are
 * 2^n of them, and a path of length k is one of C(n, k).
 */
import { randomOf, sampleOf } from '../../base/random.ts';
import type { GraphEdit } from '../../graph/passes/variants.ts';
import type { RegionId } from '../../graph/types.ts';
import { fnv1a32 } from '../../base/hash.ts';

/** C(n, 0) to C(n, n), exact. */
export function binomials(n: number): readonly bigint[] {
  const row = [1n];
  for (let k = 1; k <= n; k += 1) row.push(((row[k - 1] ?? 0n) * BigInt(n - k + 1)) / BigInt(k));
  return row;
}

export interface PathLengths {
  readonly n: number;
  readonly paths: bigint;
  readonly counts: readonly bigint[];
  /** Share of all paths by length. */
  readonly shares: readonly number[];
  readonly mean: number;
  readonly sd: number;
  /** The narrowest range around the mean that holds 95 % of the paths, and the share that it holds. */
  readonly most: readonly [number, number, number];
}

export function pathLengths(n: number): PathLengths {
  const counts = binomials(n);
  const paths = 2n ** BigInt(n);
  // A share as the quotient of two integers of any length, to 60 bits.
  const share = (count: bigint): number => Number((count << 60n) / paths) / 2 ** 60;
  const shares = counts.map(share);
  let most: readonly [number, number, number] = [0, n, 1];
  for (let from = Math.floor(n / 2); from >= 0; from -= 1) {
    const inside = counts.slice(from, n - from + 1).reduce((sum, count) => sum + count, 0n);
    if (inside * 100n >= paths * 95n) {
      most = [from, n - from, share(inside)];
      break;
    }
  }
  return { n, paths, counts, shares, mean: n / 2, sd: Math.sqrt(n) / 2, most };
}

/** The network as one path: kept blocks have only their branch, all others only what goes around it. */
export function pathEdits(blocks: readonly RegionId[], kept: readonly RegionId[]): readonly GraphEdit[] {
  const chosen = new Set(kept);
  return [
    { kind: 'branchOnly', blocks: kept },
    { kind: 'lesion', blocks: blocks.filter((block) => !chosen.has(block)) },
  ];
}

export interface SampledPath {
  readonly length: number;
  readonly kept: readonly RegionId[];
}

/** Some paths of every length, no path twice; as many as there are where that is less. */
export function samplePaths(
  blocks: readonly RegionId[],
  perLength: number,
  seed: number,
): readonly SampledPath[] {
  const counts = binomials(blocks.length);
  return counts.flatMap((count, length) => {
    const random = randomOf(fnv1a32(`${seed} ${blocks.length} ${length}`));
    const wanted = count < BigInt(perLength) ? Number(count) : perLength;
    const found = new Map<string, SampledPath>();
    while (found.size < wanted) {
      const kept = sampleOf(blocks, length, random);
      found.set(kept.join(), { length, kept });
    }
    return [...found.values()];
  });
}

export interface Contribution {
  readonly length: number;
  /** Mean over the sampled paths; null where none has been run. */
  readonly mean: number | null;
  readonly runs: number;
  /** Number of such paths times `mean`, over the same for all lengths; null until all lengths have been run. */
  readonly share: number | null;
}

/** `sizes` by length: how large what comes out of each sampled path is. */
export function contributions(
  n: number,
  sizes: ReadonlyMap<number, readonly number[]>,
): readonly Contribution[] {
  const { shares } = pathLengths(n);
  const means = shares.map((_, length) => {
    const list = (sizes.get(length) ?? []).filter(Number.isFinite);
    return list.length === 0 ? null : list.reduce((sum, size) => sum + size, 0) / list.length;
  });
  const weighted = means.map((mean, length) => (mean === null ? null : mean * (shares[length] ?? 0)));
  const total = weighted.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const whole = means.every((mean) => mean !== null) && total > 0;
  return means.map((mean, length) => ({
    length,
    mean,
    runs: sizes.get(length)?.length ?? 0,
    share: whole ? (weighted[length] ?? 0) / total : null,
  }));
}

/** A node of the unrolled tree: after `level` blocks, `at` counts from the top. */
export interface TreeEdge {
  readonly level: number;
  readonly from: number;
  readonly to: number;
  readonly through: boolean;
}

/** The binary tree of n blocks: 2^level places after `level` blocks; the upper way goes around, the lower through. */
export function unrolledTree(n: number): readonly TreeEdge[] {
  const edges: TreeEdge[] = [];
  for (let level = 0; level < n; level += 1) {
    for (let at = 0; at < 2 ** level; at += 1) {
      edges.push({ level, from: at, to: 2 * at, through: false });
      edges.push({ level, from: at, to: 2 * at + 1, through: true });
    }
  }
  return edges;
}

/** How many blocks the path to a leaf goes through: the ones in its number. */
export const lengthOfLeaf = (leaf: number): number => leaf.toString(2).replaceAll('0', '').length;

/**
 * The product of (1 + dF) written out, by how many factors a term has: `[['1'], ['F1', 'F2'], ['F2·F1']]`. The last block
 * comes first in a product, as in the chain rule.
 */
export function identityTerms(n: number): readonly (readonly string[])[] {
  const groups: string[][] = Array.from({ length: n + 1 }, () => []);
  for (let leaf = 0; leaf < 2 ** n; leaf += 1) {
    const factors: string[] = [];
    for (let block = n - 1; block >= 0; block -= 1) {
      if ((leaf >> block) & 1) factors.push(`F${block + 1}`);
    }
    groups[factors.length]?.push(factors.length === 0 ? '1' : factors.join('·'));
  }
  return groups;
}
