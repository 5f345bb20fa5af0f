/** All files that a source's weights are in, one after the other: one file, or an index and its shards. */
import { Download, type DownloadOptions, type DownloadProgress } from './download.ts';
import { DownloadError, WeightsError } from './errors.ts';
import { plainGet, refusalOf, unreachable } from './http.ts';
import {
  besideIndex,
  defaultFile,
  HubError,
  isIndexSource,
  isPinned,
  type RemoteSource,
  titleOfRemote,
  weightsUrl,
} from './hub.ts';
import type { WeightFile } from './openWeightFiles.ts';
import { patiently } from './patience.ts';
import { otherWeights, textOf } from './resolve.ts';
import { indexBytes, readIndex } from './shards.ts';
import type { Sink } from './sinks.ts';

export interface FetchOptions
  extends Omit<DownloadOptions<Blob>, 'name' | 'sink' | 'immutable' | 'onHeader'> {
  /** The Hub's address. */
  readonly base: string;
  /** Where the bytes of one file go; `alone` where it is all there is. */
  readonly sink: (file: RemoteSource, alone: boolean) => Sink<Blob> | Promise<Sink<Blob>>;
  /** What is kept of a source that was not asked for but turned out to be meant. */
  readonly kept?: (source: RemoteSource) => Promise<readonly WeightFile[] | null>;
  /** As in `DownloadOptions`, for a file that is all there is. */
  readonly onHeader?: DownloadOptions<Blob>['onHeader'];
}

export interface Fetched {
  /** With the file that was found. */
  readonly source: RemoteSource;
  readonly files: readonly WeightFile[];
  /** They were kept already. */
  readonly kept: boolean;
}

/** The most files that one network is taken from. */
const mostShards = 200;
const shardName = /\.(safetensors|bin|pth|pt)$/;

/** Fetches weights. What has come outlives a failure: the next `run` goes on from there. */
export class WeightsFetch {
  readonly #options: FetchOptions;
  #source: RemoteSource;
  #index: {
    readonly file: WeightFile;
    readonly names: readonly string[];
    readonly bytes: number | null;
  } | null = null;
  #done: WeightFile[] = [];
  #download: Download<Blob> | null = null;

  constructor(source: RemoteSource, options: FetchOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Throws as `downloadFile`, and WeightsError for an index that cannot be used. */
  async run(signal: AbortSignal): Promise<Fetched> {
    try {
      return await this.#run(signal);
    } catch (error) {
      const source = this.#source;
      const missing = error instanceof HubError && error.key === 'hub.error.notFound';
      if (!missing || source.kind !== 'hub' || source.file !== defaultFile) throw error;
      const { base, fetch: get, onPause, wait } = this.#options;
      const other = await otherWeights(source, base, { signal, onPause, wait }, get);
      if (other === null) throw error;
      this.#source = other;
      this.#download = null;
      const kept = await this.#options.kept?.(other);
      if (kept) return { source: other, files: kept, kept: true };
      return this.#run(signal);
    }
  }

  async #run(signal: AbortSignal): Promise<Fetched> {
    const source = this.#source;
    if (isIndexSource(source)) {
      this.#index ??= await this.#readIndex(signal);
      const { file, names } = this.#index;
      for (const name of names.slice(this.#done.length)) {
        const blob = await this.#fetch(besideIndex(source, name), name, signal, false);
        this.#done.push({ blob, name });
      }
      return { source, files: [file, ...this.#done], kept: false };
    }
    const name = titleOfRemote(source);
    return { source, files: [{ blob: await this.#fetch(source, name, signal, true), name }], kept: false };
  }

  async #fetch(file: RemoteSource, name: string, signal: AbortSignal, alone: boolean): Promise<Blob> {
    const { base, sink, onHeader, onProgress, onPause, fetch: get, wait } = this.#options;
    this.#download ??= new Download(weightsUrl(file, base), {
      name,
      sink: await sink(file, alone),
      immutable: isPinned(file),
      ...(onHeader && alone ? { onHeader } : {}),
      ...(onProgress ? { onProgress: (progress) => onProgress(this.#overall(progress, alone)) } : {}),
      ...(onPause ? { onPause } : {}),
      ...(get ? { fetch: get } : {}),
      ...(wait ? { wait } : {}),
    });
    const blob = await this.#download.run(signal);
    this.#download = null;
    return blob;
  }

  /** The progress of one shard as that of all. The index counts tensors and no headers, so the sum is nearly right. */
  #overall(progress: DownloadProgress, alone: boolean): DownloadProgress {
    if (alone) return progress;
    const before = this.#done.reduce((sum, { blob }) => sum + blob.size, 0);
    const received = before + progress.received;
    const bytes = this.#index?.bytes ?? null;
    const total = bytes === null ? null : Math.max(bytes, received);
    const { bytesPerSecond: speed } = progress;
    const remainingMs = total === null || !speed ? null : ((total - received) / speed) * 1000;
    return { ...progress, received, total, remainingMs };
  }

  async #readIndex(signal: AbortSignal) {
    const { base, fetch: get, onPause, wait } = this.#options;
    const source = this.#source;
    const name = titleOfRemote(source);
    const url = weightsUrl(source, base);
    let response: Response;
    try {
      response = await patiently(url, () => plainGet(url, signal, get), { signal, onPause, wait });
    } catch (cause) {
      signal.throwIfAborted();
      throw cause instanceof DownloadError ? cause : unreachable(url, cause);
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw refusalOf(response, name) ?? unreachable(url, null);
    }
    const text = await textOf(response, indexBytes);
    if (text === null) {
      throw new WeightsError('weights.indexSize', { file: name, size: indexBytes, limit: indexBytes });
    }
    const file = { blob: new Blob([text]), name };
    const names = [...new Set((await readIndex(file)).values())];
    if (names.length > mostShards || !names.every((shard) => shardName.test(shard))) {
      throw new WeightsError('weights.index', { file: name });
    }
    const claimed: unknown = (JSON.parse(text) as { metadata?: { total_size?: unknown } | null }).metadata
      ?.total_size;
    const bytes = typeof claimed === 'number' && claimed > 0 ? claimed : null;
    return { file, names, bytes };
  }
}
