/**
 * The asynchronous side of the page: what the views ask for goes to the part that does it, and the parts follow the
 * store, so that the last answer is up to date.
 */
import type { Remote } from 'comlink';
import type { FamilySpec } from '../arch/types.ts';
import type { NodeId } from '../graph/types.ts';
import type { BackendId, NodeReading, Runtime, TensorReading, WeightsRef } from '../runtime/contract.ts';
import { selectSharedWeights, selectSpec } from '../store/select.ts';
import type { DrawnPixels, Services } from '../store/services.ts';
import type { ExplorerState } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import type { NamedTensor } from '../weights/names/index.ts';
import type { RemoteSource } from '../weights/hub.ts';
import { findTrained } from '../weights/trained/index.ts';
import type { KeptCheckpoint } from '../weights/shelf.ts';
import { Checks } from './checks.ts';
import { Checkpoints } from './checkpoints.ts';
import { errorText } from './errorText.ts';
import type { ImageWorker } from './imageWorker.ts';
import { Images } from './images.ts';
import { outcomeOf } from './outcome.ts';
import { Pictures } from './pictures.ts';
import { Profiles } from './profiles.ts';
import { Runs } from './runs.ts';
import { fetchBeside, type FetchFile, Trained } from './trained.ts';
import { Variants } from './variants.ts';
import { Weights } from './weights.ts';

export class ExplorerServices implements Services {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  readonly #images: Images;
  readonly #weights: Weights;
  readonly #checkpoints: Checkpoints;
  readonly #checks: Checks;
  readonly #trained: Trained;
  readonly #pictures: Pictures;
  readonly #runs: Runs;
  readonly #variants: Variants;
  readonly #profiles: Profiles;

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
    this.#runs = new Runs(store, runtime, () => this.#trained.reopen());
    this.#variants = new Variants(store, runtime);
    this.#pictures = new Pictures(store, this.#images, () => this.#runs.forgetAnswer());
    store.subscribe((state, before) => {
      this.#follow(state, before);
      this.#pictures.pump();
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
      this.#pictures.followTask();
    }
    if (spec !== old || state.weights.wish !== before.weights.wish) this.#trained.follow();
    const edited =
      spec !== old ||
      state.weights.ref !== before.weights.ref ||
      state.weights.awaited !== before.weights.awaited;
    if (edited || state.image.version !== before.image.version) {
      // What is drawn comes one at a time already.
      if (edited || state.image.drawn === 'no') this.#runs.request();
      else this.#runs.request(0);
      return;
    }
    const { status, active } = state.runtime;
    const becameReady =
      status === 'ready' && (before.runtime.status !== 'ready' || active !== before.runtime.active);
    if (becameReady && active !== null) this.#runs.backendReady(active, state.run.status);
  }

  // --- images ---

  openImage(source: Blob, name: string): void {
    this.#pictures.open(source, name);
  }

  openSample(id: string): void {
    this.#pictures.openSample(id);
  }

  openUsualSample(): void {
    this.#pictures.openUsualSample();
  }

  openPixels(pixels: DrawnPixels, name: string): void {
    this.#pictures.openPixels(pixels, name);
  }

  draw(render: () => DrawnPixels, finished: boolean): void {
    this.#pictures.draw(render, finished);
  }

  clearDrawing(): void {
    this.#pictures.clearDrawing();
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
    this.#runs.backendChosen();
    this.#state.setBackendChoice(id);
    this.#state.setRuntime({ ...runtime, status: 'starting', why: { key: 'run.starting', values: {} } });
    this.start(id);
  }

  runAgain(): void {
    this.#runs.again();
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
    this.#runs.cancel();
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

  runVariants(...args: Parameters<Services['runVariants']>): ReturnType<Services['runVariants']> {
    return this.#variants.run(...args);
  }

  stopVariants(): void {
    this.#variants.stop();
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
