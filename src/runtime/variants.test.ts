import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { editSpec, parseSpec } from '../arch/spec.ts';
import { survivalOf } from '../arch/survival.ts';
import { required } from '../base/invariant.ts';
import { residualBlocks } from '../graph/blocks.ts';
import { applyEdits, type GraphEdit } from '../graph/passes/variants.ts';
import { nodeOf, outputOf } from '../graph/queries.ts';
import { receptiveFields, spanAt } from '../graph/receptiveField.ts';
import { patternImage } from '../image/pattern.ts';
import { seededProvider } from '../weights/weightSource.ts';
import { productKey, type Variant, type VariantResult, type VariantsRequest } from './contract.ts';
import { Engine } from './engine.ts';
import { RunSuperseded } from './errors.ts';
import { providedTensors } from './nodeTensors.ts';
import { meanProduct, powerOf } from './reading.ts';
import { nodePlatform } from './platform/node.ts';
import { relativeDeviation, runReference } from './reference.ts';

const spec = parseSpec({
  block: 'basic',
  depths: [2, 2, 1, 1],
  widthMultiplier: 0.125,
  stemWidth: 8,
  classes: 10,
  attention: 'se',
  shortcut: 'avgProjection',
  inputHeight: 32,
  inputWidth: 32,
});
const input = (): Float32Array => patternImage(3, 32, 32);
const seeded = { kind: 'seeded' } as const;

const edits: Readonly<Record<string, readonly GraphEdit[]>> = {
  none: [],
  identity: [{ kind: 'lesion', blocks: ['stage1.block1'] }],
  projection: [{ kind: 'lesion', blocks: ['stage2.block0'] }],
  several: [{ kind: 'lesion', blocks: ['stage1.block0', 'stage2.block1', 'stage4.block0'] }],
  swap: [{ kind: 'swap', blocks: ['stage1.block0', 'stage1.block1'] }],
  scaled: [{ kind: 'scaleBranches', factors: { 'stage1.block1': 0.75, 'stage4.block0': 0.5 } }],
  path: [
    { kind: 'branchOnly', blocks: ['stage1.block0', 'stage3.block0'] },
    { kind: 'lesion', blocks: ['stage1.block1', 'stage2.block0', 'stage2.block1', 'stage4.block0'] },
  ],
};
const variants: readonly Variant[] = Object.entries(edits).map(([id, list]) => ({ id, edits: list }));
const requestOf = (more: Partial<VariantsRequest> = {}): VariantsRequest => ({
  spec,
  weights: seeded,
  input: input(),
  variants,
  read: [],
  ...more,
});

it('mean squares and products are taken channel by channel, and of pairs', () => {
  expect([...powerOf(Float32Array.of(1, 3, 0, 2), 2)]).toEqual([5, 2]);
  expect(meanProduct(Float32Array.of(1, 2), Float32Array.of(3, -2))).toBe(-0.5);
});

describe('variants on WASM', () => {
  const engine = new Engine(nodePlatform());
  let runs = 0;
  const study = async (request: VariantsRequest): Promise<Map<string, VariantResult>> => {
    const results = new Map<string, VariantResult>();
    runs += 1;
    await engine.runVariants(runs, request, (result) => void results.set(result.id, result));
    return results;
  };
  const run = () => {
    runs += 1;
    return engine.run(runs, { spec, weights: seeded, input: input(), keep: [] }, () => undefined);
  };
  beforeAll(async () => {
    await engine.start(null);
  }, 60_000);
  afterAll(() => engine.dispose());

  it('are what the reference makes of the edited graph, with and without a run before', async () => {
    const base = buildGraph(spec);
    const tensors = providedTensors(base, seededProvider());
    const cold = await study(requestOf());
    await run();
    const warm = await study(requestOf());
    expect([...warm.keys()]).toEqual(Object.keys(edits));
    for (const [id, list] of Object.entries(edits)) {
      const graph = applyEdits(base, list);
      const values = await runReference(graph, tensors, input());
      const expected = required(values.get(graph.output), 'logits').values;
      for (const results of [cold, warm]) {
        const { logits } = required(results.get(id), id);
        expect([id, relativeDeviation(logits, expected) < 1e-5]).toEqual([id, true]);
      }
    }
    const none = required(warm.get('none'), 'none').logits;
    for (const id of Object.keys(edits).slice(1)) {
      expect([id, relativeDeviation(required(warm.get(id), id).logits, none) > 1e-4]).toEqual([id, true]);
    }
  });

  it('hide a part of the input, which moves what sees it and nothing else, bit for bit', async () => {
    // Without the gates, which see everything.
    const plain = editSpec(spec, { attention: 'none' }).spec;
    const graph = buildGraph(plain);
    const hidden = { top: 0, left: 16, height: 8, width: 99 };
    const node = outputOf(graph, 'stem');
    const results = await study(
      requestOf({
        spec: plain,
        variants: [
          { id: 'whole', edits: [] },
          { id: 'hidden', edits: [], hidden },
        ],
        read: [{ node, as: 'values' }],
      }),
    );
    const [before, after] = ['whole', 'hidden'].map((id) => required(results.get(id), id));
    const values = required(before?.values[node], 'values');
    const masked = input().map((value, at) => (at % 1024 < 8 * 32 && at % 32 >= 16 ? 0 : value));
    const expected = await runReference(graph, providedTensors(graph, seededProvider()), masked);
    const logits = required(expected.get(graph.output), 'logits').values;
    expect(relativeDeviation(required(after, 'hidden').logits, logits)).toBeLessThan(1e-5);
    const field = required(receptiveFields(graph).get(node), 'field');
    if (field.kind !== 'window') throw new Error('a map');
    const [, , side = 0] = nodeOf(graph, node).shape;
    const changed = (row: number): boolean =>
      values.some((value, at) => Math.floor(at / side) % side === row && value !== after?.values[node]?.[at]);
    const sees = (row: number): boolean =>
      spanAt(field.widest.rows, row, field.jump).lo < hidden.top + hidden.height;
    const rows = Array.from({ length: side }, (_, row) => row);
    expect(rows.map(changed)).toEqual(rows.map(sees));
    expect(rows.some((row) => !sees(row))).toBe(true);
  });

  it('scale branches as stochastic depth does at test time: the figures of an independent PyTorch net', async () => {
    const cifar = parseSpec({ family: 'cifarResnet', shortcut: 'zeroPad' });
    const blocks = residualBlocks(buildGraph(cifar)).map(({ region }) => region);
    const p = (at: number): number => survivalOf(at + 1, blocks.length, 0.5);
    const factors = Object.fromEntries(blocks.map((region, at) => [region, p(at)]));
    const results = await study({
      spec: cifar,
      weights: seeded,
      input: input(),
      variants: [
        { id: 'whole', edits: [] },
        { id: 'scaled', edits: [{ kind: 'scaleBranches', factors }] },
      ],
      read: [],
    });
    const figures = (id: string): readonly number[] => {
      const { logits } = required(results.get(id), id);
      return [logits.indexOf(Math.max(...logits)), Math.hypot(...logits), logits[0] ?? 0];
    };
    const close = (value: number) => expect.closeTo(value, 4);
    expect(blocks).toHaveLength(9);
    expect(figures('whole')).toEqual([6, close(2.47188), close(-0.802614147455)]);
    expect(figures('scaled')).toEqual([6, close(2.19689), close(-0.650487115943)]);
  });

  it('leave the device as it was, and the last run in sight', async () => {
    await run();
    const runId = runs;
    const before = await engine.memory();
    await study(requestOf());
    await study(
      requestOf({
        variants: [{ id: 'max', edits: [], spec: editSpec(spec, { shortcut: 'maxProjection' }).spec }],
      }),
    );
    await study(
      requestOf({ variants: [{ id: 'plain', edits: [], spec: editSpec(spec, { shortcut: 'none' }).spec }] }),
    );
    expect(await engine.memory()).toEqual(before);
    expect((await engine.inspect(runId, 'stage2.block0.act')).shape).toEqual([1, 16, 4, 4]);
  });

  it('read what is asked for: gates as they are, maps as pictures', async () => {
    await run();
    const gate = 'stage1.block0.attention.gate';
    const results = await study(
      requestOf({
        variants: variants.slice(0, 1),
        read: [
          { node: gate, as: 'values' },
          { node: 'stage1.block1.act', as: 'picture' },
          { node: 'not there', as: 'values' },
          { node: gate, as: 'power' },
          { node: gate, as: 'product', other: gate },
          { node: gate, as: 'product', other: 'not there' },
        ],
      }),
    );
    const { values, pictures, powers, products } = required(results.get('none'), 'none');
    const expected = await engine.inspect(runs - 1, gate);
    expect(Object.keys(values)).toEqual([gate]);
    expect(relativeDeviation(required(values[gate], gate), expected.values)).toBeLessThan(1e-6);
    const squares = expected.values.map((value) => value * value);
    expect(relativeDeviation(Float32Array.from(powers[gate] ?? []), squares)).toBeLessThan(1e-6);
    const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
    expect(Object.keys(products)).toEqual([productKey(gate, gate)]);
    expect(products[productKey(gate, gate)]).toBeCloseTo(mean, 6);
    expect(pictures.map(({ node, width }) => [node, width])).toEqual([['stage1.block1.act', 8]]);
  });

  it('give way to a newer request, to an end, and let a run in between', async () => {
    const order: string[] = [];
    let first: Promise<unknown> = Promise.resolve();
    // Once its first answer is there, and before its last: however fast the machine is.
    await new Promise<void>((begun) => {
      first = engine.runVariants(900, requestOf(), ({ id }) => {
        order.push(`first ${id}`);
        begun();
      });
      first.catch(() => undefined);
    });
    const second = engine.runVariants(901, requestOf(), ({ id }) => void order.push(`second ${id}`));
    const between = run().then(() => order.push('run'));
    await expect(first).rejects.toThrow(RunSuperseded);
    await Promise.all([second, between]);
    expect(order.indexOf('run')).toBeLessThan(order.indexOf('second path'));
    const ended = engine.runVariants(902, requestOf(), () => engine.stopVariants());
    await expect(ended).rejects.toThrow(RunSuperseded);
  });

  it('name a block that does not allow an edit', async () => {
    const wrong: Variant = { id: 'x', edits: [{ kind: 'lesion', blocks: ['stage9.block0'] }] };
    await expect(study(requestOf({ variants: [wrong] }))).rejects.toThrow('stage9.block0');
  });
});
