/**
 * Fetches a safetensors file with plain GETs, so that no preflight is asked for: streamed, from a redirect to another
 * origin too, its header read as soon as it is there, and continued after a break where the server allows that.
 */
import { ExplorerError } from '../text/index.ts';
import { HubError } from './hub.ts';
import { peekSafetensors, type SafetensorsFile } from './safetensors.ts';
import type { Sink } from './sinks.ts';

/** The connection or the server failed: the same may work later. */
export class DownloadError extends ExplorerError {
  override name = 'DownloadError';
}

export interface DownloadProgress {
  /** Bytes that are here, and bytes of the file; null while nobody said. */
  readonly received: number;
  readonly total: number | null;
  /** Over the last seconds; null until it can be told. */
  readonly bytesPerSecond: number | null;
  readonly remainingMs: number | null;
}

export interface DownloadOptions<T> {
  /** What messages call the file. */
  readonly name: string;
  readonly sink: Sink<T>;
  readonly signal: AbortSignal;
  /** The address never changes its content (it names a commit), so a part may follow whatever came before. */
  readonly immutable: boolean;
  /** Called once, before most of the bytes are there; what it throws ends the download. */
  readonly onHeader?: (file: SafetensorsFile) => void;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly fetch?: typeof fetch;
  /** Waits before another try. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** Breaks in a row without a byte between them. */
const mostFailures = 5;
const firstWaitMs = 400;
const speedWindowMs = 5000;
/** More than the header of a network of a hundred layers takes. */
const firstRoom = 128 * 1024;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A plain GET that tells nobody where it comes from. `start` asks for the rest of the file from there. */
export async function plainGet(
  url: string,
  signal: AbortSignal,
  get: typeof fetch = fetch,
  start = 0,
): Promise<Response> {
  return get(url, {
    signal,
    mode: 'cors',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'follow',
    cache: 'no-store',
    // One plain range is on the list of headers that need no preflight.
    ...(start > 0 ? { headers: { Range: `bytes=${start}-` } } : {}),
  });
}

const hostOf = (url: string): string => new URL(url).host;

/** Why nothing came at all. A browser does not say whether a server forbade it or was not there. */
export function unreachable(url: string, cause: unknown): DownloadError {
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false;
  const key = offline ? 'hub.error.offline' : 'hub.error.unreachable';
  return new DownloadError(key, { host: hostOf(url) }, { cause });
}

function retryAfter(response: Response): number | null {
  const text = response.headers.get('retry-after');
  if (text === null) return null;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
}

/** What a refusal means for `name`; null for an answer that another try may better. */
export function refusalOf(response: Response, name: string): ExplorerError | null {
  const { status } = response;
  const host = hostOf(response.url || 'http://unknown');
  if (status === 404 || status === 410) return new HubError('hub.error.notFound', { name, host });
  if (status === 401 || status === 403) return new HubError('hub.error.noAccess', { name, host });
  if (status === 429) {
    const seconds = retryAfter(response);
    return seconds === null
      ? new DownloadError('hub.error.busy', { host })
      : new DownloadError('hub.error.busyFor', { host, seconds });
  }
  if (status === 408 || status >= 500) return null;
  return new DownloadError('hub.error.status', { name, host, status });
}

/** Marks a break that another try may get past. */
class Broken extends Error {}

const count = (text: string | null): number | null =>
  text !== null && /^\d+$/.test(text) ? Number(text) : null;

/** The entity that an answer is a part of, as far as the page may know: its tag, or its date. */
const entityOf = ({ headers }: Response): string | null => {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified');
};

class Download<T> {
  readonly #url: string;
  readonly #options: DownloadOptions<T>;
  #received = 0;
  #total: number | null = null;
  #entity: string | null = null;
  /** The file's beginning, until its header is whole; it doubles when it is full. */
  #start = new Uint8Array(firstRoom);
  #headerSeen = false;
  /** Whether a part may still be asked for. */
  #rangesWork = true;
  #failures = 0;
  readonly #samples: { at: number; received: number }[] = [];

  constructor(url: string, options: DownloadOptions<T>) {
    this.#url = url;
    this.#options = options;
  }

  async run(): Promise<T> {
    const { signal, wait = sleep } = this.#options;
    for (;;) {
      const before = this.#received;
      try {
        await this.#attempt();
        return await this.#options.sink.finish();
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Broken)) throw error;
        this.#failures = this.#received > before ? 1 : this.#failures + 1;
        if (this.#failures >= mostFailures) {
          throw new DownloadError('hub.error.broken', { name: this.#options.name, host: hostOf(this.#url) });
        }
        await wait(firstWaitMs * 2 ** (this.#failures - 1));
        signal.throwIfAborted();
      }
    }
  }

  async #attempt(): Promise<void> {
    const mayResume =
      this.#rangesWork && this.#received > 0 && (this.#options.immutable || this.#entity !== null);
    if (!mayResume) await this.#restart();
    const response = await this.#open(mayResume ? this.#received : 0);
    if (mayResume) {
      if (response.status === 206 && this.#continues(response)) return this.#stream(response);
      if (response.status === 206 || response.status === 416) {
        this.#rangesWork = false;
        await response.body?.cancel();
        throw new Broken();
      }
      await this.#restart();
    }
    this.#entity = entityOf(response);
    const length = count(response.headers.get('content-length'));
    if (!this.#headerSeen) this.#total = length;
    return this.#stream(response);
  }

  async #open(start: number): Promise<Response> {
    const { signal, name } = this.#options;
    let response: Response;
    try {
      response = await plainGet(this.#url, signal, this.#options.fetch, start);
    } catch (cause) {
      signal.throwIfAborted();
      // A first failure is told at once: a server that forbids it will not think better of it.
      if (!this.#headerSeen && start === 0) throw unreachable(this.#url, cause);
      if (start > 0) this.#rangesWork = this.#failures < 2;
      throw new Broken();
    }
    if (response.ok || response.status === 416) return response;
    await response.body?.cancel();
    throw refusalOf(response, name) ?? new Broken();
  }

  /** Whether a part is the rest of what is here: of the same entity, from the byte that is missing. */
  #continues(response: Response): boolean {
    const { headers } = response;
    const entity = entityOf(response);
    if (!this.#options.immutable && entity !== this.#entity) return false;
    if (entity !== null && this.#entity !== null && entity !== this.#entity) return false;
    const range = headers.get('content-range');
    if (range !== null) {
      const [, begin, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
      return (
        Number(begin) === this.#received &&
        (size === '*' || this.#total === null || Number(size) === this.#total)
      );
    }
    // Where the page may not see the range, the length must be that of the rest.
    const length = count(headers.get('content-length'));
    return length !== null && this.#total !== null && length === this.#total - this.#received;
  }

  async #restart(): Promise<void> {
    if (this.#received > 0) await this.#options.sink.restart();
    this.#received = 0;
    this.#samples.length = 0;
  }

  async #stream(response: Response): Promise<void> {
    const { signal, sink, name } = this.#options;
    const reader = response.body?.getReader();
    if (!reader) throw new Broken();
    try {
      this.#tell();
      for (;;) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          signal.throwIfAborted();
          throw new Broken('', { cause });
        });
        if (done) break;
        this.#received += value.byteLength;
        this.#peek(value);
        if (this.#headerSeen && this.#total !== null && this.#received > this.#total) this.#wrongLength();
        await sink.write(value);
        this.#tell();
      }
    } catch (error) {
      await reader.cancel().catch(() => undefined);
      throw error;
    }
    if (!this.#headerSeen) {
      throw new HubError('hub.error.notSafetensors', { name, size: this.#received });
    }
    if (this.#received !== this.#total) this.#wrongLength();
  }

  #wrongLength(): never {
    throw new DownloadError('hub.error.length', {
      name: this.#options.name,
      received: this.#received,
      total: this.#total ?? 0,
    });
  }

  /** Keeps the beginning until the header can be read. From then on the header says how long the file is. */
  #peek(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#headerSeen) return;
    const before = this.#received - chunk.byteLength;
    if (this.#received > this.#start.byteLength) {
      const larger = new Uint8Array(Math.max(this.#received, 2 * this.#start.byteLength));
      larger.set(this.#start.subarray(0, before));
      this.#start = larger;
    }
    this.#start.set(chunk, before);
    const file = peekSafetensors(this.#start.subarray(0, this.#received), this.#options.name);
    if (file === null) return;
    this.#start = new Uint8Array();
    this.#headerSeen = true;
    this.#total = file.source.size;
    this.#options.onHeader?.(file);
  }

  #tell(): void {
    const { onProgress } = this.#options;
    if (!onProgress) return;
    const at = performance.now();
    const samples = this.#samples;
    samples.push({ at, received: this.#received });
    while (samples.length > 2 && at - (samples[0]?.at ?? at) > speedWindowMs) samples.shift();
    const first = samples[0];
    const span = first ? at - first.at : 0;
    const speed = first && span > 250 ? ((this.#received - first.received) / span) * 1000 : null;
    const left = this.#total === null ? null : Math.max(0, this.#total - this.#received);
    onProgress({
      received: this.#received,
      total: this.#total,
      bytesPerSecond: speed,
      remainingMs: speed === null || speed <= 0 || left === null ? null : (left / speed) * 1000,
    });
  }
}

/**
 * The whole file, as the sink gives it. Throws HubError where the file cannot be had, DownloadError where the
 * connection failed, WeightsError where it is no safetensors file, what `onHeader` throws, and the signal's reason.
 */
export const downloadSafetensors = <T>(url: string, options: DownloadOptions<T>): Promise<T> =>
  new Download(url, options).run();
