/** Times of layers for the page: one request at a time, the newest. */
import type { ProfileRequest, RunProgress, Runtime } from '../runtime/contract.ts';
import { RunSuperseded } from '../runtime/errors.ts';
import { nextTraceId } from '../runtime/traceId.ts';
import type { ProfileOutcome } from '../store/services.ts';
import { errorText } from './errorText.ts';

/** Rounds of which the median counts. */
const rounds = 5;

export class Profiles {
  readonly #runtime: Pick<Runtime, 'profile' | 'cancel'>;
  #present: number | null = null;

  constructor(runtime: Pick<Runtime, 'profile' | 'cancel'>) {
    this.#runtime = runtime;
  }

  async measure(
    subject: ProfileRequest['subject'],
    onProgress: (progress: RunProgress) => void,
  ): Promise<ProfileOutcome> {
    this.stop();
    const id = nextTraceId();
    this.#present = id;
    try {
      const result = await this.#runtime.profile(id, { subject, rounds }, (progress) => {
        if (this.#present === id) onProgress(progress);
      });
      return this.#present === id ? { status: 'done', result } : { status: 'stopped' };
    } catch (error) {
      if (this.#present !== id || error instanceof RunSuperseded) return { status: 'stopped' };
      return { status: 'failed', error: errorText(error) };
    } finally {
      if (this.#present === id) this.#present = null;
    }
  }

  stop(): void {
    if (this.#present === null) return;
    void this.#runtime.cancel(this.#present).catch(() => undefined);
    this.#present = null;
  }
}
