/** Runs of the present network on the present image: when one starts, which may be repeated, what comes of it. */
import type { FamilySpec } from '../arch/types.ts';
import { outputOf } from '../graph/queries.ts';
import type { NodeId } from '../graph/types.ts';
import type { Preprocessed } from '../image/preprocess.ts';
import type { BackendId, Runtime, WeightsRef } from '../runtime/contract.ts';
import { isMemoryFailure } from '../runtime/errors.ts';
import { nextTraceId } from '../runtime/traceId.ts';
import { selectGraph, selectSpec } from '../store/select.ts';
import type { ExplorerState } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { errorText } from './errorText.ts';
import { outcomeOf } from './outcome.ts';

/** A burst of edits (a held arrow key, a dragged slider) starts one run, after this many milliseconds of rest. */
const restMs = 40;
/** The progress that a person can follow. */
const progressMs = 100;

/** Whether the prepared image has the size that the network takes. */
export function fitsInput(prepared: Preprocessed | null, spec: FamilySpec): prepared is Preprocessed {
  const [, channels, height, width] = prepared?.shape ?? [];
  return channels === spec.inputChannels && height === spec.inputHeight && width === spec.inputWidth;
}

export class Runs {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  /** Opens the trained weights again, which the runtime no longer has. */
  readonly #reopenTrained: () => void;
  #latest = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The backend that the last run began on. */
  #ranOn: BackendId | null = null;
  /** Backends that ran out of memory under the present request. */
  readonly #tooSmall = new Set<BackendId>();
  /** The present request failed and was repeated without being asked. */
  #repeated = false;
  /** The person chose a backend, and it has not become ready yet. */
  #chosen = false;

  constructor(store: ExplorerStore, runtime: Runtime, reopenTrained: () => void) {
    this.#store = store;
    this.#runtime = runtime;
    this.#reopenTrained = reopenTrained;
  }

  get #state() {
    return this.#store.getState();
  }

  /** Something else is asked for. */
  request(ms = restMs): void {
    this.#forgive();
    this.#schedule(ms);
  }

  /** The present request once more, because the person wants it. */
  again(): void {
    this.#forgive();
    void this.#run();
  }

  /** The person chose a backend: the present request is run on it when it is ready. */
  backendChosen(): void {
    this.#forgive();
    this.#chosen = true;
  }

  /** The runtime became ready, or moved to another backend; `status` is that of the present request. */
  backendReady(active: BackendId, status: ExplorerState['run']['status']): void {
    if (this.#mayRepeat(status, active)) this.#schedule(restMs);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    const { run } = this.#state;
    if (run.status !== 'running') return;
    this.#latest += 1;
    void this.#runtime.cancel(run.runId).catch(() => undefined);
    this.#state.setRun({ status: run.result ? 'done' : 'idle', progress: null });
  }

  /** Ends the run, and takes the answer away that belongs to no image any more. */
  forgetAnswer(): void {
    this.cancel();
    this.#state.setRun({ status: 'idle', progress: null, result: null, resultOf: null, error: null });
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

  #schedule(ms: number): void {
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
    this.#latest += 1;
    const runId = this.#latest;
    this.#ranOn = runtime.active;
    this.#state.setRun({ status: 'running', runId, progress: null, error: null });
    let shown = 0;
    try {
      const request = { spec, weights: weights.ref, input: prepared.tensor.slice(), keep: this.#looksAt() };
      const result = await this.#runtime.run(runId, request, (progress) => {
        const now = performance.now();
        if (runId !== this.#latest || now - shown < progressMs) return;
        shown = now;
        this.#state.setRun({ progress });
      });
      if (runId !== this.#latest) return;
      this.#forgive();
      const { ref, trained } = weights;
      const canvasScaling = image.exact !== null;
      const resultOf = { spec, weights: ref, trained, imageVersion: image.version, canvasScaling };
      this.#state.setRun({ status: 'done', result, resultOf, exactLogits: null, progress: null });
      if (image.exact) void this.#runExact(runId, spec, ref, image.exact.tensor);
    } catch (error) {
      if (runId !== this.#latest) return;
      if (weights.trained !== null && errorText(error).key === 'run.error.noWeights') {
        this.#reopenTrained();
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
    if (outcome.ok && runId === this.#latest) this.#state.setRun({ exactLogits });
  }

  /** The node that the inspector shows: keeping it spares a second pass. */
  #looksAt(): readonly NodeId[] {
    const { selection } = this.#state;
    if (selection === null) return [];
    const graph = selectGraph(this.#state);
    if (graph.nodes.some((node) => node.id === selection)) return [selection];
    return graph.regions.some((region) => region.id === selection) ? [outputOf(graph, selection)] : [];
  }
}
