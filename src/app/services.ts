/** The asynchronous side of the page: images, weights, runs. Watches the store and keeps the last answer up to date. */
import type { Remote } from 'comlink';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { outputOf } from '../graph/queries.ts';
import type { NodeId } from '../graph/types.ts';
import type { Preprocessed } from '../image/preprocess.ts';
import { sampleImages } from '../image/samples.ts';
import type { DecodedImage } from '../image/types.ts';
import type { BackendId, NodeReading, Runtime, TensorReading, WeightsReport } from '../runtime/contract.ts';
import { selectGraph, selectSpec } from '../store/select.ts';
import type { Services } from '../store/services.ts';
import type { ExplorerState } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { t } from '../text/index.ts';
import { checkLabels, readLabels } from '../weights/labels.ts';
import { errorText } from './errorText.ts';
import type { ImageWorker } from './imageWorker.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** A burst of edits (a held arrow key, a dragged slider) starts one run, after this many milliseconds of rest. */
const restMs = 40;
/** The progress that a person can follow. */
const progressMs = 100;

/** What a worker answered: its outcome, or the failure of the call itself (the worker died, nothing was fetched). */
async function answerOf<T>(call: () => Promise<unknown>): Promise<Outcome<T>> {
  const outcome = await outcomeOf(call);
  return outcome.ok ? (outcome.value as Outcome<T>) : outcome;
}

export class ExplorerServices implements Services {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  readonly #images: Remote<ImageWorker>;
  #latestImage = 0;
  #latestPreparation = 0;
  #latestRun = 0;
  #latestFile = 0;
  #latestLabels = 0;
  /** The store keeps no files: they cannot be written down. To open one again they are kept here. */
  #offered: { readonly files: readonly File[]; readonly part: string | undefined } = {
    files: [],
    part: undefined,
  };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: ExplorerStore, runtime: Runtime, images: Remote<ImageWorker>) {
    this.#store = store;
    this.#runtime = runtime;
    this.#images = images;
    store.subscribe((state, before) => this.#follow(state, before));
  }

  start(force: BackendId | null): void {
    this.#runtime.start(force).then(
      (state) => this.#state.setRuntime(state),
      (error: unknown) => this.#runtimeFailed(error),
    );
  }

  get #state() {
    return this.#store.getState();
  }

  #runtimeFailed(error: unknown): void {
    this.#state.setRuntime({ ...this.#state.runtime, status: 'failed', why: errorText(error) });
  }

  /** What has to happen when the state has changed. */
  #follow(state: ExplorerState, before: ExplorerState): void {
    const spec = selectSpec(state);
    const old = selectSpec(before);
    const inputChanged =
      spec.inputHeight !== old.inputHeight ||
      spec.inputWidth !== old.inputWidth ||
      spec.inputChannels !== old.inputChannels;
    if (inputChanged || state.recipe !== before.recipe || state.image.decoded !== before.image.decoded) {
      void this.#prepare();
    }
    if (spec !== old && state.weights.ref.kind === 'file') void this.#recheckWeights(state.weights.ref.id);
    const ready = state.runtime.status === 'ready';
    const becameReady =
      ready && (before.runtime.status !== 'ready' || state.runtime.active !== before.runtime.active);
    if (
      spec !== old ||
      state.weights.ref !== before.weights.ref ||
      state.image.version !== before.image.version ||
      becameReady
    ) {
      this.#schedule();
    }
  }

  // --- images ---

  openImage(source: Blob, name: string): void {
    void this.#takeImage(name, null, async () => {
      const bytes = new Uint8Array(await source.arrayBuffer());
      return this.#images.decode(bytes);
    });
  }

  openSample(id: string): void {
    const sample = required(
      sampleImages.find((entry) => entry.id === id),
      `sample ${id}`,
    );
    const name = t(sample.text);
    void this.#takeImage(name, id, async () => {
      const response = await fetch(new URL(sample.file, document.baseURI)).catch(() => null);
      if (!response?.ok) return { ok: false, error: { key: 'app.loadFailed', values: { name } } };
      return this.#images.decode(new Uint8Array(await response.arrayBuffer()));
    });
  }

  openPixels(pixels: { data: Uint8ClampedArray; width: number; height: number }, name: string): void {
    void this.#takeImage(name, null, () => this.#images.takePixels(pixels.data, pixels.width, pixels.height));
  }

  /** Decodes; only the newest image asked for counts, and one that fails leaves the old one where it was. */
  async #takeImage(name: string, sample: string | null, decode: () => Promise<unknown>): Promise<void> {
    this.#latestImage += 1;
    const mine = this.#latestImage;
    const before = this.#state.image;
    this.#state.setImage({ status: 'loading', error: null });
    const decoded = await answerOf<DecodedImage>(decode);
    if (mine !== this.#latestImage) return;
    if (!decoded.ok) {
      this.#state.setImage({ status: before.decoded ? 'ready' : 'none', error: decoded.error });
      return;
    }
    this.#state.setImage({ status: 'loading', name, sample, decoded: decoded.value });
  }

  async #prepare(): Promise<void> {
    if (this.#state.image.decoded === null) return;
    this.#latestPreparation += 1;
    const mine = this.#latestPreparation;
    const { recipe } = this.#state;
    const spec = selectSpec(this.#state);
    const imageSize = { height: spec.inputHeight, width: spec.inputWidth };
    const prepared = await answerOf<Preprocessed>(() =>
      this.#images.prepare({ ...recipe, imageSize }, spec.inputChannels),
    );
    if (mine !== this.#latestPreparation) return;
    if (prepared.ok) {
      const version = this.#state.image.version + 1;
      this.#state.setImage({ status: 'ready', prepared: prepared.value, version, error: null });
    } else this.#state.setImage({ status: 'ready', error: prepared.error });
  }

  // --- weights ---

  openWeights(files: readonly File[]): void {
    void this.#openWeights(files, {});
  }

  reopenWeights({ spec, part }: { readonly spec?: FamilySpec; readonly part?: string }): void {
    const wish = part ?? this.#offered.part;
    if (spec) {
      // The file in use is let go first: the edit would find that it fits no longer and take over.
      this.takeSeededWeights();
      this.#state.openSpec(spec);
    }
    void this.#openWeights(this.#offered.files, wish === undefined ? {} : { part: wish });
  }

  async #openWeights(files: readonly File[], wish: { readonly part?: string }): Promise<void> {
    const [file, ...rest] = files;
    if (file === undefined) return;
    this.#offered = { files, part: wish.part };
    this.#latestFile += 1;
    const mine = this.#latestFile;
    this.#state.setWeights({ status: 'opening', offered: file.name, error: null, refused: null });
    const spec = selectSpec(this.#state);
    const others = rest.map((blob) => ({ blob, name: blob.name }));
    const outcome = await outcomeOf(() =>
      this.#runtime.openWeights(file, file.name, spec, { ...wish, others }),
    );
    if (mine !== this.#latestFile) return;
    if (!outcome.ok) {
      this.#state.setWeights({ status: 'ready', error: outcome.error });
      return;
    }
    const report = outcome.value;
    if (report.id === null) {
      this.#state.setWeights({ status: 'ready', refused: report });
      return;
    }
    this.#closeFile();
    this.#adoptFile(report.id, report);
  }

  #adoptFile(id: string, report: WeightsReport): void {
    const ref = { kind: 'file', id } as const;
    this.#state.setWeights({ ref, status: 'ready', report, refused: null, error: null, leftBehind: null });
  }

  #closeFile(): void {
    const { ref } = this.#state.weights;
    if (ref.kind === 'file') void this.#runtime.closeWeights(ref.id).catch(() => undefined);
  }

  takeSeededWeights(): void {
    this.#latestFile += 1;
    this.#closeFile();
    const ref = { kind: 'seeded' } as const;
    this.#state.setWeights({
      ref,
      status: 'ready',
      report: null,
      refused: null,
      error: null,
      leftBehind: null,
    });
  }

  openLabels(file: File | null): void {
    this.#latestLabels += 1;
    const mine = this.#latestLabels;
    if (file === null) {
      this.#state.setWeights({ names: null, error: null });
      return;
    }
    void outcomeOf(async () => {
      const labels = await readLabels(file, file.name);
      checkLabels(labels, file.name, selectSpec(this.#state).classes);
      return labels;
    }).then((outcome) => {
      if (mine !== this.#latestLabels) return;
      if (outcome.ok) {
        this.#state.setWeights({ names: { fileName: file.name, labels: outcome.value }, error: null });
      } else this.#state.setWeights({ error: outcome.error });
    });
  }

  /** After an edit: a file that no longer fits gives way to seeded weights, and the page says so. */
  async #recheckWeights(id: string): Promise<void> {
    const spec = selectSpec(this.#state);
    const outcome = await outcomeOf(() => this.#runtime.checkWeights(id, spec));
    const { weights } = this.#state;
    if (weights.ref.kind !== 'file' || weights.ref.id !== id || spec !== selectSpec(this.#state)) return;
    if (outcome.ok && outcome.value.id !== null) {
      this.#state.setWeights({ report: outcome.value });
      this.#schedule();
      return;
    }
    const leftBehind = weights.report?.fileName ?? id;
    this.takeSeededWeights();
    this.#state.setWeights({ leftBehind, refused: outcome.ok ? outcome.value : null });
  }

  // --- runs ---

  selectBackend(id: BackendId | null): void {
    const { runtime } = this.#state;
    this.#state.setBackendChoice(id);
    this.#state.setRuntime({ ...runtime, status: 'starting', why: { key: 'run.starting', values: {} } });
    this.start(id);
  }

  runAgain(): void {
    void this.#run();
  }

  cancelRun(): void {
    clearTimeout(this.#timer);
    const { run } = this.#state;
    if (run.status !== 'running') return;
    this.#latestRun += 1;
    void this.#runtime.cancel(run.runId).catch(() => undefined);
    this.#state.setRun({ status: run.result ? 'done' : 'idle', progress: null });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), restMs);
  }

  async #run(): Promise<void> {
    const { image, weights, runtime, run } = this.#state;
    const spec = selectSpec(this.#state);
    const { prepared } = image;
    const [, channels, height, width] = prepared?.shape ?? [];
    const fits = channels === spec.inputChannels && height === spec.inputHeight && width === spec.inputWidth;
    // The image for another size is on its way; its arrival starts the run.
    if (!prepared || !fits || runtime.status !== 'ready') return;
    if (run.status === 'running') void this.#runtime.cancel(run.runId).catch(() => undefined);
    this.#latestRun += 1;
    const runId = this.#latestRun;
    this.#state.setRun({ status: 'running', runId, progress: null, error: null });
    let shown = 0;
    try {
      const request = { spec, weights: weights.ref, input: prepared.tensor.slice(), keep: this.#looksAt() };
      const result = await this.#runtime.run(runId, request, (progress) => {
        const now = performance.now();
        if (runId !== this.#latestRun || now - shown < progressMs) return;
        shown = now;
        this.#state.setRun({ progress });
      });
      if (runId !== this.#latestRun) return;
      const resultOf = { spec, weights: weights.ref, imageVersion: image.version };
      this.#state.setRun({ status: 'done', result, resultOf, progress: null });
    } catch (error) {
      if (runId !== this.#latestRun) return;
      this.#state.setRun({ status: 'failed', progress: null, error: errorText(error) });
    }
  }

  /** The node that the inspector shows: keeping it spares a second pass. */
  #looksAt(): readonly NodeId[] {
    const { selection } = this.#state;
    if (selection === null) return [];
    const graph = selectGraph(this.#state);
    if (graph.nodes.some((node) => node.id === selection)) return [selection];
    return graph.regions.some((region) => region.id === selection) ? [outputOf(graph, selection)] : [];
  }

  async inspect(node: NodeId): Promise<NodeReading | null> {
    const { result } = this.#state.run;
    if (result === null) return null;
    const outcome = await outcomeOf(() => this.#runtime.inspect(result.runId, node));
    return outcome.ok ? outcome.value : null;
  }

  async tensors(node: NodeId): Promise<readonly TensorReading[] | null> {
    const { weights } = this.#state;
    const outcome = await outcomeOf(() => this.#runtime.tensors(selectSpec(this.#state), weights.ref, node));
    return outcome.ok ? outcome.value : null;
  }

  share(): void {
    navigator.clipboard?.writeText(location.href).then(
      () => this.#state.notify({ key: 'app.linkCopied', values: {} }),
      () => this.#state.notify({ key: 'app.copyByHand', values: {} }),
    ) ?? this.#state.notify({ key: 'app.copyByHand', values: {} });
  }
}
