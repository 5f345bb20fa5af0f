import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { required } from '../base/invariant.ts';
import { tiny } from './fixtures/files.ts';
import { commit, type HubServer, type Repository, startHub } from './fixtures/hubServer.ts';
import { torchFileOf } from './fixtures/torchBytes.ts';
import { parseHubRef } from './hub.ts';
import { tensorList } from './names/index.ts';
import { offerFiles } from './offer.ts';
import { writeSafetensors } from './safetensorsWrite.ts';
import { seededTensor } from './seeded.ts';
import { blobSink } from './sinks.ts';
import { openWeights } from './weightSource.ts';
import { type FetchOptions, WeightsFetch } from './weightsFetch.ts';

const list = tensorList(buildGraph(tiny));
const tensors = list.map(({ name, shape, kind }) => ({ name, shape, data: seededTensor(name, shape, kind) }));
const half = Math.floor(tensors.length / 2);
const [early, late] = [tensors.slice(0, half), tensors.slice(half)];
const whole = torchFileOf(tensors);
const names = ['pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin'] as const;
const indexOf = ([first, second]: readonly [string, string]): string =>
  JSON.stringify({
    metadata: { total_size: 4 * tensors.reduce((sum, { data }) => sum + data.length, 0) },
    weight_map: Object.fromEntries([
      ...early.map(({ name }) => [name, first]),
      ...late.map(({ name }) => [name, second]),
    ]),
  });

let hub: HubServer;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.close());

let served = 0;
function serve(how: Repository, file = '', options: Partial<FetchOptions> = {}) {
  served += 1;
  const repo = `me/fetch${served}`;
  hub.repositories.set(repo, how);
  hub.seen.length = 0;
  const source = required(parseHubRef(`${repo}@${commit}${file && `:${file}`}`), repo);
  const work = new WeightsFetch(source, {
    base: hub.base,
    sink: () => blobSink(),
    wait: () => Promise.resolve(),
    ...options,
  });
  return { repo, work, run: () => work.run(new AbortController().signal) };
}

const bytesOf = ({ buffer }: Float32Array<ArrayBuffer>): Uint8Array => new Uint8Array(buffer);

/** Every value of the network, through what was fetched. */
async function check(files: Parameters<typeof offerFiles>[0]): Promise<void> {
  const offer = await offerFiles(files, tiny, null);
  if (!offer.fits) throw offer.refusal;
  const { get } = await openWeights(offer.source);
  for (const tensor of list) {
    const wanted = seededTensor(tensor.name, tensor.shape, tensor.kind);
    expect(Buffer.compare(bytesOf(await get(tensor)), bytesOf(wanted)), tensor.name).toBe(0);
  }
}

it.each(['pytorch_model.bin', 'weights.pth', 'deep/net.pt'])(
  'finds %s in a repository without safetensors, and reads it through the restricted unpickler',
  async (file) => {
    const { run } = serve({ weights: whole, file });
    const { source, files } = await run();
    expect(source).toMatchObject({ file, revision: commit });
    await check(files);
    expect(hub.seen.filter(({ path }) => path.includes('/revision/'))).toHaveLength(1);
  },
);

it('takes the file that was named, with no list asked for', async () => {
  const { run } = serve({ weights: whole, file: 'b.pth', others: { 'a.pth': 'x' } }, 'b.pth');
  await check((await run()).files);
  expect(hub.seen.some(({ path }) => path.includes('/revision/'))).toBe(false);
});

it('asks which of several, and says that there are none', async () => {
  const several = serve({ weights: whole, file: 'b.pth', others: { 'a.pth': 'x' } });
  await expect(several.run()).rejects.toMatchObject({ key: 'hub.error.whichFile' });
  const none = serve({ weights: whole, file: 'README.md' });
  await expect(none.run()).rejects.toMatchObject({ key: 'hub.error.notFound' });
});

it('goes on where a broken file of PyTorch’s ended', async () => {
  const { run } = serve({ weights: whole, file: 'pytorch_model.bin', breaks: { after: 30_000, times: 2 } });
  await check((await run()).files);
  const ranges = hub.seen.flatMap(({ path, range }) => (path.startsWith('/blobs/') && range ? [range] : []));
  expect(ranges).toEqual(['bytes=30000-', 'bytes=60000-']);
});

it('refuses a file that was cut short, and one whose pickle calls', async () => {
  const short = serve({ weights: whole.slice(0, -300), file: 'pytorch_model.bin' });
  await expect(short.run().then(({ files }) => check(files))).rejects.toMatchObject({ name: 'WeightsError' });
  const calls = new TextEncoder().encode('\x80\x02cposix\nsystem\nX\x04\x00\x00\x00truetR.');
  const evil = serve({ weights: Uint8Array.from([0x80, ...calls.slice(2)]), file: 'pytorch_model.bin' });
  await expect(evil.run().then(({ files }) => check(files))).rejects.toMatchObject({ name: 'WeightsError' });
});

it.each([
  ['PyTorch’s shards', torchFileOf, names, 'pytorch_model.bin.index.json'],
  [
    'shards of safetensors',
    (part: typeof tensors) => writeSafetensors(part.map((entry) => ({ ...entry, dtype: 'F32' }))),
    ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'],
    'model.safetensors.index.json',
  ],
] as const)('fetches %s by their index, with one progress for all', async (_, write, shards, index) => {
  const received: number[] = [];
  let total: number | null = null;
  const onProgress: FetchOptions['onProgress'] = (now) => {
    received.push(now.received);
    total = now.total;
  };
  const others = { [index]: indexOf(shards), [shards[1]]: write(late) };
  const { run } = serve({ weights: write(early), file: shards[0], others }, '', { onProgress });
  const { source, files } = await run();
  expect(source).toMatchObject({ file: index });
  expect(files.map(({ name }) => name).slice(1)).toEqual(shards);
  await check(files);
  expect(received).toEqual(received.toSorted((a, b) => a - b));
  expect(total).toBe(received.at(-1));
});

it('keeps the shards that came when a later one cannot be had', async () => {
  const others = { 'pytorch_model.bin.index.json': indexOf(names) };
  const { repo, run } = serve({ weights: torchFileOf(early), file: names[0], others });
  await expect(run()).rejects.toMatchObject({ key: 'hub.error.notFound' });
  hub.repositories.set(repo, {
    weights: torchFileOf(early),
    file: names[0],
    others: { ...others, [names[1]]: torchFileOf(late) },
  });
  hub.seen.length = 0;
  await check((await run()).files);
  expect(hub.seen.map(({ path }) => path.split('/').at(-1))).toEqual([names[1]]);
});

it('refuses an index that names other things than weights', async () => {
  const bad = JSON.stringify({ weight_map: { a: '../../secret.json' } });
  const { run } = serve({ weights: whole, file: 'x.pth', others: { 'pytorch_model.bin.index.json': bad } });
  await expect(run()).rejects.toMatchObject({ key: 'weights.index' });
});
