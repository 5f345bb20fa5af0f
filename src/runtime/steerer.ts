import type { Graph, NodeId } from '../graph/types.ts';
import { ExplorerError } from '../text/index.ts';
import type { BackendPool } from './backends/pool.ts';
import type { BackendId, RunProgress } from './contract.ts';
import { BackendError, isMemoryFailure, RunSuperseded, soundsLikeMemory } from './errors.ts';
import type { Steering } from './executor.ts';
import { placeOf } from './nodeTensors.ts';
import type { Platform } from './platform/types.ts';

/** Milliseconds of work between two looks at what else has happened. */
const slice = 10;
/** Milliseconds between two reports of progress. */
const reportEvery = 50;

/** Whether the same work may succeed on another backend: what was too large for this one is not tried further. */
export const recoverable = (error: BackendError): boolean => !isMemoryFailure(error);

/** Steers one run or inspection on one backend. */
export class Steerer implements Steering {
  readonly backend: BackendId;
  /** Whose nodes are run: errors call them as its checkpoints do. */
  graph: Graph | null = null;
  readonly #platform: Platform;
  readonly #pool: BackendPool;
  readonly #runId: number;
  readonly #stop: () => boolean;
  readonly #onProgress: (progress: RunProgress) => void;
  #yielded = performance.now();
  #reported = Number.NEGATIVE_INFINITY;
  #phase: RunProgress['phase'] | null = null;

  constructor(
    platform: Platform,
    pool: BackendPool,
    backend: BackendId,
    runId: number,
    stop: () => boolean,
    onProgress: (progress: RunProgress) => void,
  ) {
    this.#platform = platform;
    this.#pool = pool;
    this.backend = backend;
    this.#runId = runId;
    this.#stop = stop;
    this.#onProgress = onProgress;
  }

  /** Throws RunSuperseded when the work is not wanted any more. */
  begin(): void {
    if (this.#stop()) throw new RunSuperseded(this.#runId);
  }

  async pause(): Promise<void> {
    if (performance.now() - this.#yielded > slice) {
      await this.#platform.yieldNow();
      this.#yielded = performance.now();
    }
    this.begin();
  }

  async settle(): Promise<void> {
    await this.#pool.settle();
    this.begin();
  }

  onProgress(progress: RunProgress): void {
    const now = performance.now();
    const ends = progress.done === progress.total;
    if (progress.phase === this.#phase && !ends && now - this.#reported < reportEvery) return;
    this.#phase = progress.phase;
    this.#reported = now;
    this.#onProgress(progress);
  }

  /** Throws BackendError when the device failed without saying so in any call. */
  check(node: NodeId): void {
    const fault = this.#pool.fault();
    if (fault !== null) throw this.explain(new Error(fault), node);
  }

  explain(error: unknown, node: NodeId): Error {
    if (error instanceof ExplorerError) return error;
    const reason = error instanceof Error ? error.message : String(error);
    const options = { cause: error };
    const op = this.graph ? placeOf(this.graph, node) : node;
    const fault = this.#pool.fault();
    if (soundsLikeMemory(reason) || soundsLikeMemory(fault ?? '')) {
      return new BackendError(this.backend, node, 'run.error.memory', { op }, options);
    }
    const key = fault === null ? 'run.error.op' : 'run.error.lost';
    return new BackendError(this.backend, node, key, { op, reason: fault ?? reason }, options);
  }
}
