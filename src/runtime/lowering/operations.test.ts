import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { required } from '../../base/invariant.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { Conv2dAttrs, Graph, NodeId, Op, OpAttrs, Shape } from '../../graph/types.ts';
import { patternImage } from '../../image/pattern.ts';
import { backends } from '../backends/index.ts';
import type { StartedBackend } from '../backends/types.ts';
import { execute, loadWeights, type Steering } from '../executor.ts';
import { type NodeTensors, seededByNode } from '../nodeTensors.ts';
import { makePlan } from '../plan.ts';
import { nodePlatform } from '../platform/node.ts';
import { relativeDeviation, runReference } from '../reference.ts';
import { WeightCache } from '../weightCache.ts';
import { toNchw, uploadInput } from './layout.ts';
import { carefully, type Target } from './types.ts';

const steering: Steering = {
  pause: () => Promise.resolve(),
  settle: () => Promise.resolve(),
  onProgress: () => undefined,
  explain: (error) => (error instanceof Error ? error : new Error(String(error))),
};

type Build = (b: GraphBuilder, x: NodeId) => NodeId;

function graphOf(shape: Shape, build: Build): Graph {
  const b = new GraphBuilder();
  const input = b.node('input', { shape }, 'input', []);
  return b.finish(input, build(b, input), 'timmResnet');
}

const only =
  <O extends Op>(op: O, attrs: OpAttrs[O]): Build =>
  (b, x) =>
    b.node(op, attrs, 'node', [x]);

const conv = (rest: Partial<Conv2dAttrs> & Pick<Conv2dAttrs, 'out'>): Conv2dAttrs => ({
  kernel: [3, 3],
  stride: 1,
  padding: pad(1),
  dilation: 1,
  groups: 1,
  bias: false,
  standardize: null,
  ...rest,
});

const normed =
  (attrs: Conv2dAttrs): Build =>
  (b, x) =>
    b.node('activation', { kind: 'relu' }, 'act', [
      b.node('batchNorm', { eps: 1e-3 }, 'norm', [b.node('conv2d', attrs, 'conv', [x])]),
    ]);

const depthwise = [1, 2].flatMap((stride) =>
  [1, 2].flatMap((dilation) =>
    [1, 2, 3].map((multiplier): [string, Shape, Build] => [
      `a depthwise convolution, stride ${stride}, dilation ${dilation}, ${multiplier} outputs each`,
      [1, 6, 11, 10],
      normed(conv({ out: 6 * multiplier, groups: 6, stride, dilation, padding: pad(dilation) })),
    ]),
  ),
);

const cases: readonly (readonly [string, Shape, Build])[] = [
  ...depthwise,
  [
    'a depthwise convolution with padding of unequal sides',
    [1, 6, 9, 10],
    normed(conv({ out: 6, groups: 6, stride: 2, padding: { top: 0, bottom: 1, left: 2, right: 1 } })),
  ],
  [
    'a wide depthwise convolution',
    [1, 6, 9, 8],
    normed(conv({ out: 6, groups: 6, kernel: [7, 7], padding: pad(3) })),
  ],
  [
    'a flat depthwise convolution',
    [1, 6, 9, 8],
    normed(conv({ out: 6, groups: 6, kernel: [1, 1], padding: pad(0) })),
  ],
  [
    'a row',
    [1, 6, 9, 8],
    normed(conv({ out: 8, kernel: [1, 7], padding: { top: 0, bottom: 0, left: 3, right: 3 } })),
  ],
  [
    'a column on a map that is lower',
    [1, 6, 5, 8],
    normed(conv({ out: 8, kernel: [7, 1], padding: { top: 3, bottom: 3, left: 0, right: 0 } })),
  ],
  ['a stride without padding', [1, 6, 9, 8], normed(conv({ out: 8, stride: 2, padding: pad(0) }))],
  ['a standardised convolution', [1, 6, 9, 8], only('conv2d', conv({ out: 8, standardize: 1e-8 }))],
  ['one with a bias', [1, 6, 9, 8], only('conv2d', conv({ out: 8, standardize: 0.1, bias: true }))],
  ['one before a norm', [1, 6, 9, 8], normed(conv({ out: 8, standardize: 0.1 }))],
  ['one in groups', [1, 64, 5, 5], normed(conv({ out: 32, groups: 16, standardize: 0.1 }))],
  ['one for each channel', [1, 6, 9, 8], normed(conv({ out: 12, groups: 6, standardize: 0.1 }))],
  ['groups as wide as a block', [1, 128, 4, 4], normed(conv({ out: 64, groups: 2 }))],
  ['the first channels', [1, 7, 5, 4], only('slice', { start: 0, end: 3 })],
  ['the last channel', [1, 7, 5, 4], only('slice', { start: 6, end: 7 })],
  ['channels of a pooled map', [1, 7, 1, 1], only('slice', { start: 2, end: 6 })],
  ['zeros before', [1, 3, 5, 4], only('padChannels', { before: 5, after: 0 })],
  ['zeros after', [1, 3, 5, 4], only('padChannels', { before: 0, after: 2 })],
  ['a shuffle of two groups', [1, 8, 5, 4], only('channelShuffle', { groups: 2 })],
  ['a shuffle of three', [1, 12, 5, 4], only('channelShuffle', { groups: 3 })],
  ['a shuffle of one', [1, 12, 5, 4], only('channelShuffle', { groups: 1 })],
  ['a group norm', [1, 12, 7, 6], only('groupNorm', { groups: 3, eps: 1e-5 })],
  ['of one group', [1, 12, 7, 6], only('groupNorm', { groups: 1, eps: 1e-5 })],
  ['of each channel', [1, 12, 7, 6], only('groupNorm', { groups: 12, eps: 1e-5 })],
  ['of one position', [1, 12, 1, 1], only('groupNorm', { groups: 4, eps: 1e-5 })],
  ['of many positions', [1, 4, 112, 113], only('groupNorm', { groups: 2, eps: 1e-5 })],
  ['a choice of paths', [1, 12, 1, 1], only('softmax', { cardinality: 1, radix: 2 })],
  ['a choice in cardinal groups', [1, 24, 1, 1], only('softmax', { cardinality: 4, radix: 3 })],
  ['a choice without width', [1, 6, 1, 1], only('softmax', { cardinality: 2, radix: 3 })],
  ['a blur', [1, 6, 9, 8], only('blurPool', { filter: 3, stride: 2 })],
  ['a blur of few positions', [1, 6, 2, 3], only('blurPool', { filter: 3, stride: 2 })],
  ['a blur by 5', [1, 6, 9, 8], only('blurPool', { filter: 5, stride: 2 })],
  ['a blur that keeps the size', [1, 6, 9, 8], only('blurPool', { filter: 5, stride: 1 })],
  ...(['zero', 'never'] as const).flatMap((padValue) =>
    [false, true].map((ceil): readonly [string, Shape, Build] => [
      `a maximum where padding is ${padValue}, ceil ${ceil}`,
      [1, 3, 10, 9],
      // All below zero, so that a zero that competes wins.
      (b, x) =>
        b.node(
          'maxPool',
          { kernel: 3, stride: 2, padding: { top: 1, bottom: 0, left: 0, right: 1 }, ceil, padValue },
          'pool',
          [b.node('slice', { start: 0, end: 3 }, 'below', [b.node('batchNorm', { eps: 1e-5 }, 'norm', [x])])],
        ),
    ]),
  ),
  [
    'a sum and a mean of many',
    [1, 6, 5, 4],
    (b, x) => {
      const parts = (['relu', 'silu', 'elu'] as const).map((kind) =>
        b.node('activation', { kind }, kind, [x]),
      );
      return b.node('mean', {}, 'mean', [b.node('add', {}, 'sum', [x, ...parts]), ...parts]);
    },
  ],
];

/** Seeded, but for the norm before a maximum: it moves everything below zero. */
function tensorsOf(graph: Graph): NodeTensors {
  const seeded = seededByNode(graph);
  const lowers = graph.nodes.some(({ id }) => id === 'below');
  return {
    ...seeded,
    get: async (node, role) => {
      const values = await seeded.get(node, role);
      return lowers && role === 'bias' ? values.map(() => -5) : values;
    },
  };
}

describe.each(['cpu', 'wasm'] as const)('on %s', (id) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await backends[id].start(nodePlatform());
  });
  afterAll(() => started.stop());

  async function outputOf(graph: Graph, input: Float32Array, target: Target): Promise<Float32Array> {
    const { shape } = required(graph.nodes[0], 'input');
    const cache = new WeightCache();
    const plan = makePlan(graph, tensorsOf(graph), target, new Set([graph.output]), new Set([graph.input]));
    await loadWeights(plan, target, cache, steering);
    const given: tf.Tensor = uploadInput(input, shape);
    const found = await execute(plan, target, cache, new Map([[graph.input, given]]), steering);
    const output = required(found.get(graph.output), 'output');
    const last = required(graph.nodes.at(-1), 'last node').shape;
    const values = toNchw((await output.data()) as Float32Array, last);
    tf.dispose([output, given]);
    cache.clear();
    return values;
  }

  it.each(cases)('%s is right', async (_name, shape, build) => {
    const graph = graphOf(shape, build);
    const [, channels = 1, height = 1, width = 1] = shape;
    const input = patternImage(channels, height, width);
    const wanted = required((await runReference(graph, tensorsOf(graph), input)).get(graph.output), 'output');
    for (const target of [backends[id].target, carefully(backends[id].target)]) {
      const values = await outputOf(graph, input, target);
      expect(values.length).toBe(wanted.values.length);
      expect(relativeDeviation(values, wanted.values)).toBeLessThan(2e-6);
    }
  });

  it('a group norm far from zero keeps its figures', async () => {
    const graph = graphOf([1, 4, 30, 31], only('groupNorm', { groups: 2, eps: 1e-5 }));
    const input = patternImage(4, 30, 31).map((value) => 50 + value);
    const wanted = required((await runReference(graph, tensorsOf(graph), input)).get(graph.output), 'output');
    const values = await outputOf(graph, input, backends[id].target);
    expect(relativeDeviation(values, wanted.values)).toBeLessThan(2e-5);
  });

  it('a choice shows a value that is no number', async () => {
    const graph = graphOf([1, 6, 1, 1], only('softmax', { cardinality: 1, radix: 2 }));
    const input = Float32Array.of(1, Number.NaN, 3, 4, 5, 6);
    const values = await outputOf(graph, input, carefully(backends[id].target));
    expect([...values].map(Number.isNaN)).toEqual([false, true, false, false, true, false]);
  });

  it('a norm shows a value that is no number', async () => {
    const graph = graphOf([1, 4, 2, 2], only('groupNorm', { groups: 2, eps: 1e-5 }));
    const input = new Float32Array(16).fill(1);
    input[2] = Number.NaN;
    const values = await outputOf(graph, input, carefully(backends[id].target));
    expect([...values].map(Number.isNaN)).toEqual([...Array(8).fill(true), ...Array(8).fill(false)]);
  });
});

it('a standardised weight is another weight', () => {
  const keyOf = (standardize: number | null): string | undefined => {
    const graph = graphOf([1, 3, 4, 4], only('conv2d', conv({ out: 4, standardize })));
    const { steps } = makePlan(graph, tensorsOf(graph), backends.cpu.target, new Set([graph.output]));
    return steps.at(-1)?.weights?.key;
  };
  expect(new Set([null, 1e-8, 1e-5].map(keyOf)).size).toBe(3);
});
