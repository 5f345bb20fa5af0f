import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBlock } from '../arch/blocks/index.ts';
import { buildGraph } from '../arch/build.ts';
import { families } from '../arch/families/index.ts';
import { parseSpec } from '../arch/spec.ts';
import { required } from '../base/invariant.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { applyEdits } from '../graph/passes/variants.ts';
import { groupedBranch, groupForm } from '../graph/passes/groupForms.ts';
import { graphTotals, nodeOf } from '../graph/queries.ts';
import { patternImage } from '../image/pattern.ts';
import { seededProvider } from '../weights/weightSource.ts';
import type { VariantResult } from './contract.ts';
import { Engine } from './engine.ts';
import { partialTensors, providedTensors } from './nodeTensors.ts';
import { nodePlatform } from './platform/node.ts';
import { relativeDeviation, runReference } from './reference.ts';

/** A PyTorch in double precision gave these for the block below, in all three forms (to 4e-16). */
const expected = {
  params: 71_168,
  macs: 4_489_216,
  l2: 47.72812101352833,
  mean: 0.21612657939364233,
  first8: [0, 0, 0, 0, 0.01503448770198823, 0.0618440287038135, 0.10500180838291043, 0.268678004801787],
};

/** The second block of ResNeXt-50's first stage alone, on a map of 256 x 8 x 8. */
function block() {
  const network = families.resnet.normalize({ ...families.resnet.defaults, cardinality: 32, baseWidth: 4 });
  const { block: spec, place } = required(network.stages[0]?.[1], 'a block');
  const b = new GraphBuilder();
  const input = b.node('input', { shape: [1, 256, 8, 8] }, 'input', []);
  const [output] = b.region('stage', 'stage1', 1, () =>
    b.region('block', 'block1', 1, () => buildBlock(b, [input], spec, place)),
  );
  return b.finish(input, output, 'timmResnet');
}

describe('a block of 32 paths', () => {
  const base = block();
  const whole = providedTensors(base, seededProvider());
  it.each(['grouped', 'concat', 'sum'] as const)('%s gives what PyTorch gives', async (form) => {
    const graph = form === 'grouped' ? base : groupForm(base, form, ['stage1.block1']);
    const { params, macs } = graphTotals(graph);
    expect({ params, macs }).toEqual({ params: expected.params, macs: expected.macs });
    const values = await runReference(graph, partialTensors(graph, whole), patternImage(256, 8, 8));
    const out = required(values.get(graph.output), 'output').values;
    expect(Math.sqrt(out.reduce((sum, x) => sum + x * x, 0))).toBeCloseTo(expected.l2, 6);
    expect(out.reduce((sum, x) => sum + x, 0) / out.length).toBeCloseTo(expected.mean, 9);
    expect(relativeDeviation(out.slice(0, 8), expected.first8)).toBeLessThan(1e-6);
  });

  it('becomes 32 paths whose tensors are parts of the block’s', () => {
    const sum = groupForm(base, 'sum', ['stage1.block1']);
    expect(sum.regions.filter(({ kind }) => kind === 'branch')).toHaveLength(32);
    expect(nodeOf(sum, 'stage1.block1.path31.conv3').partOf).toEqual({
      node: 'stage1.block1.conv3',
      axis: 1,
      start: 124,
      end: 128,
    });
    expect(sum.nodes.some(({ id }) => id === 'stage1.block1.conv3')).toBe(false);
    expect(nodeOf(sum, 'stage1.block1.norm3').inputs).toEqual(['stage1.block1.sum']);
    const concat = groupForm(base, 'concat', ['stage1.block1']);
    expect(nodeOf(concat, 'stage1.block1.conv3').inputs).toEqual(['stage1.block1.concat']);
  });

  it('needs a grouped convolution between two 1x1', () => {
    const plain = buildGraph(parseSpec({ depth: 26 }));
    expect(groupedBranch(plain, 'stage1.block0')).toBeNull();
    const gated = { cardinality: 8, baseWidth: 8, attention: 'se', attentionAt: 'spatial' };
    expect(groupedBranch(buildGraph(parseSpec(gated)), 'stage1.block0')).toBeNull();
  });
});

describe('a network in its three forms on WASM', () => {
  const spec = parseSpec({
    depths: [1, 2, 1, 1],
    cardinality: 4,
    baseWidth: 8,
    widthMultiplier: 0.25,
    stemWidth: 8,
    classes: 10,
    inputHeight: 32,
    inputWidth: 32,
  });
  const graph = buildGraph(spec);
  const blocks = graph.regions.filter(({ kind }) => kind === 'block').map(({ id }) => id);
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    await engine.start('wasm');
  });
  afterAll(() => engine.dispose());

  it('gives the same answer', async () => {
    const results = new Map<string, VariantResult>();
    const variants = [
      { id: 'grouped', edits: [] },
      ...(['concat', 'sum'] as const).map((form) => ({
        id: form,
        edits: [{ kind: 'groupForm' as const, form, blocks }],
      })),
    ];
    const request = {
      spec,
      weights: { kind: 'seeded' as const },
      input: patternImage(3, 32, 32),
      variants,
      read: [],
    };
    await engine.runVariants(1, request, (result) => void results.set(result.id, result));
    const grouped = required(results.get('grouped'), 'grouped').logits;
    for (const form of ['concat', 'sum']) {
      const { logits } = required(results.get(form), form);
      expect(relativeDeviation(logits, grouped)).toBeLessThan(1e-5);
    }
    expect(applyEdits(graph, variants[2]?.edits ?? []).nodes.length).toBeGreaterThan(2 * graph.nodes.length);
  });
});
