import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import {
  channelWeights,
  denseStages,
  energyShares,
  meanWeights,
  perChannel,
  type Reader,
} from './denseReuse.ts';

const graph = buildGraph(
  parseSpec({ family: 'densenet', depths: [2, 3, 1, 1], growthRate: 8, stemWidth: 16 }),
);

it('every layer reads all before it, and so do transition and classifier', () => {
  const stages = denseStages(graph);
  const [first, , , last] = stages;
  expect(stages.length).toBe(4);
  expect(first?.readers.map(({ block, sources }) => [block, sources.map(({ end }) => end)])).toEqual([
    ['stage1.block0', [16]],
    ['stage1.block1', [16, 24]],
    ['stage2.block0', [16, 24, 32]],
  ]);
  expect(first?.sources.map(({ layer }) => layer)).toEqual([null, 'stage1.block0', 'stage1.block1']);
  expect(last?.readers.map(({ block }) => block)).toEqual(['stage4.block1', null]);
  expect(last?.readers.at(-1)?.node).toMatch(/^head\./);
});

it.each(['dpn', 'shufflenetV2', 'shufflenetV1', 'inception', 'resnet', 'cifarResnet'])(
  'no dense block in %s',
  (family) => {
    expect(denseStages(buildGraph(parseSpec({ family })))).toEqual([]);
  },
);

const reader: Reader = {
  node: 'conv',
  input: 'act',
  block: null,
  sources: [
    { layer: null, start: 0, end: 2 },
    { layer: 'a', start: 2, end: 3 },
  ],
};
// Two outputs of three inputs.
const weights = channelWeights(Float32Array.of(1, -2, 0, 3, 0, -4), 3);

it('weights are summed for each input channel', () => {
  expect([...weights.squares]).toEqual([10, 4, 16]);
  expect([...weights.absolute]).toEqual([2, 1, 2]);
  expect(meanWeights(reader, weights)).toEqual([1.5, 2]);
});

it('shares are of squared weights times squared values, and sum to 1', () => {
  expect(energyShares(reader, weights, Float64Array.of(1, 0.5, 0.25))).toEqual([0.75, 0.25]);
  expect(energyShares(reader, weights, new Float64Array(3))).toEqual([0, 0]);
});

it('per channel a share of as much as its channels is 1', () => {
  expect(perChannel(reader, [2 / 3, 1 / 3])).toEqual([1, 1]);
  expect(perChannel(reader, [0.5, 0.5])).toEqual([0.75, 1.5]);
});
