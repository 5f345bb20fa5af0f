/** The weights that runs are made with: a file is bound to the spec, and bound again after every edit. */
import type { Runtime, WeightsReport } from '../runtime/contract.ts';
import { selectSpec } from '../store/select.ts';
import type { WeightsOrigin } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { outcomeOf } from './outcome.ts';

interface Offered {
  readonly blob: Blob;
  readonly name: string;
  readonly origin: WeightsOrigin | null;
}

export class WeightsInUse {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  readonly #runSoon: () => void;
  #latest = 0;
  /** The store keeps no files: they cannot be written down. */
  #offered: Offered | null = null;

  constructor(store: ExplorerStore, runtime: Runtime, runSoon: () => void) {
    this.#store = store;
    this.#runtime = runtime;
    this.#runSoon = runSoon;
  }

  get #state() {
    return this.#store.getState();
  }

  /** Binds a file to the present spec. One that does not fit changes nothing, and the store says why. */
  open(blob: Blob, name: string, origin: WeightsOrigin | null): void {
    this.#offered = { blob, name, origin };
    this.#state.setWeights({ offered: name });
    void this.#open(this.#offered);
  }

  openAgain(): void {
    if (this.#offered) void this.#open(this.#offered);
  }

  async #open({ blob, name, origin }: Offered): Promise<void> {
    this.#latest += 1;
    const mine = this.#latest;
    this.#state.setWeights({ status: 'opening', error: null, refused: null });
    const spec = selectSpec(this.#state);
    const outcome = await outcomeOf(() => this.#runtime.openWeights(blob, name, spec));
    if (mine !== this.#latest) return;
    if (!outcome.ok) {
      this.#state.setWeights({ status: 'ready', error: outcome.error });
      return;
    }
    const report = outcome.value;
    if (report.id === null) {
      this.#state.setWeights({ status: 'ready', refused: report });
      return;
    }
    this.#close();
    this.#state.setWeights({
      ref: { kind: 'file', id: report.id },
      status: 'ready',
      report: named(report, origin),
      refused: null,
      error: null,
      leftBehind: null,
      origin,
    });
  }

  #close(): void {
    const { ref } = this.#state.weights;
    if (ref.kind === 'file') void this.#runtime.closeWeights(ref.id).catch(() => undefined);
  }

  takeSeeded(): void {
    this.#latest += 1;
    this.#close();
    this.#state.setWeights({
      ref: { kind: 'seeded' },
      status: 'ready',
      report: null,
      refused: null,
      error: null,
      leftBehind: null,
      origin: null,
    });
  }

  /** After an edit: a file that no longer fits gives way to seeded weights, and the page says so. */
  async recheck(id: string): Promise<void> {
    const spec = selectSpec(this.#state);
    const outcome = await outcomeOf(() => this.#runtime.checkWeights(id, spec));
    const { weights } = this.#state;
    if (weights.ref.kind !== 'file' || weights.ref.id !== id || spec !== selectSpec(this.#state)) return;
    if (outcome.ok && outcome.value.id !== null) {
      this.#state.setWeights({ report: named(outcome.value, weights.origin) });
      this.#runSoon();
      return;
    }
    const leftBehind = weights.report?.fileName ?? id;
    this.takeSeeded();
    this.#state.setWeights({ leftBehind, refused: outcome.ok ? outcome.value : null });
  }
}

/** The file's own class names come first. */
const named = (report: WeightsReport, origin: WeightsOrigin | null): WeightsReport => ({
  ...report,
  labels: report.labels ?? origin?.labels ?? null,
});
