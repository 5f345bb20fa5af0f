import * as tf from '@tensorflow/tfjs-core';
import { allFinite } from './reading.ts';
import type { MemoryLimit, WeightForm } from './lowering/types.ts';

/**
 * Weights on the device, by what they are and not by which network they belong to: an edit uploads only what it
 * changed. Nothing is held that the present network does not use, so their number follows from the network alone; but
 * for weights that are being fetched, which are brought here as they come.
 */
export class WeightCache {
  readonly #held = new Map<string, readonly tf.Tensor[]>();
  /** Keys of weights with NaN or infinities in them. */
  readonly #spoilt = new Set<string>();
  /** Keys that are held for weights that no network uses yet, by whom they are held for. */
  readonly #reserved = new Map<string, Set<string>>();

  has(key: string): boolean {
    return this.#held.has(key);
  }

  get(key: string): readonly tf.Tensor[] | undefined {
    return this.#held.get(key);
  }

  /**
   * Makes and uploads a form, or returns what is held. Throws WeightsError, and an error that says "out of memory"
   * where all tensors there are would be more than the limit.
   */
  async load(form: WeightForm, { total, weightCopies }: MemoryLimit): Promise<readonly tf.Tensor[]> {
    const held = this.#held.get(form.key);
    if (held) return held;
    const bytes = 4 * form.sizes.reduce((sum, size) => sum + size, 0);
    const packed = (weightCopies - 1) * (this.#bytes + bytes);
    if (tf.memory().numBytes + bytes + packed > total)
      throw new RangeError('out of memory: too many weights');
    const made = await form.make();
    if (!made.every(({ values }) => allFinite(values))) this.#spoilt.add(form.key);
    const tensors = made.map(({ shape, values }) => tf.tensor(values, [...shape], 'float32'));
    this.#held.set(form.key, tensors);
    return tensors;
  }

  /** Holds `key` through every `retain` until `release`. */
  reserve(owner: string, key: string): void {
    const keys = this.#reserved.get(owner) ?? new Set();
    this.#reserved.set(owner, keys.add(key));
  }

  /** What was reserved is held no longer than anything else. Says whether there was anything. */
  release(owner: string): boolean {
    return this.#reserved.delete(owner);
  }

  get #bytes(): number {
    let bytes = 0;
    for (const tensors of this.#held.values()) for (const { size } of tensors) bytes += 4 * size;
    return bytes;
  }

  /** Whether there is no NaN and no infinity in what is held. */
  get finite(): boolean {
    return this.#spoilt.size === 0;
  }

  /** Lets go of everything but these keys and what is reserved. */
  retain(keys: ReadonlySet<string>): void {
    const reserved = [...this.#reserved.values()];
    for (const [key, tensors] of this.#held) {
      if (keys.has(key) || reserved.some((held) => held.has(key))) continue;
      tf.dispose([...tensors]);
      this.#held.delete(key);
      this.#spoilt.delete(key);
    }
  }

  clear(): void {
    this.#reserved.clear();
    this.retain(new Set());
  }
}
