import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { elements } from '../graph/ops/index.ts';
import { catalogue, defaultCheckpoint, specOfCheckpoint } from './catalogue.ts';
import { Download, downloadFile, type DownloadOptions, type DownloadProgress } from './download.ts';
import { checkpointOf, configOf, tiny } from './fixtures/files.ts';
import { commit, type HubServer, type Repository, startHub } from './fixtures/hubServer.ts';
import { type HubSource, parseHubRef, weightsUrl } from './hub.ts';
import { tensorList } from './names/index.ts';
import { judgeFile, offerFiles } from './offer.ts';
import { type Pause, sleep } from './patience.ts';
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
  options: Partial<DownloadOptions<Blob>> & { readonly signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  served += 1;
  const name = `net${served}`;
  hub.repositories.set(`timm/${name}`, { weights, ...how });
  pausesOf.length = 0;
  progress.length = 0;
  const { signal = new AbortController().signal, ...rest } = options;
  const blob = await downloadFile(
    weightsUrl(source(name), hub.base),
    {
      name,
      sink: blobSink(),
      immutable: true,
      onProgress: (now) => progress.push(now),
      wait: (ms) => {
        pausesOf.push(ms);
        return Promise.resolve();
      },
      ...rest,
    },
    signal,
  );
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
    [404, { key: 'hub.error.notFound' }],
    [401, { key: 'hub.error.noAccess' }],
    [403, { key: 'hub.error.noAccess' }],
    [418, { key: 'hub.error.status' }],
  ])('says what %s means', async (status, error) => {
    await expect(fetchIt({ refusal: { status } })).rejects.toMatchObject(error);
    expect(pausesOf).toEqual([]);
  });

  it.each([
    [429, undefined, [2000, 4000, 8000, 16_000], { key: 'hub.error.busy' }],
    [503, undefined, [2000, 4000, 8000, 16_000], { key: 'hub.error.busy' }],
    [429, '17', [17_000, 17_000, 17_000, 17_000], { key: 'hub.error.busyFor', values: { seconds: 17 } }],
    [503, '900', [60_000, 60_000, 60_000, 60_000], { key: 'hub.error.busyFor', values: { seconds: 900 } }],
    [429, 'soon', [2000, 4000, 8000, 16_000], { key: 'hub.error.busy' }],
  ])(
    'waits as a busy server asks (%s, Retry-After %s), and not for ever',
    async (status, after, waits, error) => {
      const refusal = after === undefined ? { status } : { status, retryAfter: after };
      await expect(fetchIt({ refusal })).rejects.toMatchObject(error);
      expect(pausesOf).toEqual(waits);
      expect(hub.seen).toHaveLength(5);
    },
  );

  it('has the file when the server is free again, and says when that will be', async () => {
    const pauses: (number | null)[] = [];
    const begun = Date.now();
    const onPause = (pause: Pause | null) => pauses.push(pause && Math.round((pause.until - begun) / 1000));
    const refusal = { status: 429, times: 2 };
    const rateLimit = '"resolvers";r=0;t=55';
    expect(same(await fetchIt({ refusal, rateLimit }, { onPause }), weights)).toBe(true);
    expect(pausesOf).toEqual([55_000, 55_000]);
    expect(pauses).toEqual([55, null, 55, null]);
  });

  it('can be ended while it waits', async () => {
    const controller = new AbortController();
    const refusal = { status: 429, retryAfter: '30' };
    const onPause = () => setTimeout(() => controller.abort(), 10);
    const begun = performance.now();
    const going = fetchIt({ refusal }, { signal: controller.signal, onPause, wait: sleep });
    await expect(going).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - begun).toBeLessThan(5000);
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
      key: 'hub.error.notWeights',
    });
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    const going = fetchIt({ slow: { ms: 30, parts: 20 } }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 60);
    await expect(going).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says that nobody answers', async () => {
    const options = { name: 'x', sink: blobSink(), immutable: true };
    const { signal } = new AbortController();
    const gone = downloadFile('http://localhost:9/model.safetensors', options, signal);
    await expect(gone).rejects.toMatchObject({
      key: 'hub.error.unreachable',
      values: { host: 'localhost:9' },
    });
  });
});

describe('another try', () => {
  const options = { name: 'again', wait: () => Promise.resolve(), immutable: true };
  /** Breaks until it is given up, and tries again when the server is well. */
  async function twice(how: Partial<Repository>, then: Partial<Repository>, immutable = true) {
    progress.length = 0;
    served += 1;
    const name = `again${served}`;
    hub.repositories.set(`timm/${name}`, { weights, breaks: { after: 20_000, times: 1 }, ...how });
    // After the first break nothing comes any more: the server answers, and ends at once.
    let gone = false;
    const get: typeof fetch = (input, init) =>
      gone ? Promise.reject(new TypeError('gone')) : fetch(input, init);
    const onProgress = (now: DownloadProgress) => {
      progress.push(now);
      gone ||= now.received >= 20_000;
    };
    const url = weightsUrl(source(name), hub.base);
    const download = new Download(url, { ...options, immutable, sink: blobSink(), fetch: get, onProgress });
    const { signal } = new AbortController();
    await expect(download.run(signal)).rejects.toMatchObject({ key: 'hub.error.broken' });
    hub.repositories.set(`timm/${name}`, { weights, ...how, ...then });
    hub.seen.length = 0;
    progress.length = 0;
    gone = false;
    const onward = new Uint8Array(await (await download.run(signal)).arrayBuffer());
    return { bytes: onward, continuation: progress.at(-1)?.continuation };
  }

  it.each([
    ['of a commit', true],
    ['by the file’s tag', false],
  ])('goes on from the bytes that are here (%s)', async (_, immutable) => {
    const { bytes, continuation } = await twice({}, { breaks: { after: 0, times: 0 } }, immutable);
    expect(same(bytes, weights)).toBe(true);
    expect(requests()).toEqual(['bytes=20000-']);
    expect(continuation).toEqual({ kind: 'resumed', at: 20_000 });
  });

  it('keeps what is here through answers that bring nothing', async () => {
    const name = 'poor';
    hub.repositories.set(`timm/${name}`, { weights, breaks: { after: [20_000, 0], times: 5 } });
    const url = weightsUrl(source(name), hub.base);
    const download = new Download(url, { ...options, sink: blobSink() });
    const { signal } = new AbortController();
    await expect(download.run(signal)).rejects.toMatchObject({ key: 'hub.error.broken' });
    hub.seen.length = 0;
    const bytes = new Uint8Array(await (await download.run(signal)).arrayBuffer());
    expect(same(bytes, weights)).toBe(true);
    expect(requests()).toEqual(['bytes=20000-']);
  });

  it('begins anew where the file is another one by then, and says so', async () => {
    const other = checkpointOf({ ...tiny, classes: 11 });
    const { bytes, continuation } = await twice(
      { changing: true },
      { weights: other, changing: true },
      false,
    );
    expect(same(bytes, other)).toBe(true);
    expect(requests()).toEqual(['bytes=20000-', null]);
    expect(continuation).toEqual({ kind: 'changed' });
  });

  it('begins anew where the server sends no parts, and says so', async () => {
    const { bytes, continuation } = await twice({ ranges: false }, {});
    expect(same(bytes, weights)).toBe(true);
    expect(requests()).toEqual(['bytes=20000-']);
    expect(continuation).toEqual({ kind: 'whole' });
  });
});

describe('a checkpoint of full size', () => {
  // One of basic blocks, one of bottlenecks with an attention: what else differs is in the header.
  it.each(['resnet10t', 'ecaresnet26t'])(
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
  const ofEachFamily = [
    ...new Map(catalogue.map((entry) => [specOfCheckpoint(entry).family, entry])).values(),
  ];

  // A whole file of each would be gigabytes: the header has timm's real names and shapes, and values may come never.
  it.each(ofEachFamily)('$name is known by the header alone of what is served', async (entry) => {
    const spec = specOfCheckpoint(entry);
    let at = 0;
    const header = Object.fromEntries(
      tensorList(buildGraph(spec)).map(({ name, shape }) => {
        const begin = at;
        at += 4 * elements(shape);
        return [name, { dtype: 'F32', shape, data_offsets: [begin, at] }];
      }),
    );
    const text = new TextEncoder().encode(JSON.stringify(header));
    const start = new Uint8Array(8 + text.length + 64);
    new DataView(start.buffer).setBigUint64(0, BigInt(text.length), true);
    start.set(text, 8);
    hub.repositories.set(entry.repo, { weights: start, config: configOf(entry) });
    const signal = new AbortController().signal;
    const resolved = await resolveRemote(required(parseHubRef(entry.repo), entry.repo), hub.base, { signal });
    expect(resolved.source).toMatchObject({ repo: entry.repo, revision: commit });
    const named = required(specOfRemote(resolved.source, resolved.config), 'spec');
    expect(named).toEqual(spec);
    const enough = new Error('enough');
    const onHeader = (file: SafetensorsFile): never => {
      expect(judgeFile(file, named)).toMatchObject({ fits: true });
      expect(Math.abs(file.source.size - entry.bytes)).toBeLessThan(0.02 * entry.bytes);
      throw enough;
    };
    const url = weightsUrl(resolved.source, hub.base);
    const options = { name: entry.name, sink: blobSink(), immutable: true, onHeader };
    await expect(downloadFile(url, options, signal)).rejects.toBe(enough);
  });
});
