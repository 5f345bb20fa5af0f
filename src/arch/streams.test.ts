import { describe, expect, it } from 'vitest';
import { graphTotals, inputsOf, nodeOf, outputsOf } from '../graph/queries.ts';
import { buildGraph } from './build.ts';
import type { SpecError } from './errors.ts';
import { parseSpecText } from './names/specText.ts';
import { parseSpec } from './spec.ts';

/** Trainable parameters that timm, torchvision or the authors' code count; no reference file has the rest of them. */
const published = {
  dpn48b: 9_126_226,
  dpn68b: 12_611_602,
  dpn92: 37_668_392,
  dpn98: 61_570_728,
  dpn107: 86_917_800,
  dpn131: 79_254_504,
  densenet169: 14_149_480,
  densenet201: 20_013_928,
  densenet161: 28_681_000,
  dmrnet_cifar_mr2: 14_851_402,
  dmrnet_cifar_mr3: 24_151_882,
  fractalnet_c2_b5: 836_106,
  fractalnet_c4_b5: 4_767_210,
  fractalnet_c5_b5: 10_173_082,
  fractalnet_c6_b5: 21_083_466,
  fractalnet_20: 33_724_618,
  fractalnet_40: 76_106_634,
} as const;

it.each(Object.entries(published))('%s has the parameters that are known of it', (name, params) => {
  expect(graphTotals(buildGraph(parseSpecText(name).spec)).params).toBe(params);
});

describe('streams', () => {
  const graph = buildGraph(parseSpec({ family: 'dpn' }));
  const widths = (ids: readonly string[]) => ids.map((id) => nodeOf(graph, id).shape[1]);

  it('are one into the first block of a dual-path network, and two from there on', () => {
    expect(widths(inputsOf(graph, 'stage1.block0'))).toEqual([10]);
    expect(widths(outputsOf(graph, 'stage1.block0'))).toEqual([64, 48]);
    expect(widths(inputsOf(graph, 'stage3.block0'))).toEqual([128, 192]);
    expect(widths(outputsOf(graph, 'stage4'))).toEqual([512, 320]);
  });

  it('become one in the last block of a merge-and-run network', () => {
    const merge = buildGraph(parseSpec({ family: 'fusenet', blocksPerStage: 2 }));
    expect(outputsOf(merge, 'stage3.block0')).toHaveLength(2);
    expect(outputsOf(merge, 'stage3.block1')).toHaveLength(1);
  });

  it('stay two to the end of the merge-and-run network for ImageNet, and share nothing where they widen', () => {
    const merge = buildGraph(parseSpecText('dfn_mr_imagenet_50').spec);
    const means = merge.nodes.filter(({ op }) => op === 'mean').map(({ id }) => id);
    expect(means).toHaveLength(12);
    expect(means.some((id) => id.includes('block0.'))).toBe(false);
    expect(outputsOf(merge, 'stage4')).toHaveLength(2);
    expect(nodeOf(merge, 'head.flatten').shape).toEqual([1, 4096]);
  });

  it('start at the input where there is no stem', () => {
    const fractal = buildGraph(parseSpec({ family: 'fractalnet' }));
    expect(outputsOf(fractal, 'stem')).toEqual(['input']);
  });
});

it.each([
  [{ family: 'dpn', cardinality: 48 }, 'cardinality'],
  [{ family: 'fusenet', fusion: 'deep', blocksPerStage: 2 }, 'blocksPerStage'],
  [{ family: 'fusenet', builtFor: 'imageNet', fusion: 'inception' }, 'fusion'],
  [{ family: 'fusenet', builtFor: 'imageNet', blocksPerStage: 2 }, 'blocksPerStage'],
  [{ family: 'fusenet', depths: [1, 1, 1, 1] }, 'depths'],
])('refuses %o at %s', (spec, option) => {
  expect(() => parseSpec(spec)).toThrow(expect.objectContaining({ path: option }) as SpecError);
});
