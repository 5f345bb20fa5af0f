/** The weights file of the page: opened, held against every edit, and taken back when it fits again. */
import type { Runtime, WeightsReport } from '../runtime/contract.ts';
import { selectSpec } from '../store/select.ts';
import type { WeightsOrigin, WeightsState } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { outcomeOf } from './outcome.ts';

/** The file that the runtime holds, whether or not it is in use. */
const openFile = ({ ref, leftBehind }: WeightsState): string | null =>
  ref.kind === 'file' ? ref.id : (leftBehind?.id ?? null);

/** The file's own class names come first. */
const named = (report: WeightsReport, origin: WeightsOrigin | null): WeightsReport => ({
  ...report,
  labels: report.labels ?? origin?.labels ?? null,
});

interface Offered {
  readonly blob: Blob;
  readonly name: string;
  readonly origin: WeightsOrigin | null;
}

export class Weights {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  #latest = 0;
  /** The store keeps no files: they cannot be written down. */
  #offered: Offered | null = null;

  constructor(store: ExplorerStore, runtime: Runtime) {
    this.#store = store;
    this.#runtime = runtime;
  }

  get #state() {
    return this.#store.getState();
  }

  /** Takes a file where it fits. One that does not fit changes nothing. `origin` where it was fetched. */
  async open(blob: Blob, name: string, origin: WeightsOrigin | null): Promise<void> {
    this.#offered = { blob, name, origin };
    this.#state.setWeights({ offered: name });
    await this.#open(this.#offered);
  }

  /** Takes the file that was offered last, for a network that it fits better. */
  async openAgain(): Promise<void> {
    if (this.#offered) await this.#open(this.#offered);
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
    this.#adopt(report.id, report, origin);
    // The network may have been edited while the file was read.
    if (spec !== selectSpec(this.#state)) await this.recheck();
  }

  #adopt(id: string, report: WeightsReport, origin: WeightsOrigin | null): void {
    this.#state.setWeights({
      ref: { kind: 'file', id },
      status: 'ready',
      report: named(report, origin),
      refused: null,
      error: null,
      leftBehind: null,
      origin,
    });
  }

  #close(): void {
    const id = openFile(this.#state.weights);
    if (id !== null) void this.#runtime.closeWeights(id).catch(() => undefined);
  }

  /** By the person's wish: the file is closed. */
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

  /** After an edit: a file that no longer fits gives way to seeded weights, and comes back when it fits again. */
  async recheck(): Promise<void> {
    const id = openFile(this.#state.weights);
    if (id === null) return;
    const spec = selectSpec(this.#state);
    const outcome = await outcomeOf(() => this.#runtime.checkWeights(id, spec));
    const { weights } = this.#state;
    if (openFile(weights) !== id || spec !== selectSpec(this.#state)) return;
    if (!outcome.ok) {
      this.takeSeeded();
      this.#state.setWeights({ error: outcome.error });
      return;
    }
    const report = outcome.value;
    const inUse = weights.ref.kind === 'file';
    if (report.id !== null) {
      if (inUse) this.#state.setWeights({ report: named(report, weights.origin) });
      else this.#adopt(id, report, weights.origin);
      return;
    }
    const leftBehind = { id, report };
    if (inUse) this.#state.setWeights({ ref: { kind: 'seeded' }, report: null, leftBehind });
    else this.#state.setWeights({ leftBehind });
  }
}
