/** The asynchronous side of the page: images, weights, runs. Watches the store and keeps the last answer up to date. */
import type { Remote } from 'comlink';
import type { FamilySpec } from '../arch/types.ts';
import { outputOf } from '../graph/queries.ts';
import type { Preprocessed } from '../image/preprocess.ts';
import type { NodeId } from '../graph/types.ts';
import type { BackendId, NodeReading, Runtime, TensorReading, WeightsRef } from '../runtime/contract.ts';
import { isMemoryFailure, RunSuperseded } from '../runtime/errors.ts';
import { nextTraceId } from '../runtime/traceId.ts';
import { selectGraph, selectSharedWeights, selectSpec } from '../store/select.ts';
import type { DrawnPixels, Services, VariantsOutcome } from '../store/services.ts';
import type { ExplorerState } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { t } from '../text/index.ts';
import type { NamedTensor } from '../weights/names/index.ts';
import type { RemoteSource } from '../weights/hub.ts';
import { findTrained } from '../weights/trained/index.ts';
import { usualSample } from '../weights/trained/samples.ts';
import type { KeptCheckpoint } from '../weights/shelf.ts';
import { Checks } from './checks.ts';
import { Checkpoints } from './checkpoints.ts';
import { errorText } from './errorText.ts';
import type { ImageWorker } from './imageWorker.ts';
import { Images } from './images.ts';
import { LiveDrawing } from './liveDrawing.ts';
import { outcomeOf } from './outcome.ts';
import { Profiles } from './profiles.ts';
import { fetchBeside, type FetchFile, Trained } from './trained.ts';
import { Weights } from './weights.ts';

/** A burst of edits (a held arrow key, a dragged slider) starts one run, after this many milliseconds of rest. */
const restMs = 40;
/** The progress that a person can follow. */
const progressMs = 100;

function fitsInput(prepared: Preprocessed | null, spec: FamilySpec): prepared is Preprocessed {
  const [, channels, height, width] = prepared?.shape ?? [];
  return channels === spec.inputChannels && height === spec.inputHeight && width === spec.inputWidth;
}

export class ExplorerServices implements Services {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  readonly #images: Images;
  readonly #weights: Weights;
  readonly #checkpoints: Checkpoints;
  readonly #checks: Checks;
  readonly #trained: Trained;
  readonly #drawing: LiveDrawing;
  /** The sample that was opened without being asked for; null once the person has chosen an image. */
  #usualSample: string | null = null;
  readonly #profiles: Profiles;
  #latestRun = 0;
  #latestVariants = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The backend that the last run began on. */
  #ranOn: BackendId | null = null;
  /** Backends that ran out of memory under the present request. */
  readonly #tooSmall = new Set<BackendId>();
  /** The present request failed and was repeated without being asked. */
  #repeated = false;
  /** The person chose a backend, and it has not become ready yet. */
  #chosen = false;

  constructor(
    store: ExplorerStore,
    runtime: Runtime,
    images: Remote<ImageWorker>,
    fetchFile: FetchFile = fetchBeside,
  ) {
    this.#store = store;
    this.#runtime = runtime;
    this.#images = new Images(store, images);
    this.#weights = new Weights(store, runtime);
    this.#checkpoints = new Checkpoints(store, this.#weights);
    this.#checks = new Checks(store, runtime);
    this.#profiles = new Profiles(runtime);
    this.#trained = new Trained(store, runtime, fetchFile);
    this.#drawing = new LiveDrawing(
      () => this.#state,
      (pixels, drawn) => this.#images.openPixels(pixels, t('image.drawing'), drawn),
    );
    store.subscribe((state, before) => {
      this.#follow(state, before);
      this.#drawing.pump();
    });
    this.#trained.follow();
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
    if (
      inputChanged ||
      state.recipe !== before.recipe ||
      state.view.canvasScaling !== before.view.canvasScaling ||
      state.image.decoded !== before.image.decoded
    ) {
      void this.#images.prepare();
    }
    if (spec !== old) {
      void this.#weights.recheck();
      this.#followTask();
    }
    if (spec !== old || state.weights.wish !== before.weights.wish) this.#trained.follow();
    const edited =
      spec !== old ||
      state.weights.ref !== before.weights.ref ||
      state.weights.awaited !== before.weights.awaited;
    if (edited || state.image.version !== before.image.version) {
      this.#forgive();
      // What is drawn comes one at a time already.
      this.#schedule(edited || state.image.drawn === 'no' ? restMs : 0);
      return;
    }
    const { status, active } = state.runtime;
    const becameReady =
      status === 'ready' && (before.runtime.status !== 'ready' || active !== before.runtime.active);
    if (becameReady && active !== null && this.#mayRepeat(state.run.status, active)) this.#schedule();
  }

  /** What failed may be tried again: something else is asked for, or the person wants it. */
  #forgive(): void {
    this.#tooSmall.clear();
    this.#repeated = false;
  }

  /**
   * Whether the present request is run on a backend that has become ready. What failed is repeated by itself once,
   * and never where it was too large: it would fail again, after just as long.
   */
  #mayRepeat(status: ExplorerState['run']['status'], active: BackendId): boolean {
    if (this.#chosen) {
      this.#chosen = false;
      return true;
    }
    // A run that is still going is repeated by the runtime itself where that can help.
    if (status === 'running') return active !== this.#ranOn;
    if (status !== 'failed') return true;
    if (this.#repeated || this.#tooSmall.has(active)) return false;
    this.#repeated = true;
    return true;
  }

  // --- images ---

  openImage(source: Blob, name: string): void {
    this.#leavePad();
    this.#images.open(source, name);
  }

  openSample(id: string): void {
    this.#leavePad();
    this.#images.openSample(id);
  }

  openUsualSample(): void {
    const id = usualSample(selectSpec(this.#state));
    this.openSample(id);
    this.#usualSample = id;
  }

  openPixels(pixels: DrawnPixels, name: string): void {
    this.#leavePad();
    this.#images.openPixels(pixels, name);
  }

  draw(render: () => DrawnPixels, finished: boolean): void {
    this.#usualSample = null;
    // The answer to the picture before must not pass for that to the first stroke.
    if (this.#state.image.drawn === 'no') this.#forgetAnswer();
    this.#drawing.offer(render, finished);
  }

  clearDrawing(): void {
    this.#usualSample = null;
    this.#drawing.drop();
    this.#images.clear();
    this.#forgetAnswer();
  }

  #forgetAnswer(): void {
    this.cancelRun();
    this.#state.setRun({ status: 'idle', progress: null, result: null, resultOf: null, error: null });
  }

  /** Another image was chosen. The drawing is kept for when the pad is wanted again. */
  #leavePad(): void {
    this.#usualSample = null;
    this.#drawing.drop();
    if (this.#state.pad.shown) this.#state.setPad({ shown: false });
  }

  /** A network of another task gets a picture of that task, unless the person has chosen one. */
  #followTask(): void {
    if (this.#usualSample === null) return;
    if (usualSample(selectSpec(this.#state), this.#usualSample) !== this.#usualSample) this.openUsualSample();
  }

  // --- weights ---

  openWeights(files: readonly File[]): void {
    this.#checkpoints.cancel();
    void this.#weights.open(files.map((blob) => ({ blob, name: blob.name })));
  }

  reopenWeights(wish: { readonly spec?: FamilySpec; readonly part?: string }): void {
    this.#weights.reopen(wish);
  }

  openLabels(file: File | null): void {
    void this.#weights.openLabels(file);
  }

  takeSeededWeights(): void {
    this.#checkpoints.cancel();
    this.#weights.takeSeeded('seeded');
  }

  takeTrainedWeights(id?: string): void {
    this.#checkpoints.cancel();
    this.#weights.takeSeeded('auto');
    const net = id === undefined ? null : findTrained(id);
    if (net) this.#state.openSpec(net.spec);
    this.#trained.follow();
  }

  trainedWeightsOf(spec: FamilySpec): Promise<WeightsRef | null> {
    return this.#trained.refOf(spec);
  }

  fetchWeights(source: RemoteSource, side: number | null): void {
    this.#checkpoints.fetch(source, { spec: 'take', side });
  }

  openReference(text: string, ask: boolean): void {
    this.#checkpoints.open(text, ask);
  }

  askForWeights(source: RemoteSource, spec: 'take' | 'keep'): void {
    this.#checkpoints.ask(source, spec);
  }

  acceptWeights(): void {
    this.#checkpoints.accept();
  }

  cancelWeights(): void {
    this.#checkpoints.cancel();
  }

  forgetWeights(kept: KeptCheckpoint): void {
    this.#checkpoints.forget(kept);
  }

  // --- runs ---

  selectBackend(id: BackendId | null): void {
    const { runtime } = this.#state;
    this.#forgive();
    this.#chosen = true;
    this.#state.setBackendChoice(id);
    this.#state.setRuntime({ ...runtime, status: 'starting', why: { key: 'run.starting', values: {} } });
    this.start(id);
  }

  runAgain(): void {
    this.#forgive();
    void this.#run();
  }

  showCheck(open: boolean): void {
    if (open) this.#checks.open();
    else this.#checks.close();
  }

  startCheck(size: 'quick' | 'full'): void {
    void this.#checks.start(size);
  }

  cancelCheck(): void {
    this.#checks.cancel();
  }

  cancelRun(): void {
    clearTimeout(this.#timer);
    const { run } = this.#state;
    if (run.status !== 'running') return;
    this.#latestRun += 1;
    void this.#runtime.cancel(run.runId).catch(() => undefined);
    this.#state.setRun({ status: run.result ? 'done' : 'idle', progress: null });
  }

  #schedule(ms = restMs): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), ms);
  }

  async #run(): Promise<void> {
    const { image, weights, runtime, run } = this.#state;
    const spec = selectSpec(this.#state);
    const { prepared } = image;
    // The image for another size, or the weights, are on their way; their arrival starts the run.
    if (!fitsInput(prepared, spec) || runtime.status !== 'ready' || weights.awaited !== null) return;
    if (run.status === 'running') void this.#runtime.cancel(run.runId).catch(() => undefined);
    this.#latestRun += 1;
    const runId = this.#latestRun;
    this.#ranOn = runtime.active;
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
      this.#forgive();
      const { ref, trained } = weights;
      const canvasScaling = image.exact !== null;
      const resultOf = { spec, weights: ref, trained, imageVersion: image.version, canvasScaling };
      this.#state.setRun({ status: 'done', result, resultOf, exactLogits: null, progress: null });
      if (image.exact) void this.#runExact(runId, spec, ref, image.exact.tensor);
    } catch (error) {
      if (runId !== this.#latestRun) return;
      if (weights.trained !== null && errorText(error).key === 'run.error.noWeights') {
        this.#trained.reopen();
        return;
      }
      if (isMemoryFailure(error) && runtime.active !== null) this.#tooSmall.add(runtime.active);
      this.#state.setRun({ status: 'failed', progress: null, error: errorText(error) });
    }
  }

  /** The answer to the picture as the recipe has it, beside that to what the canvas made of it. */
  async #runExact(runId: number, spec: FamilySpec, weights: WeightsRef, tensor: Float32Array): Promise<void> {
    let exactLogits: Float32Array | null = null;
    const request = { spec, weights, input: tensor.slice(), scope: 'output' } as const;
    // A run that goes before it has an answer of its own to wait for.
    const outcome = await outcomeOf(() =>
      this.#runtime.trace(nextTraceId(), request, ({ values }) => {
        exactLogits = values;
      }),
    );
    if (outcome.ok && runId === this.#latestRun) this.#state.setRun({ exactLogits });
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

  tensor(weights: WeightsRef, tensor: NamedTensor): Promise<Float32Array> {
    return this.#runtime.tensor(weights, tensor);
  }

  async runVariants(
    { variants, read }: Parameters<Services['runVariants']>[0],
    onResult: Parameters<Services['runVariants']>[1],
  ): Promise<VariantsOutcome> {
    this.#latestVariants += 1;
    const ticket = this.#latestVariants;
    const { image, weights, runtime } = this.#state;
    const spec = selectSpec(this.#state);
    const { prepared } = image;
    if (!fitsInput(prepared, spec) || runtime.status !== 'ready') return { status: 'stopped' };
    const request = { spec, weights: weights.ref, input: prepared.tensor.slice(), variants, read };
    try {
      await this.#runtime.runVariants(ticket, request, (result) => {
        if (ticket === this.#latestVariants) onResult(result);
      });
      return { status: ticket === this.#latestVariants ? 'done' : 'stopped' };
    } catch (error) {
      if (ticket !== this.#latestVariants || error instanceof RunSuperseded) return { status: 'stopped' };
      return { status: 'failed', error: errorText(error) };
    }
  }

  stopVariants(): void {
    this.#latestVariants += 1;
    void this.#runtime.stopVariants().catch(() => undefined);
  }

  profile(...args: Parameters<Services['profile']>): ReturnType<Services['profile']> {
    return this.#profiles.measure(...args);
  }

  stopProfile(): void {
    this.#profiles.stop();
  }

  share(): void {
    const shared = selectSharedWeights(this.#state) !== null;
    navigator.clipboard?.writeText(location.href).then(
      () => this.#state.notify({ key: shared ? 'app.linkCopiedWithWeights' : 'app.linkCopied', values: {} }),
      () => this.#state.warn({ key: 'app.copyByHand', values: {} }),
    ) ?? this.#state.warn({ key: 'app.copyByHand', values: {} });
  }
}
