/** A backend's logits against those that PyTorch gave for the same weights and the same image. */
import { parseSpecText } from '../../arch/names/specText.ts';
import { sameSpec } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { readStored, type StoredLogits } from './storedForm.ts';

export interface StoredComparison {
  /** The network with the size at which it was compared. */
  readonly spec: FamilySpec;
  /** Largest difference of the first sixteen logits over the largest stored |logit|. */
  readonly logits: number;
  /** Relative difference of the norm of all logits. */
  readonly norm: number;
  /** Whether the five classes with the highest logits are the same, near ties aside. */
  readonly top5: boolean;
  readonly ok: boolean;
}

export interface StoredFigures {
  readonly spec: FamilySpec;
  readonly figures: StoredLogits;
}

/** A chunk of its own for the page: 40 kB that only a check needs. */
async function readFigures(): Promise<readonly StoredLogits[]> {
  const { default: file } = await import('./pytorchLogits.json');
  return readStored(file);
}

/** The stored figures of this network, whatever its input size is now; null where there are none. */
export async function findStored(spec: FamilySpec): Promise<StoredFigures | null> {
  const sized = (to: FamilySpec): FamilySpec => ({
    ...spec,
    inputHeight: to.inputHeight,
    inputWidth: to.inputWidth,
  });
  for (const figures of await readFigures()) {
    const stored = parseSpecText(figures.net).spec;
    if (sameSpec(stored, sized(stored))) return { spec: stored, figures };
  }
  return null;
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/** `limit` is of the largest |logit|. */
export function compareStored(
  { spec, figures }: StoredFigures,
  logits: Float32Array,
  limit: number,
): StoredComparison {
  const { logits16, top5, top6, l2 } = figures;
  const largest = Math.max(...[...top6, ...logits16].map(Math.abs));
  let worst = 0;
  for (const [at, wanted] of logits16.entries()) {
    const difference = Math.abs((logits[at] ?? Number.NaN) - wanted) / largest;
    // Written so that NaN stays.
    worst = difference <= worst ? worst : difference;
  }
  const off = Math.abs(norm(logits) / l2 - 1);
  const order = [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
  const apart = (rank: number): boolean => (top6[rank] ?? 0) - (top6[rank + 1] ?? 0) > limit * largest;
  const same = top5.every(
    (wanted, rank) => order[rank] === wanted || !apart(rank) || (rank > 0 && !apart(rank - 1)),
  );
  return { spec, logits: worst, norm: off, top5: same, ok: worst <= limit && off <= limit && same };
}
