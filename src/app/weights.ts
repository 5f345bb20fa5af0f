/** The weights file of the page: opened, held against every edit, and taken back when it fits again. */
import type { FamilySpec } from '../arch/types.ts';
import type { Runtime, WeightsReport } from '../runtime/contract.ts';
import { selectSpec } from '../store/select.ts';
import type { WeightsState } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { checkLabels, readLabels } from '../weights/labels.ts';
import { outcomeOf } from './outcome.ts';

/** The file that the runtime holds, whether or not it is in use. */
const openFile = ({ ref, leftBehind }: WeightsState): string | null =>
  ref.kind === 'file' ? ref.id : (leftBehind?.id ?? null);

export class Weights {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  #latest = 0;
  #latestLabels = 0;
  /** The store keeps no files: they cannot be written down. To open the last ones again they are kept here. */
  #offered: { readonly files: readonly File[]; readonly part: string | undefined } = {
    files: [],
    part: undefined,
  };

  constructor(store: ExplorerStore, runtime: Runtime) {
    this.#store = store;
    this.#runtime = runtime;
  }

  get #state() {
    return this.#store.getState();
  }

  /** Takes a file, or the shards of one, where it fits. One that does not fit changes nothing. */
  async open(files: readonly File[], part?: string): Promise<void> {
    const [file, ...rest] = files;
    if (file === undefined) return;
    const before = this.#offered;
    this.#offered = { files, part };
    this.#latest += 1;
    const mine = this.#latest;
    this.#state.setWeights({ status: 'opening', offered: file.name, error: null, refused: null });
    const spec = selectSpec(this.#state);
    const wish = {
      others: rest.map((blob) => ({ blob, name: blob.name })),
      ...(part === undefined ? {} : { part }),
    };
    const outcome = await outcomeOf(() => this.#runtime.openWeights(file, file.name, spec, wish));
    if (mine !== this.#latest) return;
    if (!outcome.ok) {
      // Nothing of it is on the page that could be opened again; of the one before there may be.
      this.#offered = before;
      this.#state.setWeights({ status: 'ready', error: outcome.error });
      return;
    }
    const report = outcome.value;
    if (report.id === null) {
      this.#state.setWeights({ status: 'ready', refused: report });
      return;
    }
    this.#close();
    this.#adopt(report.id, report);
    // The network may have been edited while the file was read.
    if (spec !== selectSpec(this.#state)) await this.recheck();
  }

  /** The files given last once more: as another network, or another set of weights in them. */
  reopen({ spec, part = this.#offered.part }: { readonly spec?: FamilySpec; readonly part?: string }): void {
    if (spec) this.#state.openSpec(spec);
    void this.open(this.#offered.files, part);
  }

  /** Takes class names from a file of their own; null takes them away. A bad file leaves what is there. */
  async openLabels(file: File | null): Promise<void> {
    this.#latestLabels += 1;
    const mine = this.#latestLabels;
    if (file === null) {
      this.#state.setWeights({ names: null, error: null });
      return;
    }
    const outcome = await outcomeOf(async () => {
      const labels = await readLabels(file, file.name);
      checkLabels(labels, file.name, selectSpec(this.#state).classes);
      return labels;
    });
    if (mine !== this.#latestLabels) return;
    if (outcome.ok) {
      this.#state.setWeights({ names: { fileName: file.name, labels: outcome.value }, error: null });
    } else this.#state.setWeights({ error: outcome.error });
  }

  #adopt(id: string, report: WeightsReport): void {
    const ref = { kind: 'file', id } as const;
    this.#state.setWeights({ ref, status: 'ready', report, refused: null, error: null, leftBehind: null });
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
      if (inUse) this.#state.setWeights({ report });
      else this.#adopt(id, report);
      return;
    }
    const leftBehind = { id, report };
    if (inUse) this.#state.setWeights({ ref: { kind: 'seeded' }, report: null, leftBehind });
    else this.#state.setWeights({ leftBehind });
  }
}
