import type { BackendId, Runtime, WeightsRef } from './contract.ts';
import { keepLastWeights, type RunHost } from './runHost.ts';
import { runVariant, VariantPlans } from './variants.ts';

/** Requests for variants: one variant a turn, the newest request wins. */
export class VariantRuns {
  readonly #host: RunHost;
  readonly #plans = new VariantPlans();
  #newest = 0;

  constructor(host: RunHost) {
    this.#host = host;
  }

  stop(): void {
    this.#newest += 1;
  }

  async run(
    ...[runId, request, onResult]: Parameters<Runtime['runVariants']>
  ): ReturnType<Runtime['runVariants']> {
    this.#newest += 1;
    const ticket = this.#newest;
    const stop = (): boolean => ticket !== this.#newest;
    const { turns, backend: inUse, files, last, cache } = this.#host;
    const provide = (weights: WeightsRef) => files.provider(weights);
    let backend: BackendId = 'cpu';
    try {
      for (const variant of request.variants) {
        const result = await turns.take(() =>
          inUse.recovering({ runId, stop }, (steerer) => {
            backend = steerer.backend;
            const surroundings = { target: inUse.target(backend), cache, provide, plans: this.#plans };
            return runVariant(request, variant, last(), surroundings, steerer);
          }),
        );
        await onResult(result);
      }
      return { backend };
    } finally {
      // Weights that only variants had go, unless newer variants may want them.
      if (!stop()) {
        await turns.take(() => Promise.resolve(keepLastWeights(this.#host)));
      }
    }
  }
}
