/** The backend in use: which one it is, work on it, and what follows when it breaks under the work. */
import { t } from '../../text/index.ts';
import type { BackendId, RunProgress, RuntimeState, Text } from '../contract.ts';
import { BackendError } from '../errors.ts';
import type { Target } from '../lowering/types.ts';
import type { Platform } from '../platform/types.ts';
import { recoverable, Steerer } from '../steerer.ts';
import type { Turns } from '../turns.ts';
import { chooseFirst, chooseForced, contenders, fastest, whyBest } from './choose.ts';
import { BackendPool, TrialInterrupted } from './pool.ts';

/** A piece of work: whose it is, whether it is still wanted, who hears of its progress. */
export interface Work {
  readonly runId: number;
  readonly stop: () => boolean;
  readonly onProgress?: (progress: RunProgress) => void;
}

const silent = (): void => undefined;

export class BackendInUse {
  readonly #platform: Platform;
  readonly #turns: Turns;
  readonly #pool: BackendPool;
  /** Why the backend was in use before it had to be started again. */
  #ordinary: Text | null = null;

  /** `onLeave` is called while the backend in use can still take its tensors back, before another is in use. */
  constructor(platform: Platform, turns: Turns, onState: (state: RuntimeState) => void, onLeave: () => void) {
    this.#platform = platform;
    this.#turns = turns;
    this.#pool = new BackendPool(platform, onState, onLeave);
  }

  get state(): RuntimeState {
    return this.#pool.state;
  }

  get active(): BackendId | null {
    return this.#pool.active;
  }

  target(id: BackendId): Target {
    return this.#pool.target(id);
  }

  /** Takes the first that passes its self-check, or the one that a person wants. Not for use within a turn. */
  start(force: BackendId | null): Promise<RuntimeState> {
    return this.#turns.take(async () => {
      if (force !== null) await chooseForced(this.#pool, force, ({ key, values }) => t(key, values));
      else if (await chooseFirst(this.#pool, null)) void this.#measureOthers();
      return this.#pool.state;
    });
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

  /**
   * Runs a body on the present backend alone: what fails there is what is asked for. Throws BackendError where none is
   * in use, RunSuperseded where the work is not wanted any more.
   */
  async once<T>(work: Work, body: (steerer: Steerer) => Promise<T>): Promise<T> {
    const steerer = this.#steer(work);
    steerer.begin();
    return body(steerer);
  }

  /** Runs a body, and once more on another backend when the present one breaks under it. */
  async recovering<T>(work: Work, body: (steerer: Steerer) => Promise<T>): Promise<T> {
    for (;;) {
      const steerer = this.#steer(work);
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

  #steer({ runId, stop, onProgress = silent }: Work): Steerer {
    const backend = this.#pool.active;
    if (backend === null) throw new BackendError('cpu', null, 'run.error.notStarted');
    return new Steerer(this.#platform, this.#pool, backend, runId, stop, onProgress);
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

  /** After a run that went well, a restart is no longer worth telling. */
  explainAsBefore(): void {
    if (this.#ordinary && this.#pool.state.why.key === 'run.why.restarted') {
      this.#pool.explain(this.#ordinary);
    }
  }

  /** Gives all backends back. */
  stop(): void {
    if (this.#pool.active !== null) this.#pool.stop(this.#pool.active);
    this.#pool.releaseOthers();
  }
}
