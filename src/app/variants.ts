/** Variants of the present network for the page: one request at a time, the newest. */
import type { Runtime } from '../runtime/contract.ts';
import { RunSuperseded } from '../runtime/errors.ts';
import { selectSpec } from '../store/select.ts';
import type { Services, VariantsOutcome } from '../store/services.ts';
import type { ExplorerStore } from '../store/store.ts';
import { errorText } from './errorText.ts';
import { fitsInput } from './runs.ts';

export class Variants {
  readonly #store: ExplorerStore;
  readonly #runtime: Pick<Runtime, 'runVariants' | 'stopVariants'>;
  #latest = 0;

  constructor(store: ExplorerStore, runtime: Pick<Runtime, 'runVariants' | 'stopVariants'>) {
    this.#store = store;
    this.#runtime = runtime;
  }

  async run(
    { variants, read }: Parameters<Services['runVariants']>[0],
    onResult: Parameters<Services['runVariants']>[1],
  ): Promise<VariantsOutcome> {
    this.#latest += 1;
    const ticket = this.#latest;
    const state = this.#store.getState();
    const { image, weights, runtime } = state;
    const spec = selectSpec(state);
    const { prepared } = image;
    if (!fitsInput(prepared, spec) || runtime.status !== 'ready') return { status: 'stopped' };
    const request = { spec, weights: weights.ref, input: prepared.tensor.slice(), variants, read };
    try {
      await this.#runtime.runVariants(ticket, request, (result) => {
        if (ticket === this.#latest) onResult(result);
      });
      return { status: ticket === this.#latest ? 'done' : 'stopped' };
    } catch (error) {
      if (ticket !== this.#latest || error instanceof RunSuperseded) return { status: 'stopped' };
      return { status: 'failed', error: errorText(error) };
    }
  }

  stop(): void {
    this.#latest += 1;
    void this.#runtime.stopVariants().catch(() => undefined);
  }
}
