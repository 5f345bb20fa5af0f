import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { catalogue, defaultCheckpoint, specOfCheckpoint } from './catalogue.ts';
import { downloadSafetensors, type DownloadProgress } from './download.ts';
import { checkpointOf, tiny } from './fixtures/files.ts';
import { commit, type HubServer, type Repository, startHub } from './fixtures/hubServer.ts';
import { type HubSource, parseHubRef, weightsUrl } from './hub.ts';
import { tensorList } from './names/index.ts';
import { judgeFile, offerFiles } from './offer.ts';
import { resolveRemote, specOfRemote } from './resolve.ts';
import type { SafetensorsFile } from './safetensors.ts';
import { blobSink } from './sinks.ts';
import { required } from '../base/invariant.ts';

const weights = checkpointOf(tiny);
let hub: HubServer;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());
afterEach(() => {
  hub.seen.length = 0;
});

const source = (name: string): HubSource => required(parseHubRef(`timm/${name}@${commit}`), name);
const pausesOf: number[] = [];
const progress: DownloadProgress[] = [];

let served = 0;
/** Serves the tiny network under its own name and fetches it. */
async function fetchIt(
  how: Partial<Repository>,
  options: { immutable?: boolean; signal?: AbortSignal; onHeader?: (file: SafetensorsFile) => void } = {},
): Promise<Uint8Array> {
  served += 1;
  const name = `net${served}`;
  hub.repositories.set(`timm/${name}`, { weights, ...how });
  pausesOf.length = 0;
  progress.length = 0;
  const blob = await downloadSafetensors(weightsUrl(source(name), hub.base), {
    name,
    sink: blobSink(),
    signal: new AbortController().signal,
    immutable: true,
    onProgress: (now) => progress.push(now),
    wait: (ms) => {
      pausesOf.push(ms);
      return Promise.resolve();
    },
    ...options,
  });
  return new Uint8Array(await blob.arrayBuffer());
}
/** `toEqual` takes seconds over bytes. */
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const requests = () => hub.seen.filter(({ path }) => path.startsWith('/blobs/')).map(({ range }) => range);

describe('a download', () => {
  it('follows the redirect to another origin and has every byte', async () => {
    expect(same(await fetchIt({}), weights)).toBe(true);
    expect(requests()).toEqual([null]);
    expect(hub.seen.every(({ referer }) => referer === null)).toBe(true);
    expect(progress.at(-1)).toMatchObject({
      received: weights.length,
      total: weights.length,
      remainingMs: null,
    });
  });

  it('gives the header before the rest, and can be ended there', async () => {
    let headerAt = -1;
    const files: SafetensorsFile[] = [];
    await fetchIt(
      { slow: { ms: 40, parts: 8 } },
      {
        onHeader: (file) => {
          files.push(file);
          headerAt = progress.at(-1)?.received ?? -1;
        },
      },
    );
    expect(files).toHaveLength(1);
    expect(files[0]?.source.size).toBe(weights.length);
    expect(judgeFile(required(files[0], 'header'), tiny).fits).toBe(true);
    expect(headerAt).toBeLessThan(weights.length / 2);
    expect(
      progress.some(({ bytesPerSecond, remainingMs }) => bytesPerSecond !== null && remainingMs !== null),
    ).toBe(true);
    const refuse = (): never => {
      throw new Error('not this one');
    };
    await expect(fetchIt({ slow: { ms: 20, parts: 8 } }, { onHeader: refuse })).rejects.toThrow(
      'not this one',
    );
  });

  it('goes on from where the connection broke', async () => {
    expect(same(await fetchIt({ breaks: { after: 20_000, times: 2 } }), weights)).toBe(true);
    expect(requests()).toEqual([null, 'bytes=20000-', 'bytes=40000-']);
    expect(pausesOf).toHaveLength(2);
  });

  it('goes on by the tag alone where the address may change its content', async () => {
    expect(same(await fetchIt({ breaks: { after: 20_000, times: 1 } }, { immutable: false }), weights)).toBe(
      true,
    );
    expect(requests()).toEqual([null, 'bytes=20000-']);
  });

  it('starts again where the file has changed meanwhile', async () => {
    const how = { breaks: { after: 20_000, times: 1 }, changing: true };
    expect(same(await fetchIt(how, { immutable: false }), weights)).toBe(true);
    expect(requests()).toEqual([null, 'bytes=20000-', null]);
  });

  it('starts again where the server knows no ranges', async () => {
    expect(same(await fetchIt({ breaks: { after: 20_000, times: 1 }, ranges: false }), weights)).toBe(true);
    expect(requests()).toEqual([null, 'bytes=20000-']);
  });

  it('gives up after five breaks without progress, and says so', async () => {
    await expect(fetchIt({ breaks: { after: 0, times: 99 } })).rejects.toMatchObject({
      key: 'hub.error.broken',
    });
    expect(pausesOf).toHaveLength(4);
  });

  it('tries again when the server stumbles', async () => {
    expect(same(await fetchIt({ refusal: { status: 503, times: 2 } }), weights)).toBe(true);
  });

  it.each([
    [404, undefined, { key: 'hub.error.notFound' }],
    [401, undefined, { key: 'hub.error.noAccess' }],
    [403, undefined, { key: 'hub.error.noAccess' }],
    [418, undefined, { key: 'hub.error.status' }],
    [429, undefined, { key: 'hub.error.busy' }],
    [429, '17', { key: 'hub.error.busyFor', values: { seconds: 17 } }],
    [429, 'soon', { key: 'hub.error.busy' }],
  ])('says what %s means (Retry-After %s)', async (status, retryAfter, error) => {
    const refusal = retryAfter === undefined ? { status } : { status, retryAfter };
    await expect(fetchIt({ refusal })).rejects.toMatchObject(error);
    expect(pausesOf).toEqual([]);
  });

  it.each([
    ['too short', 1000],
    ['too long', -5],
  ])('refuses a file that is %s', async (_, missing) => {
    await expect(fetchIt({ missing })).rejects.toMatchObject({ key: 'hub.error.length' });
  });

  it('refuses what is no safetensors file, and a header that lies', async () => {
    const page = new TextEncoder().encode('<!doctype html><title>Sign in</title>'.repeat(10));
    await expect(fetchIt({ weights: page })).rejects.toMatchObject({ key: 'weights.headerLength' });
    await expect(fetchIt({ weights: weights.slice(0, 500) })).rejects.toMatchObject({
      key: 'hub.error.notSafetensors',
    });
    const pickle = new Uint8Array([0x50, 0x4b, 3, 4, ...new Uint8Array(100)]);
    await expect(fetchIt({ weights: pickle })).rejects.toMatchObject({ key: 'weights.pickle' });
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const going = fetchIt({ slow: { ms: 30, parts: 20 } }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 60);
    await expect(going).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says that nobody answers', async () => {
    const gone = downloadSafetensors('http://localhost:9/model.safetensors', {
      name: 'x',
      sink: blobSink(),
      signal: new AbortController().signal,
      immutable: true,
    });
    await expect(gone).rejects.toMatchObject({
      key: 'hub.error.unreachable',
      values: { host: 'localhost:9' },
    });
  });
});

describe('a checkpoint of full size', () => {
  it.each(['resnet10t', 'resnet14t', 'resnet18d', 'ecaresnet26t', 'resnet50d'])(
    'of %s comes whole through a break, and every tensor of it',
    async (arch) => {
      const spec = specOfCheckpoint(required(defaultCheckpoint(arch), arch));
      const full = checkpointOf(spec);
      const got = await fetchIt({ weights: full, breaks: { after: 9_000_000, times: 2 } });
      expect(requests()).toHaveLength(3);
      expect(same(got, full)).toBe(true);
      const offer = await offerFiles([{ blob: new Blob([full]), name: arch }], spec, null);
      expect(offer).toMatchObject({ fits: true });
    },
  );
});

describe('a checkpoint of the catalogue', () => {
  const one = [...new Map(catalogue.map((entry) => [entry.arch, entry])).values()];

  // A whole file of each would be gigabytes: the header has timm's real names and shapes, and values may come never.
  it.each(one)('$name is known by its header alone', async (entry) => {
    const spec = specOfCheckpoint(entry);
    const tensors = tensorList(buildGraph(spec));
    let at = 0;
    const header = Object.fromEntries(
      tensors.map(({ name, shape }) => {
        const begin = at;
        at += 4 * shape.reduce((product, size) => product * size, 1);
        return [name, { dtype: 'F32', shape, data_offsets: [begin, at] }];
      }),
    );
    const text = new TextEncoder().encode(JSON.stringify(header));
    const start = new Uint8Array(8 + text.length + 64);
    new DataView(start.buffer).setBigUint64(0, BigInt(text.length), true);
    start.set(text, 8);
    const size = entry.sizes[0].side;
    const config = {
      architecture: entry.arch,
      num_classes: entry.classes,
      pretrained_cfg: { tag: entry.tag, input_size: [3, size, size], crop_pct: entry.sizes[0].cropPct },
    };
    hub.repositories.set(entry.repo, { weights: start, config: JSON.stringify(config) });
    const signal = new AbortController().signal;
    const asked = required(parseHubRef(entry.repo), entry.repo);
    const resolved = await resolveRemote(asked, hub.base, signal);
    expect(resolved.source).toMatchObject({ repo: entry.repo, revision: commit });
    const named = required(specOfRemote(resolved.source, resolved.config), 'spec');
    expect(named).toEqual(spec);
    const enough = new Error('enough');
    const onHeader = (file: SafetensorsFile): never => {
      expect(judgeFile(file, named)).toMatchObject({ fits: true });
      expect(Math.abs(file.source.size - entry.bytes)).toBeLessThan(0.01 * entry.bytes);
      throw enough;
    };
    const url = weightsUrl(resolved.source, hub.base);
    const going = downloadSafetensors(url, {
      name: entry.name,
      sink: blobSink(),
      signal,
      immutable: true,
      onHeader,
    });
    await expect(going).rejects.toBe(enough);
  });
});
