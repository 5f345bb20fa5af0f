/** The page's side of the runtime: one worker, started again when it dies. Loads no tfjs. */
import { proxy, type Remote, transfer, wrap } from 'comlink';
import type { BackendId, Runtime, RuntimeState } from './contract.ts';
import { ExplorerError } from '../text/index.ts';
import { soundsLikeMemory } from './errors.ts';
import type { RuntimeService } from './worker.ts';
import { type Answer, unwrap } from './wire.ts';

export interface RuntimeClient extends Runtime {
  /** Calls `listener` whenever the backends or the choice among them change. Returns what ends it. */
  onState(listener: (state: RuntimeState) => void): () => void;
  /** Ends the worker. */
  close(): void;
}

/** One life of the worker. */
interface Life {
  readonly worker: Worker;
  readonly service: Remote<RuntimeService>;
  /** Rejects when the worker dies. */
  readonly death: Promise<never>;
  readonly end: (reason: string) => void;
}

/** A worker that dies right after each start is not started for ever. */
const mostRestarts = 3;

const spawnWorker = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'runtime' });

class WorkerClient implements RuntimeClient {
  readonly #spawn: () => Worker;
  readonly #listeners = new Set<(state: RuntimeState) => void>();
  #life: Life;
  #forced: BackendId | null = null;
  #started = false;
  #restarts = 0;

  constructor(spawn: () => Worker) {
    this.#spawn = spawn;
    this.#life = this.#begin();
  }

  #begin(): Life {
    const worker = this.#spawn();
    const service = wrap<RuntimeService>(worker);
    let end: (reason: string) => void = () => undefined;
    const death = new Promise<never>((_, reject) => {
      end = (reason) => {
        const key = soundsLikeMemory(reason) ? 'run.error.workerMemory' : 'run.error.worker';
        reject(new ExplorerError(key, { reason }));
      };
    });
    death.catch(() => undefined);
    const life = { worker, service, death, end };
    worker.addEventListener('error', (event) => this.#died(life, event.message || 'it could not be loaded'));
    worker.addEventListener('messageerror', () => this.#died(life, 'a message could not be read'));
    void service.onState(
      proxy((state: RuntimeState) => {
        if (this.#life === life) for (const listener of this.#listeners) listener(state);
      }),
    );
    return life;
  }

  #died(life: Life, reason: string): void {
    if (life !== this.#life) return;
    life.worker.terminate();
    this.#restarts += 1;
    if (this.#restarts <= mostRestarts) {
      this.#life = this.#begin();
      if (this.#started) void this.start(this.#forced).catch(() => undefined);
    }
    life.end(reason);
  }

  async #call<T>(work: (service: Remote<RuntimeService>) => Promise<Answer<T>>): Promise<T> {
    const { service, death } = this.#life;
    return unwrap(await Promise.race([work(service), death]));
  }

  onState(listener: (state: RuntimeState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#restarts = mostRestarts;
    this.#died(this.#life, 'closed');
  }

  start(force: BackendId | null): ReturnType<Runtime['start']> {
    this.#forced = force;
    this.#started = true;
    return this.#call((service) => service.start(force));
  }

  state(): ReturnType<Runtime['state']> {
    return this.#call((service) => service.state());
  }

  async run(...[runId, request, onProgress]: Parameters<Runtime['run']>): ReturnType<Runtime['run']> {
    const moved = transfer(request, [request.input.buffer as ArrayBuffer]);
    const result = await this.#call((service) => service.run(runId, moved, proxy(onProgress)));
    this.#restarts = 0;
    return result;
  }

  cancel(...args: Parameters<Runtime['cancel']>): ReturnType<Runtime['cancel']> {
    return this.#call((service) => service.cancel(...args));
  }

  runVariants(
    ...[runId, request, onResult]: Parameters<Runtime['runVariants']>
  ): ReturnType<Runtime['runVariants']> {
    const moved = transfer(request, [request.input.buffer as ArrayBuffer]);
    return this.#call((service) => service.runVariants(runId, moved, proxy(onResult)));
  }

  stopVariants(): ReturnType<Runtime['stopVariants']> {
    return this.#call((service) => service.stopVariants());
  }

  trace(...[runId, request, onValue]: Parameters<Runtime['trace']>): ReturnType<Runtime['trace']> {
    const moved = transfer(request, [request.input.buffer as ArrayBuffer]);
    return this.#call((service) => service.trace(runId, moved, proxy(onValue)));
  }

  inspect(...args: Parameters<Runtime['inspect']>): ReturnType<Runtime['inspect']> {
    return this.#call((service) => service.inspect(...args));
  }

  tensors(...args: Parameters<Runtime['tensors']>): ReturnType<Runtime['tensors']> {
    return this.#call((service) => service.tensors(...args));
  }

  tensor(...args: Parameters<Runtime['tensor']>): ReturnType<Runtime['tensor']> {
    return this.#call((service) => service.tensor(...args));
  }

  openWeights(...args: Parameters<Runtime['openWeights']>): ReturnType<Runtime['openWeights']> {
    return this.#call((service) => service.openWeights(...args));
  }

  checkWeights(...args: Parameters<Runtime['checkWeights']>): ReturnType<Runtime['checkWeights']> {
    return this.#call((service) => service.checkWeights(...args));
  }

  beginWeights(...args: Parameters<Runtime['beginWeights']>): ReturnType<Runtime['beginWeights']> {
    return this.#call((service) => service.beginWeights(...args));
  }

  feedWeights(...args: Parameters<Runtime['feedWeights']>): ReturnType<Runtime['feedWeights']> {
    return this.#call((service) => service.feedWeights(...args));
  }

  finishWeights(...args: Parameters<Runtime['finishWeights']>): ReturnType<Runtime['finishWeights']> {
    return this.#call((service) => service.finishWeights(...args));
  }

  replaceWeights(...args: Parameters<Runtime['replaceWeights']>): ReturnType<Runtime['replaceWeights']> {
    return this.#call((service) => service.replaceWeights(...args));
  }

  closeWeights(...args: Parameters<Runtime['closeWeights']>): ReturnType<Runtime['closeWeights']> {
    return this.#call((service) => service.closeWeights(...args));
  }

  memory(): ReturnType<Runtime['memory']> {
    return this.#call((service) => service.memory());
  }
}

/** Starts the worker; nothing of tfjs is loaded into the page. `spawn` is another worker for tests. */
export const createRuntimeClient = (spawn: () => Worker = spawnWorker): RuntimeClient =>
  new WorkerClient(spawn);
