/** Variants of networks with several streams, columns or growing widths: WASM against the plain reference. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { required } from '../base/invariant.ts';
import { applyEdits, type GraphEdit } from '../graph/passes/variants.ts';
import { patternImage } from '../image/pattern.ts';
import { seededProvider } from '../weights/weightSource.ts';
import { productKey, type VariantResult } from './contract.ts';
import { Engine } from './engine.ts';
import { providedTensors } from './nodeTensors.ts';
import { nodePlatform } from './platform/node.ts';
import { relativeDeviation, runReference } from './reference.ts';

const input = (): Float32Array => patternImage(3, 32, 32);
const small = { classes: 10, inputHeight: 32, inputWidth: 32 };

interface Case {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly edits: Readonly<Record<string, readonly GraphEdit[]>>;
}

const cases: readonly Case[] = [
  {
    name: 'merge-and-run',
    spec: { family: 'fusenet', blocksPerStage: 2, width: 8 },
    edits: {
      apart: [
        { kind: 'runApart', blocks: ['stage1.block0', 'stage1.block1', 'stage2.block0', 'stage3.block0'] },
      ],
      one: [
        { kind: 'runApart', blocks: ['stage1.block1', 'stage2.block0', 'stage2.block1', 'stage3.block0'] },
        { kind: 'keepInputs', kept: { 'stage3.block1.mean': [1], 'stage3.block1.add': [0, 2] } },
      ],
      lesion: [{ kind: 'lesion', blocks: ['stage1.block1', 'stage2.block0'] }],
      scaled: [{ kind: 'scaleBranches', factors: { 'stage1.block1': 0.5 } }],
    },
  },
  {
    name: 'fractal',
    spec: { family: 'fractalnet', columns: 3, blocks: 2, widths: [8, 8, 8, 8, 8] },
    edits: {
      column: [{ kind: 'keepInputs', kept: { 'stage1.block0.join4': [0], 'stage2.block0.join4': [0] } }],
      two: [{ kind: 'keepInputs', kept: { 'stage1.block0.join2': [1], 'stage1.block0.join4': [0, 2] } }],
    },
  },
  {
    name: 'dual path',
    spec: { family: 'dpn', depths: [2, 1, 1, 1], ...small },
    edits: {
      residual: [{ kind: 'keepInputs', kept: { 'stage1.block1.residual.add': [0] } }],
      dense: [{ kind: 'silence', nodes: ['stage1.block1.toDense.cut'] }],
      cut: [{ kind: 'silence', nodes: ['stage1.block0.residual.add', 'stage1.block1.residual.add'] }],
      lesion: [{ kind: 'lesion', blocks: ['stage1.block1'] }],
    },
  },
  {
    name: 'dense',
    spec: { family: 'densenet', depths: [2, 1, 1, 1], growthRate: 8, stemWidth: 16, ...small },
    edits: { lesion: [{ kind: 'lesion', blocks: ['stage1.block0'] }] },
  },
];

describe('on WASM', () => {
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    await engine.start(null);
  }, 60_000);
  afterAll(() => engine.dispose());

  let runs = 0;
  it.each(cases)(
    '$name: every change has the values that it stands for, and matters',
    async ({ spec: given, edits }) => {
      const spec = parseSpec(given);
      const base = buildGraph(spec);
      const tensors = providedTensors(base, seededProvider());
      runs += 1;
      await engine.run(
        runs,
        { spec, weights: { kind: 'seeded' }, input: input(), keep: [] },
        () => undefined,
      );
      const results = new Map<string, VariantResult>();
      const variants = Object.entries({ none: [], ...edits }).map(([id, list]) => ({ id, edits: list }));
      const streams = ['stage1.block0.stream1.act', 'stage1.block0.stream2.act'] as const;
      const [node, other] = streams;
      runs += 1;
      await engine.runVariants(
        runs,
        {
          spec,
          weights: { kind: 'seeded' },
          input: input(),
          variants,
          read: [{ node, as: 'product', other }],
        },
        (result) => void results.set(result.id, result),
      );
      const none = required(results.get('none'), 'none');
      for (const { id, edits: list } of variants) {
        const graph = applyEdits(base, list);
        const values = await runReference(graph, tensors, input());
        const { logits } = required(results.get(id), id);
        const expected = required(values.get(graph.output), 'logits').values;
        expect([id, relativeDeviation(logits, expected) < 1e-5]).toEqual([id, true]);
        const differs = relativeDeviation(logits, none.logits) > 1e-4;
        expect([id, differs]).toEqual([id, id !== 'none']);
        if (id !== 'none') continue;
        const [a, b] = streams.map((stream) => values.get(stream)?.values);
        const product = none.products[productKey(node, other)];
        if (!a || !b) expect(product).toBeUndefined();
        else
          expect(product).toBeCloseTo(
            a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) / a.length,
            4,
          );
      }
    },
  );
});
