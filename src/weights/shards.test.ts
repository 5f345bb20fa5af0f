import { expect, it } from 'vitest';
import { openWeightFiles } from './openWeightFiles.ts';
import { writeSafetensors } from './safetensorsWrite.ts';

const shard = (name: string, tensors: Readonly<Record<string, number>>) => ({
  name,
  blob: new Blob([
    writeSafetensors(
      Object.entries(tensors).map(([tensor, value]) => ({
        name: tensor,
        shape: [1],
        dtype: 'F32' as const,
        data: Float32Array.of(value),
      })),
    ),
  ]),
});
const json = (name: string, value: unknown) => ({
  name,
  blob: new Blob([typeof value === 'string' ? value : JSON.stringify(value)]),
});

const one = shard('model-00001-of-00002.safetensors', { a: 1, b: 2 });
const two = shard('model-00002-of-00002.safetensors', { c: 3 });
const places = { a: one.name, b: one.name, c: two.name };
const indexName = 'model.safetensors.index.json';
const index = json(indexName, { metadata: { total_size: 12 }, weight_map: places });

it.each([
  ['with their index', [two, index, one]],
  ['without it', [two, one]],
])('reads shards %s, in any order', async (_what, files) => {
  const file = await openWeightFiles(files);
  expect([...file.entries.keys()].sort()).toEqual(['a', 'b', 'c']);
  expect([...(await file.read('a')), ...(await file.read('c'))]).toEqual([1, 3]);
  await expect(file.read('d')).rejects.toMatchObject({ key: 'weights.absent' });
});

it.each([
  ['a shard is missing', [index, one], 'weights.noShard', two.name],
  ['all are missing', [index], 'weights.noShard', `${one.name}, ${two.name}`],
  [
    'one of a series is missing',
    [one, { ...one, name: 'model-00001-of-00003.safetensors' }],
    'weights.unrelated',
    'model-00001-of-00003',
  ],
  [
    'a further file is there',
    [index, one, two, shard('x.safetensors', { d: 1 })],
    'weights.unrelated',
    'x.safetensors',
  ],
  [
    'there are two indices',
    [index, json('other.index.json', {}), one, two],
    'weights.unrelated',
    'other.index.json',
  ],
  [
    'files have nothing in common',
    [shard('x.safetensors', { a: 1 }), shard('y.safetensors', { b: 1 })],
    'weights.unrelated',
    'y.safetensors',
  ],
  ['a tensor is in two of them', [one, { ...one, name: two.name }], 'weights.duplicate', 'a'],
  [
    'the index has a tensor elsewhere',
    [json(indexName, { weight_map: { ...places, a: two.name } }), one, two],
    'weights.indexDiffers',
    'a',
  ],
  [
    'the index has a tensor more',
    [json(indexName, { weight_map: { ...places, d: two.name } }), one, two],
    'weights.indexDiffers',
    'd',
  ],
  [
    'the index says a name twice',
    [json(indexName, `{"weight_map": {"a": "${one.name}", "a": "x"}}`), one],
    'weights.duplicate',
    'a',
  ],
  ['the index is no JSON', [json(indexName, 'weight_map'), one], 'weights.index', indexName],
  ['the index has no map', [json(indexName, { map: {} }), one], 'weights.index', indexName],
  [
    'the index has numbers for files',
    [json(indexName, { weight_map: { a: 1 } }), one],
    'weights.index',
    indexName,
  ],
  ['the index is empty', [json(indexName, { weight_map: {} }), one], 'weights.noTensors', indexName],
])('says so when %s', async (_what, files, key, named) => {
  const error = await openWeightFiles(files).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ key });
  expect((error as Error).message).toContain(named);
});

it('compares a shard’s own name, not the path in the index', async () => {
  const paths = { a: `../../${one.name}`, b: `/etc/${one.name}`, c: `C:\\${two.name}` };
  const file = await openWeightFiles([json(indexName, { weight_map: paths }), one, two]);
  expect(file.entries.size).toBe(3);
});
