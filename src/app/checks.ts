/** The check that the page offers: one at a time, in threads, cancelled at any moment. */
import type { Runtime } from '../runtime/contract.ts';
import { type CheckThread, startCheckThread } from '../runtime/check/thread.ts';
import { quickSpec } from '../runtime/check/size.ts';
import { selectSpec } from '../store/select.ts';
import type { ExplorerStore } from '../store/store.ts';
import { errorText } from './errorText.ts';

/** The progress that a person can follow. */
const progressMs = 80;

export class Checks {
  readonly #store: ExplorerStore;
  readonly #runtime: Pick<Runtime, 'trace' | 'cancel'>;
  readonly #startThread: () => CheckThread;
  #thread: CheckThread | null = null;
  #controller: AbortController | null = null;

  /** `startThread` is another thread for tests. */
  constructor(
    store: ExplorerStore,
    runtime: Pick<Runtime, 'trace' | 'cancel'>,
    startThread: () => CheckThread = startCheckThread,
  ) {
    this.#store = store;
    this.#runtime = runtime;
    this.#startThread = startThread;
  }

  get #state() {
    return this.#store.getState();
  }

  #alive(): CheckThread {
    this.#thread ??= this.#startThread();
    return this.#thread;
  }

  /** Shows the panel. The device's speed is measured then, so that a time can be told before anything is started. */
  open(): void {
    this.#state.setCheck({ open: true });
    if (this.#state.check.status !== 'running') this.#tellSpeed();
  }

  #tellSpeed(): void {
    Promise.resolve(this.#alive().checker.speed()).then(
      (speed) => this.#state.setCheck({ speed }),
      () => undefined,
    );
  }

  /** Leaves the panel; a check that is under way goes on. */
  close(): void {
    this.#state.setCheck({ open: false });
    if (this.#state.check.status === 'running') return;
    this.#end(null);
  }

  #end(reason: unknown): void {
    this.#thread?.end(reason);
    this.#thread = null;
  }

  async start(size: 'quick' | 'full'): Promise<void> {
    this.cancel();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.#state.setCheck({ status: 'running', step: null, error: null });
    let shown = 0;
    try {
      const { checkNetwork } = await import('../runtime/check/index.ts');
      const { checker } = this.#alive();
      const present = selectSpec(this.#state);
      const report = await checkNetwork({
        runtime: this.#runtime,
        checker,
        spec: size === 'full' ? present : quickSpec(present),
        signal,
        onStep: (step) => {
          const now = performance.now();
          if (signal.aborted || now - shown < progressMs) return;
          shown = now;
          this.#state.setCheck({ step });
        },
      });
      if (signal.aborted) return;
      this.#state.setCheck({ status: 'done', step: null, report });
      if (this.#state.check.open) this.#tellSpeed();
      else this.#end(null);
    } catch (error) {
      if (signal.aborted) return;
      // What it was given is of no use to the next.
      this.#end(error);
      this.#state.setCheck({ status: 'failed', step: null, error: errorText(error) });
    }
  }

  cancel(): void {
    if (this.#controller === null || this.#state.check.status !== 'running') return;
    this.#controller.abort();
    this.#controller = null;
    this.#end(new DOMException('cancelled', 'AbortError'));
    this.#state.setCheck({ status: 'cancelled', step: null });
  }
}
