import { required } from '../../base/invariant.ts';

export interface ClassScore {
  readonly index: number;
  readonly logit: number;
  readonly probability: number;
}

export interface TopClasses {
  /** Highest first; equal logits by index. Only finite logits. */
  readonly top: readonly ClassScore[];
  /** Logits that are NaN or infinite; they take no part in the softmax. */
  readonly notFinite: number;
}

/**
 * The `count` classes with the highest logits and their softmax probabilities. The largest logit is subtracted first, so
 * that no exponential overflows however large the logits are.
 */
export function topClasses(logits: Float32Array, count: number): TopClasses {
  let largest = Number.NEGATIVE_INFINITY;
  let notFinite = 0;
  for (const logit of logits) {
    if (!Number.isFinite(logit)) notFinite += 1;
    else if (logit > largest) largest = logit;
  }
  let sum = 0;
  const order: number[] = [];
  logits.forEach((logit, index) => {
    if (!Number.isFinite(logit)) return;
    sum += Math.exp(logit - largest);
    order.push(index);
  });
  const logitOf = (index: number): number => required(logits[index], 'a logit');
  order.sort((a, b) => logitOf(b) - logitOf(a) || a - b);
  const top = order.slice(0, count).map((index) => {
    const logit = logitOf(index);
    return { index, logit, probability: Math.exp(logit - largest) / sum };
  });
  return { top, notFinite };
}
