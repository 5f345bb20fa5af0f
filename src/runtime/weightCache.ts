import * as tf from '@tensorflow/tfjs-core';
import type { WeightForm } from './lowering/types.ts';

/**
 * Weights on the device, by what they are and not by which network they belong to: an edit uploads only what it
 * changed. Nothing is held that the present network does not use, so their number follows from the network alone.
 */
export class WeightCache {
  readonly #held = new Map<string, readonly tf.Tensor[]>();

  has(key: string): boolean {
    return this.#held.has(key);
  }

  get(key: string): readonly tf.Tensor[] | undefined {
    return this.#held.get(key);
  }

  /** Makes and uploads a form, or returns what is held. Throws WeightsError. */
  async load(form: WeightForm): Promise<readonly tf.Tensor[]> {
    const held = this.#held.get(form.key);
    if (held) return held;
    const made = await form.make();
    const tensors = made.map(({ shape, values }) => tf.tensor(values, [...shape], 'float32'));
    this.#held.set(form.key, tensors);
    return tensors;
  }

  /** Lets go of everything but these keys. */
  retain(keys: ReadonlySet<string>): void {
    for (const [key, tensors] of this.#held) {
      if (keys.has(key)) continue;
      tf.dispose([...tensors]);
      this.#held.delete(key);
    }
  }

  clear(): void {
    this.retain(new Set());
  }
}
