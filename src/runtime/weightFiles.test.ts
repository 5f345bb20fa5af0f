import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { editSpec, parseSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { patternImage } from '../image/pattern.ts';
import { tensorList } from '../weights/names/index.ts';
import { type StoredTensor, writeSafetensors } from '../weights/safetensorsWrite.ts';
import { seededTensor } from '../weights/seeded.ts';
import type { WeightsRef } from './contract.ts';
import { Engine } from './engine.ts';
import { nodePlatform } from './platform/node.ts';

const spec = parseSpec({ depth: 10, widthMultiplier: 0.125, classes: 3, inputHeight: 32, inputWidth: 32 });

/** The seeded weights as a file, with one tensor changed. */
function fileOf(
  wanted: FamilySpec,
  spoil: (name: string, values: Float32Array) => void = () => undefined,
): Blob {
  const tensors = tensorList(buildGraph(wanted)).map(({ name, shape, kind }): StoredTensor => {
    const data = seededTensor(name, shape, kind);
    spoil(name, data);
    return { name, shape, dtype: 'F32', data };
  });
  const labels = { labels: JSON.stringify(['cat', 'dog', 'cow']) };
  return new Blob([writeSafetensors(tensors, labels)]);
}

const engine = new Engine(nodePlatform());
beforeAll(async () => {
  await engine.start('wasm');
});
afterAll(() => engine.dispose());

let runs = 0;
async function logits(weights: WeightsRef, wanted = spec): Promise<number[]> {
  runs += 1;
  const request = { spec: wanted, weights, input: patternImage(3, 32, 32), keep: [] };
  return [...(await engine.run(runs, request, () => undefined)).logits];
}

it('runs on the values of a file', async () => {
  const seeded = await logits({ kind: 'seeded' });
  const same = await engine.openWeights(fileOf(spec), 'same.safetensors', spec);
  expect(same).toMatchObject({ missing: [], wrongShape: [], refusal: null, labels: ['cat', 'dog', 'cow'] });
  expect(await logits({ kind: 'file', id: required(same.id, 'an id') })).toEqual(seeded);

  const shifted = fileOf(spec, (name, values) => {
    if (name === 'fc.bias') values.fill(1000);
  });
  const other = await engine.openWeights(shifted, 'other.safetensors', spec);
  const id = required(other.id, 'an id');
  expect(Math.min(...(await logits({ kind: 'file', id })))).toBeGreaterThan(900);
  const [bias] = (await engine.tensors(spec, { kind: 'file', id }, 'head.fc')).slice(-1);
  expect([bias?.name, ...(bias?.values ?? [])]).toEqual(['fc.bias', 1000, 1000, 1000]);
  expect(await logits({ kind: 'seeded' })).toEqual(seeded);
});

it('does not open a file that does not fit, and says what would', async () => {
  const deeper = editSpec(spec, { attention: 'se' }).spec;
  const report = await engine.openWeights(fileOf(deeper), 'deeper.safetensors', spec);
  expect(report).toMatchObject({ id: null, suggestion: deeper, refusal: { key: 'weights.fitsOther' } });
});

it('runs on a checkpoint of PyTorch, and on the averaged copy in it', async () => {
  const name = new URL('../weights/fixtures/torch/net.pth.gz', import.meta.url);
  const blob = new Blob([gunzipSync(readFileSync(name))]);
  const narrow = editSpec(spec, { stemWidth: 8 }).spec;
  const plain = await engine.openWeights(blob, 'net.pth', narrow);
  expect(plain).toMatchObject({ refusal: null, prefix: 'module.', part: 'model' });
  expect(plain.parts.map(({ path }) => path)).toEqual(['model', 'ema.module']);
  const wish = { part: 'ema.module' };
  const averaged = await engine.openWeights(blob, 'net.pth', narrow, wish);
  expect(averaged).toMatchObject({ refusal: null, prefix: '', part: 'ema.module' });
  // The classifier has no weights but biases: 1, 2, 3 and 3, 2, 1.
  const differences = async (id: string | null): Promise<number[]> => {
    const [a = 0, b = 0, c = 0] = await logits({ kind: 'file', id: required(id, 'an id') }, narrow);
    return [b - a, c - b].map((difference) => Math.round(1000 * difference) / 1000);
  };
  expect(await differences(plain.id)).toEqual([1, 1]);
  expect(await differences(averaged.id)).toEqual([-1, -1]);
  const checked = await engine.checkWeights(required(averaged.id, 'an id'), narrow);
  expect(checked.part).toBe('ema.module');
});

it('checks an open file against another spec, and forgets a closed one', async () => {
  const { id } = await engine.openWeights(fileOf(spec), 'a.safetensors', spec);
  const open = required(id, 'an id');
  expect((await engine.checkWeights(open, spec)).id).toBe(open);
  const other = await engine.checkWeights(open, editSpec(spec, { classes: 5 }).spec);
  expect(other.id).toBeNull();
  expect(other.wrongShape.map(({ name }) => name)).toEqual(['fc.weight', 'fc.bias']);
  await engine.closeWeights(open);
  await expect(engine.checkWeights(open, spec)).rejects.toMatchObject({ key: 'run.error.noWeights' });
  await expect(logits({ kind: 'file', id: open })).rejects.toMatchObject({ key: 'run.error.noWeights' });
});

it('shows NaN of a file instead of an answer', async () => {
  const broken = fileOf(spec, (name, values) => {
    if (name === 'layer1.0.bn1.weight') values[0] = Number.NaN;
  });
  const { id } = await engine.openWeights(broken, 'broken.safetensors', spec);
  const found = await logits({ kind: 'file', id: required(id, 'an id') });
  expect(found.every(Number.isNaN)).toBe(true);
});
