/**
 * The runtime without a thread: what the worker serves to the page, and what the terminal uses as it is. It owns
 * tfjs, so there is one per thread.
 */
import * as tf from '@tensorflow/tfjs-core';
import { buildGraph } from '../arch/build.ts';
import type { FamilySpec } from '../arch/types.ts';
import { elements } from '../graph/ops/index.ts';
import { indexOf, nodeOf } from '../graph/queries.ts';
import type { Graph, NodeId } from '../graph/types.ts';
import { ExplorerError, t } from '../text/index.ts';
import { chooseFirst, chooseForced, contenders, fastest, whyBest } from './backends/choose.ts';
import { BackendPool, TrialInterrupted } from './backends/pool.ts';
import type {
  BackendId,
  NodeReading,
  RunProgress,
  RunRequest,
  RunResult,
  Runtime,
  RuntimeState,
  TensorReading,
  Text,
  TracedValue,
  TraceRequest,
  WeightsRef,
  WeightsReport,
  WeightsWish,
} from './contract.ts';
import { BackendError, RunSuperseded } from './errors.ts';
import {
  computeNode,
  type Forward,
  honestForward,
  type LastRun,
  releaseRun,
  traceForward,
} from './forward.ts';
import { providedTensors } from './nodeTensors.ts';
import { blockOutputs } from './plan.ts';
import { preload } from './preload.ts';
import type { Platform } from './platform/types.ts';
import { channelFiguresOf, figuresOf, thumbnailOf } from './reading.ts';
import { recoverable, Steerer } from './steerer.ts';
import { Turns } from './turns.ts';
import { VariantRuns } from './variantRuns.ts';
import { WeightCache } from './weightCache.ts';
import { WeightFiles } from './weightFiles.ts';
import { type NamedTensor, tensorName } from '../weights/names/index.ts';

function checkInput(graph: Graph, { length: value }: Float32Array): void {
  const wanted = elements(nodeOf(graph, graph.input).shape);
  if (value !== wanted) throw new ExplorerError('run.error.inputSize', { wanted, value });
}

export class Engine implements Runtime {
  readonly #platform: Platform;
  readonly #pool: BackendPool;
  readonly #turns = new Turns();
  readonly #cache = new WeightCache();
  readonly #files = new WeightFiles();
  readonly #variants = new VariantRuns({
    turn: (body) => this.#turns.take(body),
    onWorkingBackend: (runId, stop, body) => this.#onWorkingBackend(runId, stop, () => undefined, body),
    target: (backend) => this.#pool.target(backend),
    provide: (weights) => this.#files.provider(weights),
    last: () => this.#last,
    cache: this.#cache,
  });
  #last: LastRun | null = null;
  /** Counts the runs that were asked for: a run that is not the newest gives up. */
  #newest = 0;
  /** Why the backend was in use before it had to be started again. */
  #ordinary: Text | null = null;
  readonly #cancelled = new Set<number>();

  /** `onState` hears of every change of the backends, also of those that come after `start`. */
  constructor(platform: Platform, onState: (state: RuntimeState) => void = () => undefined) {
    this.#platform = platform;
    this.#pool = new BackendPool(platform, onState, () => this.#forgetDevice());
    tf.enableProdMode();
  }

  async start(force: BackendId | null): Promise<RuntimeState> {
    return this.#turns.take(async () => {
      if (force !== null) await chooseForced(this.#pool, force, ({ key, values }) => t(key, values));
      else if (await chooseFirst(this.#pool, null)) void this.#measureOthers();
      return this.#pool.state;
    });
  }

  state(): Promise<RuntimeState> {
    return Promise.resolve(this.#pool.state);
  }

  /** Times the graphics backends while nobody wants anything, and moves to the fastest. */
  async #measureOthers(): Promise<void> {
    for (const id of contenders(this.#pool.state.backends)) {
      for (let tries = 0; tries < 5; tries += 1) {
        try {
          await this.#turns.take(() =>
            this.#pool.attempt(id, {
              measured: true,
              forced: false,
              interrupted: () => this.#turns.waiting > 0,
            }),
          );
          break;
        } catch (error) {
          if (!(error instanceof TrialInterrupted)) throw error;
        }
      }
    }
    await this.#turns.take(async () => {
      const best = fastest(this.#pool.state.backends);
      if (best === null || this.#pool.active === null) return;
      const why = whyBest(this.#pool.state.backends);
      await this.#pool.use(best, why);
      this.#pool.releaseOthers();
    });
  }

  async run(
    runId: number,
    request: RunRequest,
    onProgress: (progress: RunProgress) => void,
  ): Promise<RunResult> {
    this.#newest += 1;
    const ticket = this.#newest;
    const stop = (): boolean => ticket !== this.#newest || this.#cancelled.has(runId);
    return this.#turns.take(async () => {
      try {
        const result = await this.#onWorkingBackend(runId, stop, onProgress, (steerer) =>
          this.#run(runId, request, steerer),
        );
        if (this.#ordinary && this.#pool.state.why.key === 'run.why.restarted') {
          this.#pool.explain(this.#ordinary);
        }
        return result;
      } finally {
        this.#cancelled.delete(runId);
      }
    });
  }

  cancel(runId: number): Promise<void> {
    this.#cancelled.add(runId);
    return Promise.resolve();
  }

  async #run(runId: number, request: RunRequest, steerer: Steerer): Promise<RunResult> {
    const { backend } = steerer;
    const graph = buildGraph(request.spec);
    steerer.graph = graph;
    // What was brought ahead for these weights is used now.
    if (request.weights.kind === 'file') this.#cache.release(request.weights.id);
    checkInput(graph, request.input);
    const tensors = providedTensors(graph, this.#files.provider(request.weights));
    const { node } = indexOf(graph);
    const watched = request.keep.filter((id) => node.has(id) && id !== graph.input);
    const keep = new Set([...watched, ...blockOutputs(graph), graph.output]);
    const setup: Forward = { graph, tensors, input: request.input, keep, target: this.#pool.target(backend) };
    const result = await honestForward(setup, this.#cache, steerer);
    const { kept, weightKeys, careful, logits, ms, weightsMs } = result;
    const { spec, weights } = request;
    const run: LastRun = {
      runId,
      spec,
      weights,
      graph,
      tensors,
      input: request.input,
      kept,
      weightKeys,
      careful,
    };
    try {
      steerer.check(graph.output);
    } catch (error) {
      releaseRun(run);
      throw error;
    }
    if (this.#last) releaseRun(this.#last);
    this.#last = run;
    return { runId, backend, logits, ms, weightsMs, thumbnails: result.maps.map(thumbnailOf) };
  }

  runVariants(...args: Parameters<Runtime['runVariants']>): ReturnType<Runtime['runVariants']> {
    return this.#variants.run(...args);
  }

  stopVariants(): Promise<void> {
    this.#variants.stop();
    return Promise.resolve();
  }

  async trace(
    runId: number,
    request: TraceRequest,
    onValue: (value: TracedValue) => void,
  ): Promise<BackendId> {
    const ticket = this.#newest;
    const stop = (): boolean => ticket !== this.#newest || this.#cancelled.has(runId);
    return this.#turns.take(async () => {
      try {
        const backend = this.#pool.active;
        if (backend === null) throw new BackendError('cpu', null, 'run.error.notStarted');
        // No second try on another backend: what fails here is what the person wants to know.
        const steerer = new Steerer(this.#platform, this.#pool, backend, runId, stop, () => undefined);
        steerer.begin();
        const graph = buildGraph(request.spec);
        steerer.graph = graph;
        checkInput(graph, request.input);
        const tensors = providedTensors(graph, this.#files.provider(request.weights));
        const keep = new Set([...blockOutputs(graph), graph.output]);
        const setup = { graph, tensors, input: request.input, keep, target: this.#pool.target(backend) };
        await traceForward(setup, request.scope, this.#cache, steerer, onValue);
        steerer.check(graph.output);
        return backend;
      } finally {
        this.#cancelled.delete(runId);
        this.#cache.retain(this.#last?.weightKeys ?? new Set());
      }
    });
  }

  async inspect(runId: number, id: NodeId): Promise<NodeReading> {
    const ticket = this.#newest;
    const stop = (): boolean => ticket !== this.#newest;
    return this.#turns.take(() =>
      this.#onWorkingBackend(
        runId,
        stop,
        () => undefined,
        async (steerer) => {
          const last = this.#last;
          if (last?.runId !== runId) throw new RunSuperseded(runId);
          steerer.graph = last.graph;
          const node = indexOf(last.graph).node.get(id);
          if (!node) throw new ExplorerError('run.error.noNode', { op: id });
          try {
            const values = await computeNode(
              last,
              id,
              this.#pool.target(steerer.backend),
              this.#cache,
              steerer,
            );
            steerer.check(id);
            const { shape } = node;
            const figures = figuresOf(values);
            return { runId, node: id, shape, values, figures, channels: channelFiguresOf(values, shape) };
          } finally {
            this.#cache.retain(last.weightKeys);
          }
        },
      ),
    );
  }

  /** Runs a body, and once more on another backend when the present one breaks under it. */
  async #onWorkingBackend<T>(
    runId: number,
    stop: () => boolean,
    onProgress: (progress: RunProgress) => void,
    body: (steerer: Steerer) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const backend = this.#pool.active;
      if (backend === null) throw new BackendError('cpu', null, 'run.error.notStarted');
      const steerer = new Steerer(this.#platform, this.#pool, backend, runId, stop, onProgress);
      try {
        steerer.begin();
        return await body(steerer);
      } catch (error) {
        if (!(error instanceof BackendError) || error.op === null) throw error;
        await this.#recover(error);
        if (!recoverable(error)) throw error;
      }
    }
  }

  /** Leaves a working state behind: the same backend anew after it ran out of memory, another one otherwise. */
  async #recover(error: BackendError): Promise<void> {
    const lost = t(`app.backend.${error.backend}`);
    const reason = String(error.values['reason'] ?? error.message);
    if (!recoverable(error)) {
      const { why } = this.#pool.state;
      if (why.key !== 'run.why.restarted') this.#ordinary = why;
      this.#pool.stop(error.backend);
      const again = { measured: false, forced: true, interrupted: () => false };
      if (await this.#pool.attempt(error.backend, again)) {
        await this.#pool.use(error.backend, { key: 'run.why.restarted', values: { lost } });
        return;
      }
    } else {
      this.#pool.broke(error.backend, reason);
    }
    if (!(await chooseFirst(this.#pool, { key: 'run.why.lost', values: { lost, reason } }))) throw error;
  }

  /** Lets go of all that is on the device. The last run can still be inspected: it is computed again. */
  #forgetDevice(): void {
    this.#cache.clear();
    if (this.#last) releaseRun(this.#last);
  }

  async tensors(spec: FamilySpec, weights: WeightsRef, id: NodeId): Promise<readonly TensorReading[]> {
    const graph = buildGraph(spec);
    const node = indexOf(graph).node.get(id);
    if (!node) throw new ExplorerError('run.error.noNode', { op: id });
    const provided = providedTensors(graph, this.#files.provider(weights));
    const readings: TensorReading[] = [];
    for (const { role, shape } of node.tensors) {
      const values = await provided.get(id, role);
      readings.push({ name: tensorName(graph, node, role), shape, values, figures: figuresOf(values) });
    }
    return readings;
  }

  async tensor(weights: WeightsRef, tensor: NamedTensor): Promise<Float32Array<ArrayBuffer>> {
    return this.#files.provider(weights).get(tensor);
  }

  openWeights(
    file: Blob,
    fileName: string,
    spec: FamilySpec,
    wish: WeightsWish = {},
  ): Promise<WeightsReport> {
    return this.#files.open(file, fileName, spec, wish);
  }

  checkWeights(id: string, spec: FamilySpec): Promise<WeightsReport> {
    return this.#files.check(id, spec);
  }

  beginWeights(fileName: string, size: number, spec: FamilySpec): Promise<string> {
    const { id, coming } = this.#files.begin(fileName, size);
    const work = preload(coming, spec, {
      owner: id,
      cache: this.#cache,
      going: () => this.#files.isComing(id),
      target: () => (this.#pool.active === null ? null : this.#pool.target(this.#pool.active)),
      turn: (body) => this.#turns.take(body, { quiet: true }),
    });
    // What cannot be done ahead is done when the file is whole, and what is wrong with it is told then.
    work.catch(() => undefined);
    return Promise.resolve(id);
  }

  feedWeights(id: string, block: Blob): Promise<void> {
    this.#files.feed(id, block);
    return Promise.resolve();
  }

  async finishWeights(id: string, file: Blob, spec: FamilySpec): Promise<WeightsReport> {
    let report: WeightsReport | null = null;
    try {
      report = await this.#files.finish(id, file, spec);
      return report;
    } finally {
      if (report?.id !== id) this.#letGo(id);
    }
  }

  replaceWeights(id: string, file: Blob): Promise<void> {
    this.#files.replace(id, file);
    return Promise.resolve();
  }

  closeWeights(id: string): Promise<void> {
    this.#files.close(id);
    this.#letGo(id);
    return Promise.resolve();
  }

  /** Takes from the device what was brought there ahead for weights that nobody will use. */
  #letGo(id: string): void {
    const work = this.#turns.take(
      () => {
        if (this.#cache.release(id)) this.#cache.retain(this.#last?.weightKeys ?? new Set());
        return Promise.resolve();
      },
      { quiet: true },
    );
    work.catch(() => undefined);
  }

  memory(): Promise<{ readonly tensors: number; readonly bytes: number }> {
    const { numTensors, numBytes } = tf.memory();
    return Promise.resolve({ tensors: numTensors, bytes: numBytes });
  }

  /** Gives everything back. */
  async dispose(): Promise<void> {
    this.#newest += 1;
    await this.#turns.take(() => {
      if (this.#pool.active !== null) this.#pool.stop(this.#pool.active);
      this.#last = null;
      this.#pool.releaseOthers();
      return Promise.resolve();
    });
  }
}
