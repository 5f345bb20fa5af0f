/** The weights file of the page: opened, held against every edit, and taken back when it fits again. */
import type { FamilySpec } from '../arch/types.ts';
import type { Runtime, WeightsReport } from '../runtime/contract.ts';
import { selectSpec } from '../store/select.ts';
import type { WeightsOrigin, WeightsState } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { checkLabels, readLabels } from '../weights/labels.ts';
import type { WeightFile } from '../weights/openWeightFiles.ts';
import { outcomeOf } from './outcome.ts';

/** The person's file that the runtime holds, whether or not it is in use. */
const openFile = ({ ref, trained, leftBehind }: WeightsState): string | null =>
  ref.kind === 'file' && trained === null ? ref.id : (leftBehind?.id ?? null);

/** The file's own class names come first. */
const named = (report: WeightsReport, origin: WeightsOrigin | null): WeightsReport => ({
  ...report,
  labels: report.labels ?? origin?.labels ?? null,
});

interface Offered {
  readonly files: readonly WeightFile[];
  /** Which set of weights in them; the usual one where it is not said. */
  readonly part: string | undefined;
  /** Where they were fetched from; null where they were not. */
  readonly origin: WeightsOrigin | null;
}

/** A file that goes to the runtime while it comes. */
interface Stream {
  readonly id: Promise<string>;
  readonly size: number;
}

export class Weights {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  #latest = 0;
  #latestLabels = 0;
  /** The store keeps no files: they cannot be written down. To open the last ones again they are kept here. */
  #offered: Offered = { files: [], part: undefined, origin: null };
  #stream: Stream | null = null;

  constructor(store: ExplorerStore, runtime: Runtime) {
    this.#store = store;
    this.#runtime = runtime;
  }

  get #state() {
    return this.#store.getState();
  }

  /** Takes a file, or the shards of one, where it fits. One that does not fit changes nothing. */
  open(files: readonly WeightFile[], origin: WeightsOrigin | null = null): Promise<void> {
    return this.#open({ files, part: undefined, origin });
  }

  /** The same for files that were fetched; one that was handed on while it came is only finished. */
  openFetched(files: readonly WeightFile[], origin: WeightsOrigin): Promise<void> {
    const stream = this.#stream;
    this.#stream = null;
    return this.#open({ files, part: undefined, origin }, stream);
  }

  /** Whether a file is on its way to the runtime. */
  get streaming(): boolean {
    return this.#stream !== null;
  }

  /** A file of `size` bytes is on its way, for the present network. What was on its way before is not any more. */
  beginStream(name: string, size: number): void {
    this.abandonStream();
    const id = this.#runtime.beginWeights(name, size, selectSpec(this.#state));
    // A runtime that cannot take it now takes the whole file later.
    id.catch(() => undefined);
    this.#stream = { id, size };
  }

  feedStream(block: Blob): void {
    void this.#stream?.id.then((id) => this.#runtime.feedWeights(id, block)).catch(() => undefined);
  }

  abandonStream(): void {
    void this.#stream?.id.then((id) => this.#runtime.closeWeights(id)).catch(() => undefined);
    this.#stream = null;
  }

  /** What became of keeping fetched weights; `files` are where they are kept. */
  kept(source: WeightsOrigin['source'], kept: boolean, files: readonly WeightFile[] | null): void {
    const { weights } = this.#state;
    const [file] = files ?? [];
    if (this.#offered.origin?.source === source) {
      const origin = { ...this.#offered.origin, kept };
      this.#offered = { ...this.#offered, origin, files: files ?? this.#offered.files };
    }
    if (weights.origin?.source !== source) return;
    this.#state.setWeights({ origin: { ...weights.origin, kept } });
    const id = openFile(weights);
    if (id !== null && file) void this.#runtime.replaceWeights(id, file.blob).catch(() => undefined);
  }

  async #read(
    { files: [file, ...others], part }: Offered,
    spec: FamilySpec,
    stream: Stream | null,
  ): Promise<WeightsReport | null> {
    if (file === undefined) return null;
    const wish = { others, ...(part === undefined ? {} : { part }) };
    if (stream !== null && stream.size === file.blob.size) {
      try {
        return await this.#runtime.finishWeights(await stream.id, file.blob, spec);
      } catch {
        // A runtime that was started again meanwhile knows nothing of it.
      }
    }
    return this.#runtime.openWeights(file.blob, file.name, spec, wish);
  }

  async #open(offered: Offered, stream: Stream | null = null): Promise<void> {
    const { files, origin } = offered;
    const [file] = files;
    if (file === undefined) return;
    const before = this.#offered;
    this.#offered = offered;
    this.#latest += 1;
    const mine = this.#latest;
    this.#state.setWeights({ status: 'opening', offered: file.name, error: null, refused: null });
    const spec = selectSpec(this.#state);
    const outcome = await outcomeOf(() => this.#read(offered, spec, stream));
    if (mine !== this.#latest) return;
    if (!outcome.ok) {
      // Nothing of it is on the page that could be opened again; of the one before there may be.
      this.#offered = before;
      this.#state.setWeights({ status: 'ready', error: outcome.error });
      return;
    }
    const report = outcome.value;
    if (report === null) return;
    if (report.id === null) {
      this.#state.setWeights({ status: 'ready', refused: report });
      return;
    }
    this.#close();
    this.#adopt(report.id, report, origin);
    // The network may have been edited while the file was read.
    if (spec !== selectSpec(this.#state)) await this.recheck();
  }

  /** The files given last once more: as another network, or another set of weights in them. */
  reopen({ spec, part = this.#offered.part }: { readonly spec?: FamilySpec; readonly part?: string }): void {
    if (spec) this.#state.openSpec(spec);
    void this.#open({ ...this.#offered, part });
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

  #adopt(id: string, report: WeightsReport, origin: WeightsOrigin | null): void {
    this.#state.setWeights({
      ref: { kind: 'file', id },
      wish: 'file',
      trained: null,
      awaited: null,
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

  /** Closes the file. With `auto`, the trained weights of the page may take the place of the seeded ones. */
  takeSeeded(wish: 'auto' | 'seeded'): void {
    this.#latest += 1;
    this.#close();
    this.#state.setWeights({
      ref: { kind: 'seeded' },
      wish,
      trained: null,
      awaited: null,
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
      this.takeSeeded('auto');
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
