import * as tf from '@tensorflow/tfjs-core';
import { backendIds, type BackendId, type BackendReport, type RuntimeState, type Text } from '../contract.ts';
import type { Steering } from '../executor.ts';
import type { Target } from '../lowering/types.ts';
import type { Platform } from '../platform/types.ts';
import { backends } from './index.ts';
import { TooSlow, within } from './patience.ts';
import { checkNumbers, deviationLimit, measure } from './trial.ts';
import type { StartedBackend } from './types.ts';

/** A trial that had to make way for something the person asked for. It is taken up again later. */
export class TrialInterrupted extends Error {
  override name = 'TrialInterrupted';
}

/** Seconds for starting a backend, and for each of its trials. A person's own choice may take longer. */
const patience = { start: 10, trial: 8, forced: 120 } as const;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const untried: Text = { key: 'run.backend.untried', values: {} };

/** A software adapter is named together with why it is passed over. */
const describe = (detail: Text, software: boolean): Text =>
  software ? { key: 'run.backend.softwareSkipped', values: detail.values } : detail;

interface TryOptions {
  /** Whether to time it too. */
  readonly measured: boolean;
  readonly forced: boolean;
  /** Whether something else is waiting; then the trial stops with TrialInterrupted. */
  readonly interrupted: () => boolean;
}

/** What is known of the backends, which of them are started, and which one is in use. */
export class BackendPool {
  readonly #platform: Platform;
  readonly #onChange: (state: RuntimeState) => void;
  readonly #onLeave: () => void;
  readonly #reports: Map<BackendId, BackendReport>;
  readonly #probed = new Set<BackendId>();
  readonly #started = new Map<BackendId, StartedBackend>();
  #active: BackendId | null = null;
  #status: RuntimeState['status'] = 'starting';
  #why: Text = { key: 'run.why.starting', values: {} };

  /** `onLeave` is called while the backend in use can still take its tensors back, before another is in use. */
  constructor(platform: Platform, onChange: (state: RuntimeState) => void, onLeave: () => void) {
    this.#platform = platform;
    this.#onChange = onChange;
    this.#onLeave = onLeave;
    this.#reports = new Map(
      backendIds.map((id) => [
        id,
        { id, status: 'untried', detail: untried, deviation: null, probeMs: null, software: false },
      ]),
    );
  }

  get state(): RuntimeState {
    return {
      status: this.#status,
      active: this.#active,
      why: this.#why,
      backends: [...this.#reports.values()],
    };
  }

  get active(): BackendId | null {
    return this.#active;
  }

  target(id: BackendId): Target {
    const { target } = backends[id];
    const tensor = this.#started.get(id)?.tensorLimit ?? target.memory.tensor;
    return { ...target, memory: { ...target.memory, tensor: Math.min(tensor, target.memory.tensor) } };
  }

  report(id: BackendId): BackendReport {
    return this.#reports.get(id) as BackendReport;
  }

  /** Why the active backend can no longer be trusted, or null. */
  fault(): string | null {
    return this.#active === null ? null : (this.#started.get(this.#active)?.fault() ?? null);
  }

  async settle(): Promise<void> {
    if (this.#active !== null) await this.#started.get(this.#active)?.settle();
  }

  /** Looks whether a device has these, by default all, without starting anything. Each is looked for once. */
  async probe(ids: readonly BackendId[] = backendIds): Promise<void> {
    const unknown = ids.filter((id) => !this.#probed.has(id));
    await Promise.all(
      unknown.map(async (id) => {
        this.#probed.add(id);
        try {
          const { available, detail, software } = await within(
            patience.start,
            backends[id].probe(this.#platform),
          );
          if (!available) this.#update(id, { status: 'unavailable', detail, software });
          else if (this.report(id).status !== 'ready')
            this.#update(id, { detail: describe(detail, software), software });
        } catch (error) {
          this.#fail(id, error, false);
        }
      }),
    );
  }

  /** Starts a backend and holds its numbers against the reference; true when it may be used. */
  async attempt(id: BackendId, options: TryOptions): Promise<boolean> {
    const report = this.report(id);
    if (report.status === 'unavailable') return false;
    const known = this.#started.has(id) && report.status === 'ready';
    if (known && (!options.measured || report.probeMs !== null)) return true;
    try {
      const started = await this.#start(id);
      await tf.setBackend(id);
      const steering = this.#trialSteering(started, options);
      if (report.deviation === null || !known) {
        const deviation = await checkNumbers(this.target(id), steering);
        if (!(deviation <= deviationLimit)) return this.#refuse(id, deviation);
        this.#update(id, { deviation });
      }
      const probeMs = options.measured ? await measure(this.target(id), steering) : report.probeMs;
      this.#update(id, { status: 'ready', detail: started.detail, probeMs });
      return true;
    } catch (error) {
      if (error instanceof TrialInterrupted) throw error;
      this.#fail(id, error, options.forced);
      return false;
    } finally {
      if (this.#active !== null && this.#started.has(this.#active)) await tf.setBackend(this.#active);
    }
  }

  /** Makes a tried backend the one in use. */
  async use(id: BackendId, why: Text): Promise<void> {
    if (this.#active !== null && this.#active !== id) this.#onLeave();
    await tf.setBackend(id);
    this.#active = id;
    this.#why = why;
    this.#status = 'ready';
    this.#changed();
  }

  explain(why: Text): void {
    this.#why = why;
    this.#changed();
  }

  nothingWorks(why: Text): void {
    this.#active = null;
    this.#why = why;
    this.#status = 'failed';
    this.#changed();
  }

  /** Gives back all started backends but the active one. */
  releaseOthers(): void {
    for (const id of [...this.#started.keys()]) if (id !== this.#active) this.stop(id);
  }

  /** Gives a backend back; what was on it is gone. */
  stop(id: BackendId): void {
    const started = this.#started.get(id);
    this.#started.delete(id);
    const inUse = this.#active === id;
    if (inUse) this.#active = null;
    try {
      if (inUse) this.#onLeave();
      started?.stop();
    } catch {
      // A device that is lost cannot be given back either.
    }
  }

  /** A backend that broke while it was in use. */
  broke(id: BackendId, reason: string): void {
    this.#update(id, { status: 'failed', detail: { key: 'run.backend.lost', values: { reason } } });
    this.stop(id);
  }

  async #start(id: BackendId): Promise<StartedBackend> {
    const running = this.#started.get(id);
    if (running) return running;
    const started = await within(patience.start, backends[id].start(this.#platform));
    this.#started.set(id, started);
    return started;
  }

  #trialSteering(started: StartedBackend, { forced, interrupted }: TryOptions): Steering {
    const limit = performance.now() + (forced ? patience.forced : patience.trial) * 1000;
    return {
      pause: async () => {
        await this.#platform.yieldNow();
        if (interrupted()) throw new TrialInterrupted();
        if (performance.now() > limit) throw new TooSlow();
        const fault = started.fault();
        if (fault !== null) throw new Error(fault);
      },
      settle: () => started.settle(),
      onProgress: () => undefined,
      explain: (error, node) => (error instanceof Error ? error : new Error(`${node}: ${String(error)}`)),
    };
  }

  #refuse(id: BackendId, deviation: number): false {
    const detail: Text = Number.isFinite(deviation)
      ? {
          key: 'run.backend.inaccurate',
          values: { deviation: Number(deviation.toPrecision(2)), limit: deviationLimit },
        }
      : { key: 'run.backend.notFinite', values: {} };
    this.#update(id, { status: 'failed', detail, deviation: Number.isFinite(deviation) ? deviation : null });
    this.stop(id);
    return false;
  }

  #fail(id: BackendId, error: unknown, forced: boolean): void {
    const detail: Text =
      error instanceof TooSlow
        ? { key: 'run.backend.tooSlow', values: { seconds: forced ? patience.forced : patience.trial } }
        : { key: 'run.backend.broke', values: { reason: reasonOf(error) } };
    this.#update(id, { status: 'failed', detail });
    this.stop(id);
  }

  #update(id: BackendId, patch: Partial<BackendReport>): void {
    this.#reports.set(id, { ...this.report(id), ...patch });
    this.#changed();
  }

  #changed(): void {
    this.#onChange(this.state);
  }
}
