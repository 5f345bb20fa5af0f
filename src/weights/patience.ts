/** A server that is busy for the moment (429, 503): it is asked again when it says, a few times, and not for ever. */
import { DownloadError } from './errors.ts';

/** A pause that a server asked for. */
export interface Pause {
  /** When the next try begins, as `Date.now()` counts. */
  readonly until: number;
  /** Which try that will be, of how many. */
  readonly attempt: number;
  readonly attempts: number;
  readonly host: string;
}

export interface Patience {
  readonly signal: AbortSignal;
  /** Hears of a pause when it begins, and null when it is over. */
  readonly onPause?: ((pause: Pause | null) => void) | undefined;
  /** Waits, or rejects with the signal's reason as soon as that is given. */
  readonly wait?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** The first try among them. */
const attempts = 5;
const longestMs = 60_000;
/** Doubled from try to try, where a server does not say how long. */
const firstMs = 2000;

export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

export const hostOf = (url: string): string => new URL(url).host;

/**
 * Milliseconds until a server wants to be asked again: `Retry-After` in seconds or as a date, or the Hub's own
 * `RateLimit: "resolvers";r=0;t=55` (huggingface.co/docs/hub/rate-limits). Null where it does not say, or where the
 * page may not read it.
 */
export function pauseOf({ headers }: Response, now: number = Date.now()): number | null {
  const text = headers.get('retry-after')?.trim();
  const limit = /;\s*t=(\d{1,9})\b/.exec(headers.get('ratelimit') ?? '')?.[1];
  const ms =
    text === undefined
      ? 1000 * Number(limit)
      : /^\d+$/.test(text)
        ? 1000 * Number(text)
        : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

const isBusy = ({ status }: Response): boolean => status === 429 || status === 503;

/**
 * Asks until the server is no longer busy. Throws DownloadError where it stays so, what `ask` throws, and the signal's
 * reason. Every other answer is the caller's.
 */
export async function patiently(
  url: string,
  ask: () => Promise<Response>,
  { signal, onPause, wait = sleep }: Patience,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await ask();
    if (!isBusy(response)) return response;
    await response.body?.cancel();
    const host = hostOf(url);
    const asked = pauseOf(response);
    if (attempt === attempts) {
      throw asked === null
        ? new DownloadError('hub.error.busy', { host, attempts })
        : new DownloadError('hub.error.busyFor', { host, attempts, seconds: Math.ceil(asked / 1000) });
    }
    const ms = Math.min(asked ?? firstMs * 2 ** (attempt - 1), longestMs);
    onPause?.({ until: Date.now() + ms, attempt: attempt + 1, attempts, host });
    try {
      await wait(ms, signal);
    } finally {
      onPause?.(null);
    }
    signal.throwIfAborted();
  }
}
