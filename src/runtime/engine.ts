/**
 * The runtime without a thread: what the worker serves to the page, and what the terminal uses as it is. It owns
 * tfjs, so there is one per thread.
 */
import * as tf from '@tensorflow/tfjs-core';
import { buildGraph } from '../arch/build.ts';
import type { FamilySpec } from '../arch/types.ts';
import { indexOf } from '../graph/queries.ts';
import type { NodeId } from '../graph/types.ts';
import { ExplorerError } from '../text/index.ts';
import { BackendInUse } from './backends/inUse.ts';
import type {
  BackendId,
  NodeReading,
  RunProgress,
  RunRequest,
  RunResult,
  Runtime,
  RuntimeState,
  TensorReading,
  WeightsRef,
  WeightsReport,
  WeightsWish,
} from './contract.ts';
import { RunSuperseded } from './errors.ts';
import { computeNode, type Forward, honestForward, type LastRun, releaseRun } from './forward.ts';
import { providedTensors } from './nodeTensors.ts';
import { Passes } from './passes.ts';
import { blockOutputs } from './plan.ts';
import { preload } from './preload.ts';
import type { Platform } from './platform/types.ts';
import { channelFiguresOf, figuresOf, thumbnailOf } from './reading.ts';
import { checkInput, keepLastWeights, type RunHost } from './runHost.ts';
import type { Steerer } from './steerer.ts';
import { Turns } from './turns.ts';
import { VariantRuns } from './variantRuns.ts';
import { Wanted } from './wanted.ts';
import { WeightCache } from './weightCache.ts';
import { WeightFiles } from './weightFiles.ts';
import { type NamedTensor, tensorName } from '../weights/names/index.ts';

export class Engine implements Runtime {
  readonly #turns = new Turns();
  readonly #wanted = new Wanted();
  readonly #cache = new WeightCache();
  readonly #files = new WeightFiles();
  readonly #backend: BackendInUse;
  readonly #host: RunHost;
  readonly #variants: VariantRuns;
  readonly #passes: Passes;
  #last: LastRun | null = null;

  /** `onState` hears of every change of the backends, also of those that come after `start`. */
  constructor(platform: Platform, onState: (state: RuntimeState) => void = () => undefined) {
    this.#backend = new BackendInUse(platform, this.#turns, onState, () => this.#forgetDevice());
    this.#host = {
      turns: this.#turns,
      wanted: this.#wanted,
      backend: this.#backend,
      cache: this.#cache,
      files: this.#files,
      last: () => this.#last,
    };
    this.#variants = new VariantRuns(this.#host);
    this.#passes = new Passes(this.#host);
    tf.enableProdMode();
  }

  start(force: BackendId | null): Promise<RuntimeState> {
    return this.#backend.start(force);
  }

  state(): Promise<RuntimeState> {
    return Promise.resolve(this.#backend.state);
  }

  // --- runs ---

  async run(
    runId: number,
    request: RunRequest,
    onProgress: (progress: RunProgress) => void,
  ): Promise<RunResult> {
    this.#wanted.next();
    const stop = this.#wanted.unwanted(runId);
    return this.#turns.take(async () => {
      try {
        const result = await this.#backend.recovering({ runId, stop, onProgress }, (steerer) =>
          this.#run(runId, request, steerer),
        );
        this.#backend.explainAsBefore();
        return result;
      } finally {
        this.#wanted.forget(runId);
      }
    });
  }

  cancel(runId: number): Promise<void> {
    this.#wanted.cancel(runId);
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
    const setup: Forward = {
      graph,
      tensors,
      input: request.input,
      keep,
      target: this.#backend.target(backend),
    };
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

  trace(...args: Parameters<Runtime['trace']>): ReturnType<Runtime['trace']> {
    return this.#passes.trace(...args);
  }

  profile(...args: Parameters<Runtime['profile']>): ReturnType<Runtime['profile']> {
    return this.#passes.profile(...args);
  }

  // --- readings ---

  async inspect(runId: number, id: NodeId): Promise<NodeReading> {
    const stop = this.#wanted.overtaken();
    return this.#turns.take(() =>
      this.#backend.recovering({ runId, stop }, async (steerer) => {
        const last = this.#last;
        if (last?.runId !== runId) throw new RunSuperseded(runId);
        steerer.graph = last.graph;
        const node = indexOf(last.graph).node.get(id);
        if (!node) throw new ExplorerError('run.error.noNode', { op: id });
        try {
          const target = this.#backend.target(steerer.backend);
          const values = await computeNode(last, id, target, this.#cache, steerer);
          steerer.check(id);
          const { shape } = node;
          const figures = figuresOf(values);
          return { runId, node: id, shape, values, figures, channels: channelFiguresOf(values, shape) };
        } finally {
          this.#cache.retain(last.weightKeys);
        }
      }),
    );
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

  // --- files of weights ---

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
      target: () => (this.#backend.active === null ? null : this.#backend.target(this.#backend.active)),
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
        if (this.#cache.release(id)) keepLastWeights(this.#host);
        return Promise.resolve();
      },
      { quiet: true },
    );
    work.catch(() => undefined);
  }

  // --- the device ---

  /** Lets go of all that is on the device. The last run can still be inspected: it is computed again. */
  #forgetDevice(): void {
    this.#cache.clear();
    if (this.#last) releaseRun(this.#last);
  }

  memory(): Promise<{ readonly tensors: number; readonly bytes: number }> {
    const { numTensors, numBytes } = tf.memory();
    return Promise.resolve({ tensors: numTensors, bytes: numBytes });
  }

  /** Gives everything back. */
  async dispose(): Promise<void> {
    this.#wanted.next();
    await this.#turns.take(() => {
      this.#backend.stop();
      this.#last = null;
      return Promise.resolve();
    });
  }
}
