import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { patternImage } from '../image/pattern.ts';
import { tensorList } from '../weights/names/index.ts';
import { type StoredTensor, writeSafetensors } from '../weights/safetensorsWrite.ts';
import { seededTensor } from '../weights/seeded.ts';
import type { RunResult, WeightsRef } from './contract.ts';
import { Engine } from './engine.ts';
import { nodePlatform } from './platform/node.ts';

const size = { inputHeight: 32, inputWidth: 32 };
const spec = parseSpec({ depth: 18, classes: 10, ...size });
const bytes = fileOf(spec);

/** Values that the seeded ones are not. */
function fileOf(wanted: FamilySpec): Uint8Array<ArrayBuffer> {
  const tensors = tensorList(buildGraph(wanted)).map(({ name, shape, kind }): StoredTensor => {
    const data = seededTensor(name, shape, kind);
    if (name === 'fc.bias') data.fill(7);
    return { name, shape, dtype: 'F32', data };
  });
  return writeSafetensors(tensors);
}

const engine = new Engine(nodePlatform());
beforeAll(async () => {
  await engine.start('wasm');
});
afterAll(() => engine.dispose());

let runs = 0;
function run(weights: WeightsRef, wanted = spec): Promise<RunResult> {
  runs += 1;
  const request = { spec: wanted, weights, input: patternImage(3, 32, 32), keep: [] };
  return engine.run(runs, request, () => undefined);
}

const block = 1_000_000;
const blocks = Array.from(
  { length: Math.ceil(bytes.length / block) },
  (_, at) => new Blob([bytes.subarray(at * block, (at + 1) * block)]),
);
const whole = new Blob([bytes]);

async function until(reached: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await reached())) {
    if (performance.now() > end) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const held = async (): Promise<number> => (await engine.memory()).bytes;

it('brings to the device what has come, while the weights before it stay in use', async () => {
  const seeded = await run({ kind: 'seeded' });
  const before = await held();
  const id = await engine.beginWeights('net.safetensors', bytes.length, spec);
  for (const part of blocks.slice(0, -1)) await engine.feedWeights(id, part);
  // All but the convolution that ends in the last block, and never more than the file.
  await until(async () => (await held()) > before + 0.75 * bytes.length);
  expect(await held()).toBeLessThan(before + 1.05 * bytes.length);
  expect([...(await run({ kind: 'seeded' })).logits]).toEqual([...seeded.logits]);
  await expect(run({ kind: 'file', id })).rejects.toThrow();

  await engine.feedWeights(id, required(blocks.at(-1), 'the last block'));
  await until(async () => (await held()) > before + 0.99 * bytes.length);
  const report = await engine.finishWeights(id, whole, spec);
  expect(report).toMatchObject({ id, refusal: null, missing: [] });
  const ahead = await run({ kind: 'file', id });
  expect(await held()).toBeLessThan(1.1 * before);

  // The same file opened at once gives the same, after all of it went to the device.
  const opened = await engine.openWeights(whole, 'net.safetensors', spec);
  const late = await run({ kind: 'file', id: required(opened.id, 'an id') });
  expect([...ahead.logits]).toEqual([...late.logits]);
  expect([...ahead.logits]).not.toEqual([...seeded.logits]);
  expect(ahead.weightsMs).toBeLessThan(0.5 * late.weightsMs);
  process.stdout.write(
    `      weights to the device after the last byte: ${ahead.weightsMs.toFixed(0)} ms ahead, ${late.weightsMs.toFixed(0)} ms otherwise\n`,
  );

  // The same bytes in another place serve whatever is read from now on.
  await engine.replaceWeights(id, new Blob([bytes]));
  const [first] = tensorList(buildGraph(spec));
  const values = await engine.tensor({ kind: 'file', id }, required(first, 'a tensor'));
  expect(values).toHaveLength(64 * 3 * 49);
});

it.each([
  ['ended', (id: string) => engine.closeWeights(id)],
  ['shorter than it said', (id: string) => engine.finishWeights(id, whole.slice(0, -4), spec)],
  [
    'of another network than it began with',
    (id: string) => engine.finishWeights(id, whole, parseSpec({ depth: 34, classes: 10, ...size })),
  ],
])('gives back what was brought for a file that is %s', async (_, end) => {
  const seeded = await run({ kind: 'seeded' });
  const before = await held();
  const id = await engine.beginWeights('net.safetensors', bytes.length, spec);
  for (const part of blocks.slice(0, 20)) await engine.feedWeights(id, part);
  await until(async () => (await held()) > before + 15 * block);
  await end(id).catch(() => undefined);
  await until(async () => (await held()) === before);
  expect([...(await run({ kind: 'seeded' })).logits]).toEqual([...seeded.logits]);
  await expect(engine.finishWeights(id, whole, spec)).rejects.toThrow();
});

it('leaves a file that does not fit, or is none, to be judged when it is whole', async () => {
  await run({ kind: 'seeded' });
  const before = await held();
  const other = parseSpec({ depth: 10, classes: 3, ...size });
  const id = await engine.beginWeights('net.safetensors', bytes.length, other);
  for (const part of blocks) await engine.feedWeights(id, part);
  expect(await engine.finishWeights(id, whole, spec)).toMatchObject({ id, refusal: null });
  expect(await held()).toBe(before);
  expect([...(await run({ kind: 'file', id })).logits]).not.toEqual([
    ...(await run({ kind: 'seeded' })).logits,
  ]);

  const junk = new Blob([new Uint8Array(500)]);
  const none = await engine.beginWeights('junk', 500, spec);
  await engine.feedWeights(none, junk);
  await expect(engine.finishWeights(none, junk, spec)).rejects.toMatchObject({ name: 'WeightsError' });
});

it('brings them again after the device was taken away', async () => {
  const id = await engine.beginWeights('net.safetensors', bytes.length, spec);
  for (const part of blocks) await engine.feedWeights(id, part);
  await engine.start('cpu');
  await engine.start('wasm');
  const report = await engine.finishWeights(id, whole, spec);
  expect(report.id).toBe(id);
  expect((await run({ kind: 'file', id })).logits.every(Number.isFinite)).toBe(true);
});
