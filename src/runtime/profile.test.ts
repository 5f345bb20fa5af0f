import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { graphTotals } from '../graph/queries.ts';
import { patternImage } from '../image/pattern.ts';
import type { ProfileRequest, ProfileResult, RunProgress } from './contract.ts';
import { Engine } from './engine.ts';
import { RunSuperseded } from './errors.ts';
import { nodePlatform } from './platform/node.ts';
import { nextTraceId } from './traceId.ts';

const engine = new Engine(nodePlatform());
beforeAll(async () => {
  expect((await engine.start('wasm')).active).toBe('wasm');
});
afterAll(() => engine.dispose());

const spec = parseSpec({ family: 'shufflenetV2', inputHeight: 64, inputWidth: 64, classes: 10 });
const graph = buildGraph(spec);
const network: ProfileRequest = {
  subject: { kind: 'network', spec, weights: { kind: 'seeded' } },
  rounds: 2,
};
const profile = (request = network, onProgress: (progress: RunProgress) => void = () => undefined) =>
  engine.profile(nextTraceId(), request, onProgress);
const runOnce = (id: number) =>
  engine.run(
    id,
    { spec, weights: { kind: 'seeded' }, input: patternImage(3, 64, 64), keep: [] },
    () => undefined,
  );

it('times every layer of a run once, with what is counted of it', async () => {
  const seen: RunProgress[] = [];
  const { backend, layers }: ProfileResult = await profile(network, (progress) => seen.push(progress));
  expect(backend).toBe('wasm');
  expect(layers.reduce((sum, { macs }) => sum + macs, 0)).toBe(graphTotals(graph).macs);
  const known = new Set(graph.nodes.map(({ id }) => id));
  expect(layers.every(({ node }) => known.has(node))).toBe(true);
  expect(new Set(layers.map(({ node }) => node)).size).toBe(layers.length);
  for (const { ms, low, high, batch } of layers) {
    expect(Number.isFinite(ms) && low <= ms && ms <= high && low >= 0).toBe(true);
    expect(batch).toBeGreaterThanOrEqual(1);
  }
  const conv = layers.find(({ node }) => node === 'stage1.block1.branch2.conv1');
  // 58 channels in and out at 8 x 8, and the folded norm's bias.
  expect(conv).toMatchObject({
    fused: ['norm', 'activation'],
    macs: 64 * 58 * 58,
    traffic: { read: 64 * 58, written: 64 * 58, weights: 58 * 58 + 58 },
  });
  expect(seen.some(({ phase, done, total }) => phase === 'layers' && done === total)).toBe(true);
});

it('times a graph that no family has', async () => {
  const { layers } = await profile({ subject: { kind: 'graph', graph }, rounds: 1 });
  expect(layers.length).toBeGreaterThan(50);
});

it('leaves the last run and the memory as they were', async () => {
  await runOnce(1);
  const before = await engine.memory();
  await profile();
  expect(await engine.memory()).toEqual(before);
  expect((await engine.inspect(1, 'stage1.block0.shuffle')).values.length).toBe(116 * 8 * 8);
});

it('gives way to a run, to a newer profile and to whoever cancels it', async () => {
  const first = profile();
  const run = runOnce(2);
  await expect(first).rejects.toBeInstanceOf(RunSuperseded);
  expect((await run).logits.length).toBe(10);
  const older = profile();
  const newer = profile();
  await expect(older).rejects.toBeInstanceOf(RunSuperseded);
  expect((await newer).layers.length).toBeGreaterThan(50);
  const id = nextTraceId();
  const ended = engine.profile(id, network, () => void engine.cancel(id));
  await expect(ended).rejects.toBeInstanceOf(RunSuperseded);
  expect((await engine.inspect(2, 'head.fc')).values.length).toBe(10);
});
