/**
 * Fetches a file of weights with plain GETs, so that no preflight is asked for: streamed, from a redirect to another
 * origin too, the header of safetensors read as soon as it is there, and continued after a break where the server
 * allows that. PyTorch's files say what they hold at their end.
 */
import { DownloadError } from './errors.ts';
import { looksTorch } from './fileKind.ts';
import { plainGet, refusalOf, unreachable } from './http.ts';
import { HubError } from './hub.ts';
import { hostOf, type Pause, patiently, sleep } from './patience.ts';
import { peekSafetensors, type SafetensorsFile } from './safetensors.ts';
import type { Sink } from './sinks.ts';

/** How the present part of a download came to follow an earlier one. */
export type Continuation =
  /** It goes on from so many bytes. */
  | { readonly kind: 'resumed'; readonly at: number }
  /** It began again: the file is another one now. */
  | { readonly kind: 'changed' }
  /** It began again: the server sends no parts of files. */
  | { readonly kind: 'whole' };

export interface DownloadProgress {
  /** Bytes that are here, and bytes of the file; null while nobody said. */
  readonly received: number;
  readonly total: number | null;
  /** Over the last seconds; null until it can be told. */
  readonly bytesPerSecond: number | null;
  readonly remainingMs: number | null;
  /** Null for the first part. */
  readonly continuation: Continuation | null;
}

export interface DownloadOptions<T> {
  /** What messages call the file. */
  readonly name: string;
  readonly sink: Sink<T>;
  /** The address never changes its content (it names a commit), so a part may follow whatever came before. */
  readonly immutable: boolean;
  /**
   * Called for safetensors before most of the bytes are there, and again where the file begins anew; what it throws
   * ends the download.
   */
  readonly onHeader?: (file: SafetensorsFile) => void;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Hears of a pause that the server asked for, and null when it is over. */
  readonly onPause?: (pause: Pause | null) => void;
  readonly fetch?: typeof fetch;
  /** Waits before another try. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Breaks in a row without a byte between them. */
const mostFailures = 5;
const firstWaitMs = 400;
const speedWindowMs = 5000;
/** More than the header of a network of a hundred layers takes. */
const firstRoom = 128 * 1024;

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

/** One file on its way. What has come outlives a failure: the next `run` goes on from there where that is possible. */
export class Download<T> {
  readonly #url: string;
  readonly #options: DownloadOptions<T>;
  #received = 0;
  #total: number | null = null;
  #entity: string | null = null;
  /** The file's beginning, until its header is whole; it doubles when it is full. */
  #start = new Uint8Array(firstRoom);
  /** What kind of file it is, once enough is there. */
  #kind: 'safetensors' | 'torch' | null = null;
  /** Whether a part may still be asked for. */
  #partsWork = true;
  /** Whether the server has sent one. */
  #partsCame = false;
  #failures = 0;
  #continuation: Continuation | null = null;
  readonly #samples: { at: number; received: number }[] = [];

  constructor(url: string, options: DownloadOptions<T>) {
    this.#url = url;
    this.#options = options;
  }

  /** The whole file, as the sink gives it. Errors as `downloadFile`. */
  async run(signal: AbortSignal): Promise<T> {
    const { wait = sleep } = this.#options;
    this.#failures = 0;
    this.#partsWork = true;
    this.#samples.length = 0;
    for (;;) {
      const before = this.#received;
      try {
        await this.#attempt(signal);
        return await this.#options.sink.finish();
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Broken)) throw error;
        this.#failures = this.#received > before ? 1 : this.#failures + 1;
        if (this.#failures >= mostFailures) {
          throw new DownloadError('hub.error.broken', { name: this.#options.name, host: hostOf(this.#url) });
        }
        await wait(firstWaitMs * 2 ** (this.#failures - 1), signal);
        signal.throwIfAborted();
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    const known = this.#options.immutable || this.#entity !== null;
    // The last try asks for the whole: a server may refuse to be asked for parts by a page.
    const mayResume =
      this.#partsWork &&
      known &&
      this.#received > 0 &&
      (this.#partsCame || this.#failures < mostFailures - 1);
    const response = await this.#open(mayResume ? this.#received : 0, signal);
    if (mayResume) {
      if (response.status === 206 && this.#continues(response)) {
        this.#partsCame = true;
        this.#continuation = { kind: 'resumed', at: this.#received };
        return this.#stream(response, signal);
      }
      if (response.status === 206 || response.status === 416) {
        this.#partsWork = false;
        await response.body?.cancel();
        throw new Broken();
      }
    }
    await this.#begin(entityOf(response));
    this.#total = count(response.headers.get('content-length'));
    return this.#stream(response, signal);
  }

  /** From the first byte. What is here is given up only now that there is an answer. */
  async #begin(entity: string | null): Promise<void> {
    if (this.#received > 0) {
      const other = entity !== null && this.#entity !== null && entity !== this.#entity;
      this.#continuation = { kind: other ? 'changed' : 'whole' };
      await this.#options.sink.restart();
    }
    this.#entity = entity;
    this.#received = 0;
    this.#samples.length = 0;
    this.#kind = null;
    this.#start = new Uint8Array(firstRoom);
  }

  async #open(start: number, signal: AbortSignal): Promise<Response> {
    const { name, wait, onPause, fetch: get } = this.#options;
    let response: Response;
    try {
      response = await patiently(this.#url, () => plainGet(this.#url, signal, get, start), {
        signal,
        onPause,
        wait,
      });
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof DownloadError) throw cause;
      // A first failure is told at once: a server that forbids it will not think better of it.
      if (this.#received === 0) throw unreachable(this.#url, cause);
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

  async #stream(response: Response, signal: AbortSignal): Promise<void> {
    const { sink, name } = this.#options;
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
        if (this.#kind !== null && this.#total !== null && this.#received > this.#total) this.#wrongLength();
        await sink.write(value);
        this.#tell();
      }
    } catch (error) {
      await reader.cancel().catch(() => undefined);
      throw error;
    }
    if (this.#kind === null) throw new HubError('hub.error.notWeights', { name, size: this.#received });
    if (this.#total !== null && this.#received !== this.#total) this.#wrongLength();
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
    if (this.#kind !== null) return;
    const before = this.#received - chunk.byteLength;
    if (this.#received > this.#start.byteLength) {
      const larger = new Uint8Array(Math.max(this.#received, 2 * this.#start.byteLength));
      larger.set(this.#start.subarray(0, before));
      this.#start = larger;
    }
    this.#start.set(chunk, before);
    const start = this.#start.subarray(0, this.#received);
    if (start.byteLength < 16) return;
    if (looksTorch(start)) this.#kind = 'torch';
    else {
      const file = peekSafetensors(start, this.#options.name);
      if (file === null) return;
      this.#kind = 'safetensors';
      this.#total = file.source.size;
      this.#options.onHeader?.(file);
    }
    this.#start = new Uint8Array();
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
      continuation: this.#continuation,
    });
  }
}

/**
 * The whole file, as the sink gives it. Throws HubError where the file cannot be had, DownloadError where the
 * connection failed, WeightsError where it is no file of weights, what `onHeader` throws, and the signal's reason.
 */
export const downloadFile = <T>(url: string, options: DownloadOptions<T>, signal: AbortSignal): Promise<T> =>
  new Download(url, options).run(signal);
