/** Checkpoints that were fetched once, kept by the browser: whole files only, listed, and deleted when asked. */
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
  readonly blob: Blob;
  readonly config: string | null;
}

const infoHeader = 'x-checkpoint';

/** What is written beside a file. The store is the page's own, but an older page may have written it. */
interface Info {
  readonly title: string;
  readonly bytes: number;
  /** As `parseHubRef` reads it; null where the file is not of the Hub. */
  readonly ref: string | null;
}

const isInfo = (value: unknown): value is Info =>
  typeof value === 'object' &&
  value !== null &&
  'title' in value &&
  typeof value.title === 'string' &&
  'bytes' in value &&
  Number.isSafeInteger(value.bytes) &&
  'ref' in value &&
  (value.ref === null || typeof value.ref === 'string');

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
    const found: KeptCheckpoint[] = [...this.#held.values()].map(({ blob: _, config: __, ...kept }) => kept);
    const bucket = await this.#bucket();
    for (const request of bucket ? await bucket.keys() : []) {
      const response = await bucket?.match(request);
      const kept = response ? this.#infoOf(request.url, response) : null;
      if (kept) found.push(kept);
    }
    return found;
  }

  #infoOf(url: string, response: Response): KeptCheckpoint | null {
    const text = response.headers.get(infoHeader);
    if (text === null) return null;
    let info: unknown;
    try {
      info = JSON.parse(decodeURIComponent(text));
    } catch {
      return null;
    }
    if (!isInfo(info)) return null;
    const { title, bytes, ref } = info;
    const source: RemoteSource = (ref === null ? null : parseHubRef(ref)) ?? { kind: 'url', url };
    return weightsUrl(source, this.#base) === url ? { url, title, bytes, source, inMemory: false } : null;
  }

  /** The whole file, or null. */
  async find(source: RemoteSource): Promise<Blob | null> {
    const url = weightsUrl(source, this.#base);
    const held = this.#held.get(url);
    if (held) return held.blob;
    const response = await (await this.#bucket())?.match(url);
    const kept = response ? this.#infoOf(url, response) : null;
    if (!response || !kept) return null;
    const blob = await response.blob();
    // A store that was cut short is as good as none.
    return blob.size === kept.bytes ? blob : null;
  }

  /** A kept file of this repository, whatever its revision: for a page without a network. */
  async anyOf({ repo, file }: HubSource): Promise<HubSource | null> {
    for (const { source } of await this.list()) {
      if (source.kind === 'hub' && source.repo === repo && source.file === file) return source;
    }
    return null;
  }

  /** The text of the repository's config, kept with its weights. */
  async config(source: RemoteSource): Promise<string | null> {
    const held = this.#held.get(weightsUrl(source, this.#base));
    if (held) return held.config;
    const url = this.#configUrl(source);
    const response = url === null ? undefined : await (await this.#bucket())?.match(url);
    return response ? response.text() : null;
  }

  /** Keeps a whole file. The answer says whether the browser took it, or it stays until the page closes. */
  async keep(
    source: RemoteSource,
    title: string,
    blob: Blob,
    config: string | null,
  ): Promise<'kept' | 'inMemory'> {
    const url = weightsUrl(source, this.#base);
    const bytes = blob.size;
    const file = source.kind === 'hub' ? source.file : defaultFile;
    const ref =
      source.kind === 'hub'
        ? `${source.repo}@${source.revision}${file === defaultFile ? '' : `:${file}`}`
        : null;
    const bucket = await this.#bucket();
    try {
      if (bucket === null) throw new Error('no store');
      const headers = {
        [infoHeader]: encodeURIComponent(JSON.stringify({ title, bytes, ref })),
        'content-length': String(bytes),
      };
      await bucket.put(url, new Response(blob, { status: 200, headers }));
      const configUrl = this.#configUrl(source);
      if (config !== null && configUrl !== null) await bucket.put(configUrl, new Response(config));
      return 'kept';
    } catch {
      await bucket?.delete(url).catch(() => false);
      this.#held.set(url, { url, title, bytes, source, inMemory: true, blob, config });
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
