/** Checkpoints that were fetched once, kept by the browser: whole files only, listed, and deleted when asked. */
import type { WeightFile } from './openWeightFiles.ts';
import {
  defaultFile,
  type HubSource,
  hubFileUrl,
  parseHubRef,
  type RemoteSource,
  weightsUrl,
} from './hub.ts';

/** Raised when what is kept changes its form; older buckets are deleted. */
const prefix = 'resnet-explorer-checkpoints-';
export const shelfName = `${prefix}1`;

export interface KeptCheckpoint {
  readonly url: string;
  readonly title: string;
  readonly bytes: number;
  readonly source: RemoteSource;
  /** Only until the page closes: the browser had no room. */
  readonly inMemory: boolean;
}

interface Held extends KeptCheckpoint {
  readonly files: readonly WeightFile[];
  readonly config: string | null;
}

const infoHeader = 'x-checkpoint';

/** What is written beside a file. The store is the page's own, but an older page may have written it. */
interface Info {
  readonly title: string;
  readonly bytes: number;
  /** As `parseHubRef` reads it; null where the file is not of the Hub. */
  readonly ref: string | null;
  /** Names and sizes of the files that lie one after the other, where there is more than one. */
  readonly files?: readonly (readonly [name: string, bytes: number])[];
}

const isFiles = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every(
    (file: unknown) =>
      Array.isArray(file) &&
      file.length === 2 &&
      typeof file[0] === 'string' &&
      Number.isSafeInteger(file[1]),
  );

const isInfo = (value: unknown): value is Info =>
  typeof value === 'object' &&
  value !== null &&
  'title' in value &&
  typeof value.title === 'string' &&
  'bytes' in value &&
  Number.isSafeInteger(value.bytes) &&
  'ref' in value &&
  (value.ref === null || typeof value.ref === 'string') &&
  (!('files' in value) || isFiles(value.files));

function readInfo(response: Response): Info | null {
  const text = response.headers.get(infoHeader);
  if (text === null) return null;
  try {
    const info: unknown = JSON.parse(decodeURIComponent(text));
    return isInfo(info) ? info : null;
  } catch {
    return null;
  }
}

/** Files out of the one that holds them all. */
function parted(whole: Blob, { title, files }: Info): readonly WeightFile[] {
  if (files === undefined) return [{ blob: whole, name: title }];
  let at = 0;
  return files.map(([name, bytes]) => {
    at += bytes;
    return { blob: whole.slice(at - bytes, at), name };
  });
}

export class Shelf {
  readonly #storage: CacheStorage | null;
  readonly #base: string;
  readonly #held = new Map<string, Held>();
  #tidied = false;

  /** `storage` is the browser's, or null where it has none (an insecure page). `base` is the Hub's address. */
  constructor(storage: CacheStorage | null, base: string) {
    this.#storage = storage;
    this.#base = base;
  }

  async #bucket(): Promise<Cache | null> {
    try {
      if (this.#storage === null) return null;
      if (!this.#tidied) {
        this.#tidied = true;
        const names = await this.#storage.keys();
        const old = names.filter((name) => name.startsWith(prefix) && name !== shelfName);
        await Promise.all(old.map((name) => this.#storage?.delete(name)));
      }
      return await this.#storage.open(shelfName);
    } catch {
      // A private window may have a store that cannot be opened.
      return null;
    }
  }

  #configUrl(source: RemoteSource): string | null {
    return source.kind === 'hub' ? hubFileUrl(source, 'config.json', this.#base) : null;
  }

  async list(): Promise<readonly KeptCheckpoint[]> {
    const found: KeptCheckpoint[] = [...this.#held.values()].map(({ files: _, config: __, ...kept }) => kept);
    const bucket = await this.#bucket();
    for (const request of bucket ? await bucket.keys() : []) {
      const response = await bucket?.match(request);
      const kept = response ? this.#infoOf(request.url, response) : null;
      if (kept) found.push(kept);
    }
    return found;
  }

  #infoOf(url: string, response: Response): KeptCheckpoint | null {
    const info = readInfo(response);
    if (info === null) return null;
    const { title, bytes, ref } = info;
    const source: RemoteSource = (ref === null ? null : parseHubRef(ref)) ?? { kind: 'url', url };
    return weightsUrl(source, this.#base) === url ? { url, title, bytes, source, inMemory: false } : null;
  }

  /** All files of it, whole, or null. */
  async find(source: RemoteSource): Promise<readonly WeightFile[] | null> {
    const url = weightsUrl(source, this.#base);
    const held = this.#held.get(url);
    if (held) return held.files;
    const response = await (await this.#bucket())?.match(url);
    const info = response && this.#infoOf(url, response) ? readInfo(response) : null;
    if (!response || !info) return null;
    const whole = await response.blob();
    // A store that was cut short is as good as none.
    return whole.size === info.bytes ? parted(whole, info) : null;
  }

  /**
   * Kept weights of this repository, whatever their revision: for a page without a network. Who asks for the usual
   * file means whatever the repository has instead.
   */
  async anyOf({ repo, file }: HubSource): Promise<HubSource | null> {
    const kept = (await this.list()).flatMap(({ source }) =>
      source.kind === 'hub' && source.repo === repo ? [source] : [],
    );
    return kept.find((source) => source.file === file) ?? (file === defaultFile ? (kept[0] ?? null) : null);
  }

  /** The text of the repository's config, kept with its weights. */
  async config(source: RemoteSource): Promise<string | null> {
    const held = this.#held.get(weightsUrl(source, this.#base));
    if (held) return held.config;
    const url = this.#configUrl(source);
    const response = url === null ? undefined : await (await this.#bucket())?.match(url);
    return response ? response.text() : null;
  }

  /** Keeps whole files, which are one checkpoint. The answer says whether the browser took it, or it stays until the page closes. */
  async keep(
    source: RemoteSource,
    title: string,
    files: readonly WeightFile[],
    config: string | null,
  ): Promise<'kept' | 'inMemory'> {
    const url = weightsUrl(source, this.#base);
    const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0);
    const file = source.kind === 'hub' ? source.file : defaultFile;
    const ref =
      source.kind === 'hub'
        ? `${source.repo}@${source.revision}${file === defaultFile ? '' : `:${file}`}`
        : null;
    const bucket = await this.#bucket();
    try {
      if (bucket === null) throw new Error('no store');
      const several = files.length > 1 ? { files: files.map(({ name, blob }) => [name, blob.size]) } : {};
      const headers = {
        [infoHeader]: encodeURIComponent(JSON.stringify({ title, bytes, ref, ...several })),
        'content-length': String(bytes),
      };
      const whole = new Blob(files.map(({ blob }) => blob));
      await bucket.put(url, new Response(whole, { status: 200, headers }));
      const configUrl = this.#configUrl(source);
      if (config !== null && configUrl !== null) await bucket.put(configUrl, new Response(config));
      return 'kept';
    } catch {
      await bucket?.delete(url).catch(() => false);
      this.#held.set(url, { url, title, bytes, source, inMemory: true, files, config });
      return 'inMemory';
    }
  }

  async remove({ url, source }: Pick<KeptCheckpoint, 'url' | 'source'>): Promise<void> {
    this.#held.delete(url);
    const bucket = await this.#bucket();
    const configUrl = this.#configUrl(source);
    await bucket?.delete(url);
    if (configUrl !== null) await bucket?.delete(configUrl);
  }
}
