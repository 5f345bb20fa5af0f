import type { BackendId, Runtime, WeightsRef } from './contract.ts';
import type { LastRun } from './forward.ts';
import type { Target } from './lowering/types.ts';
import type { Steerer } from './steerer.ts';
import { runVariant, VariantPlans } from './variants.ts';
import type { TensorProvider } from '../weights/weightSource.ts';
import type { WeightCache } from './weightCache.ts';

/** What the engine lends to variants. */
export interface VariantHost {
  readonly turn: <T>(body: () => Promise<T>) => Promise<T>;
  readonly onWorkingBackend: <T>(
    runId: number,
    stop: () => boolean,
    body: (steerer: Steerer) => Promise<T>,
  ) => Promise<T>;
  readonly target: (backend: BackendId) => Target;
  readonly provide: (weights: WeightsRef) => TensorProvider;
  readonly last: () => LastRun | null;
  readonly cache: WeightCache;
}

/** Requests for variants: one variant a turn, the newest request wins. */
export class VariantRuns {
  readonly #host: VariantHost;
  readonly #plans = new VariantPlans();
  #newest = 0;

  constructor(host: VariantHost) {
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
    const { turn, onWorkingBackend, target, provide, last, cache } = this.#host;
    let backend: BackendId = 'cpu';
    try {
      for (const variant of request.variants) {
        const result = await turn(() =>
          onWorkingBackend(runId, stop, (steerer) => {
            backend = steerer.backend;
            const surroundings = { target: target(backend), cache, provide, plans: this.#plans };
            return runVariant(request, variant, last(), surroundings, steerer);
          }),
        );
        await onResult(result);
      }
      return { backend };
    } finally {
      // Weights that only variants had go, unless newer variants may want them.
      if (!stop()) {
        await turn(() => Promise.resolve(cache.retain(last()?.weightKeys ?? new Set())));
      }
    }
  }
}
