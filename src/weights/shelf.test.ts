import { describe, expect, it } from 'vitest';
import { commit } from './fixtures/hubServer.ts';
import { publicHub, weightsUrl } from './hub.ts';
import { Shelf, shelfName } from './shelf.ts';

const source = { kind: 'hub', repo: 'timm/net', revision: commit, file: 'model.safetensors' } as const;
const files = [{ blob: new Blob([new Uint8Array([1, 2, 3])]), name: 'timm/net' }];

/** The browser's store, as far as a shelf uses it. */
function store(options: { readonly room?: number; readonly names?: readonly string[] } = {}) {
  const buckets = new Map<string, Map<string, Response>>(options.names?.map((name) => [name, new Map()]));
  const urlOf = (request: RequestInfo | URL): string =>
    typeof request === 'object' && 'url' in request ? request.url : String(request);
  const open = (name: string): Promise<Cache> => {
    const entries = buckets.get(name) ?? new Map<string, Response>();
    buckets.set(name, entries);
    const bucket: Pick<Cache, 'keys' | 'match' | 'put' | 'delete'> = {
      keys: () => Promise.resolve([...entries.keys()].map((url) => new Request(url))),
      match: (request) => Promise.resolve(entries.get(urlOf(request))?.clone()),
      put: async (request, response) => {
        const size = (await response.clone().blob()).size;
        if (size > (options.room ?? 1e9)) throw new DOMException('full', 'QuotaExceededError');
        entries.set(urlOf(request), response);
      },
      delete: (request) => Promise.resolve(entries.delete(urlOf(request))),
    };
    return Promise.resolve(bucket as Cache);
  };
  const storage: Pick<CacheStorage, 'keys' | 'open' | 'delete'> = {
    keys: () => Promise.resolve([...buckets.keys()]),
    open,
    delete: (name) => Promise.resolve(buckets.delete(name)),
  };
  return { storage: storage as CacheStorage, buckets };
}

describe('the shelf', () => {
  it('keeps a file with its config over visits, lists it and deletes it', async () => {
    const { storage } = store();
    expect(await new Shelf(storage, publicHub).keep(source, 'timm/net', files, '{"a":1}')).toBe('kept');
    const later = new Shelf(storage, publicHub);
    const [kept, ...rest] = await later.list();
    expect(rest).toEqual([]);
    expect(kept).toEqual({
      url: weightsUrl(source),
      title: 'timm/net',
      bytes: 3,
      source,
      inMemory: false,
    });
    expect((await later.find(source))?.map(({ blob, name }) => [name, blob.size])).toEqual([['timm/net', 3]]);
    expect(await later.config(source)).toBe('{"a":1}');
    expect(await later.anyOf({ ...source, revision: 'main' })).toEqual(source);
    expect(await later.find({ ...source, revision: 'main' })).toBeNull();
    if (kept) await later.remove(kept);
    expect(await later.list()).toEqual([]);
    expect(await later.find(source)).toBeNull();
    expect(await later.config(source)).toBeNull();
  });

  it('holds it in memory where there is no room or no store', async () => {
    for (const storage of [store({ room: 2 }).storage, null]) {
      const shelf = new Shelf(storage, publicHub);
      expect(await shelf.keep(source, 'timm/net', files, '{}')).toBe('inMemory');
      expect(await shelf.list()).toMatchObject([{ title: 'timm/net', inMemory: true }]);
      expect(await shelf.find(source)).toBe(files);
      expect(await shelf.config(source)).toBe('{}');
      for (const kept of await shelf.list()) await shelf.remove(kept);
      expect(await shelf.find(source)).toBeNull();
    }
  });

  it('keeps several files as one checkpoint, and finds it under the repository’s name', async () => {
    const { storage } = store();
    const index = { ...source, file: 'pytorch_model.bin.index.json' };
    const shards = ['{}', 'abc', 'defgh'].map((text, at) => ({ blob: new Blob([text]), name: `part ${at}` }));
    await new Shelf(storage, publicHub).keep(index, 'timm/net', shards, null);
    const later = new Shelf(storage, publicHub);
    expect(await later.list()).toMatchObject([{ bytes: 10, source: index }]);
    const found = (await later.find(index)) ?? [];
    expect(await Promise.all(found.map(async ({ blob, name }) => [name, await blob.text()]))).toEqual([
      ['part 0', '{}'],
      ['part 1', 'abc'],
      ['part 2', 'defgh'],
    ]);
    expect(await later.anyOf(source)).toEqual(index);
    expect(await later.anyOf({ ...source, file: 'other.bin' })).toBeNull();
  });

  it('deletes what older versions kept, and nothing of others', async () => {
    const { storage, buckets } = store({ names: ['resnet-explorer-checkpoints-0', 'another'] });
    await new Shelf(storage, publicHub).list();
    expect([...buckets.keys()].toSorted()).toEqual(['another', shelfName]);
  });

  it('takes a file that is shorter than it was for none, and foreign entries neither', async () => {
    const { storage, buckets } = store();
    const shelf = new Shelf(storage, publicHub);
    await shelf.keep(source, 'timm/net', files, null);
    const entries = buckets.get(shelfName);
    const good = entries?.get(weightsUrl(source));
    entries?.set(weightsUrl(source), new Response(new Uint8Array([1]), { headers: good?.headers ?? {} }));
    expect(await shelf.find(source)).toBeNull();
    entries?.set('https://example.org/x', new Response('x', { headers: good?.headers ?? {} }));
    expect(await shelf.list()).toHaveLength(1);
  });
});
