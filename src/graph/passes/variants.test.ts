import { describe, expect, it } from 'vitest';
import { golden } from '../../../fixtures/golden.ts';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { required } from '../../base/invariant.ts';
import { blocksOf, exchangeable, remainderOf } from '../blocks.ts';
import { GraphBuilder } from '../builder.ts';
import { ops } from '../ops/index.ts';
import { inputShapes, nodeOf } from '../queries.ts';
import type { Graph, NodeId } from '../types.ts';
import { applyEdits, branchOnly, lesion, scaleBranches, swap, untouched } from './variants.ts';

/** Three blocks of y = f(x) + x with one linear step each, and a way out. */
function chain(plain = false): Graph {
  const b = new GraphBuilder();
  const conv = (name: string, x: NodeId, out: number): NodeId => {
    const padding = { top: 0, bottom: 0, left: 0, right: 0 };
    return b.node(
      'conv2d',
      { out, kernel: [1, 1], stride: 1, padding, dilation: 1, groups: 1, bias: false, standardize: null },
      name,
      [x],
    );
  };
  const input = b.node('input', { shape: [1, 2, 4, 4] }, 'input', []);
  let x = input;
  for (const index of [0, 1, 2]) {
    x = b.region('block', `block${index}`, index, () => {
      const branch = conv('conv', x, 2);
      return plain ? branch : b.node('add', {}, 'add', [branch, x]);
    });
  }
  return b.finish(input, conv('out', x, 3), 'timmResnet');
}

function expectSound(graph: Graph): void {
  const seen = new Set<NodeId>();
  for (const node of graph.nodes) {
    expect([node.id, node.inputs.filter((input) => !seen.has(input))]).toEqual([node.id, []]);
    if (node.op !== 'input')
      expect(ops[node.op].infer(node.attrs as never, inputShapes(graph, node))).toEqual(node.shape);
    seen.add(node.id);
  }
  expect(seen.has(graph.output)).toBe(true);
}

/** The graph as a formula: c0(x) + x is written `c0(x)+x`. */
function formula(graph: Graph, id = graph.output): string {
  const node = nodeOf(graph, id);
  const inputs = node.inputs.map((entry) => formula(graph, entry));
  if (node.op === 'input') return 'x';
  if (node.op === 'add') return `[${inputs.join('+')}]`;
  if (node.op === 'gain') return `${node.attrs.factor}*${inputs[0]}`;
  return `${node.id.replace('block', '').replace('.conv', '')}(${inputs[0]})`;
}

describe('a chain of three blocks', () => {
  const graph = chain();
  it('is what it says', () => {
    expect(formula(graph)).toBe('out([2([1([0(x)+x])+[0(x)+x]])+[1([0(x)+x])+[0(x)+x]]])');
    expect(blocksOf(graph).map(({ around, downsamples }) => [around, downsamples])).toEqual(
      Array(3).fill(['identity', false]),
    );
  });
  it('loses blocks and keeps what goes around them', () => {
    expect(formula(lesion(graph, ['block1']))).toBe('out([2([0(x)+x])+[0(x)+x]])');
    expect(formula(lesion(graph, ['block0', 'block1', 'block2']))).toBe('out(x)');
  });
  it('becomes one path', () => {
    const path = applyEdits(graph, [
      { kind: 'branchOnly', blocks: ['block0', 'block2'] },
      { kind: 'lesion', blocks: ['block1'] },
    ]);
    expect(formula(path)).toBe('out(2(0(x)))');
    expect(formula(branchOnly(graph, ['block1']))).toBe('out([2(1([0(x)+x]))+1([0(x)+x])])');
  });
  it('lets neighbours and others change places, from either side', () => {
    const neighbours = 'out([2([0([1(x)+x])+[1(x)+x]])+[0([1(x)+x])+[1(x)+x]]])';
    for (const pair of [
      ['block0', 'block1'],
      ['block1', 'block0'],
    ] as const) {
      const swapped = swap(graph, pair[0], pair[1]);
      expect(formula(swapped)).toBe(neighbours);
      expectSound(swapped);
    }
    const ends = swap(graph, 'block0', 'block2');
    expect(formula(ends)).toBe('out([0([1([2(x)+x])+[2(x)+x]])+[1([2(x)+x])+[2(x)+x]]])');
    expectSound(ends);
    expect(formula(swap(ends, 'block0', 'block2'))).toBe(formula(graph));
  });
  it('scales branches and leaves a factor of 1 alone', () => {
    const scaled = scaleBranches(graph, { block0: 1, block1: 0.5, block2: 1 });
    expect(formula(lesion(scaled, ['block2']))).toBe('out([0.5*1([0(x)+x])+[0(x)+x]])');
    expectSound(scaled);
  });
  it('shares what comes before the edit', () => {
    expect([...untouched(graph, lesion(graph, ['block1']))]).toEqual(['input', 'block0.conv', 'block0.add']);
    expect(untouched(graph, graph).size).toBe(graph.nodes.length);
  });
  it('names the block that is not there, or does not allow it', () => {
    expect(() => lesion(graph, ['block9'])).toThrow('block9');
    expect(() => branchOnly(chain(true), ['block1'])).toThrow('nothing goes around');
    expect(() => swap(graph, 'block1', 'block1')).toThrow('shapes');
  });
});

it('passes the input on where a plain block goes', () => {
  const graph = chain(true);
  expect(formula(lesion(graph, ['block1']))).toBe('out(2(0(x)))');
  const plain = buildGraph(parseSpec({ block: 'bottleneck', depths: [3, 4, 1, 1], shortcut: 'none' }));
  const left = blocksOf(plain).map((block) => [block.region, remainderOf(plain, block)]);
  expect(Object.fromEntries(left)).toEqual({
    'stage1.block0': null,
    'stage1.block1': 'input',
    'stage1.block2': 'input',
    'stage2.block0': null,
    'stage2.block1': 'input',
    'stage2.block2': 'input',
    'stage2.block3': 'input',
    'stage3.block0': null,
    'stage4.block0': null,
  });
  expect(() => lesion(plain, ['stage2.block0'])).toThrow('stage2.block0');
});

describe.each(golden.networks.filter((_, index) => index % 4 === 0))('$name', (network) => {
  const graph = buildGraph(parseSpec(network.spec));
  const blocks = blocksOf(graph);
  it('loses any block that says so', () => {
    const removable = blocks.filter((block) => remainderOf(graph, block) !== null);
    for (const block of blocks) {
      if (removable.includes(block)) expectSound(lesion(graph, [block.region]));
      else expect(() => lesion(graph, [block.region])).toThrow(block.region);
    }
    const none = lesion(
      graph,
      removable.map(({ region }) => region),
    );
    expectSound(none);
    const { family, shortcut } = { shortcut: '', ...network.spec } as Record<string, unknown>;
    const oneBranch = [
      'resnet',
      undefined,
      'resnetv2',
      'cifarResnet',
      'regnet',
      'sknet',
      'resnest',
      'res2net',
    ];
    if (!oneBranch.includes(family as string | undefined) || shortcut === 'none') return;
    expect(none.nodes.filter(({ op, scope }) => op === 'add' && /block\d+$/.test(scope))).toEqual([]);
    expect(blocks.filter((block) => remainderOf(graph, block) !== 'shortcut')).toEqual([]);
  });
  it('takes every kind of edit', () => {
    const regions = blocks.filter(({ join }) => join !== null).map(({ region }) => region);
    expectSound(branchOnly(graph, regions));
    expectSound(scaleBranches(graph, Object.fromEntries(regions.map((region) => [region, 0.5]))));
    const pairs = blocks.flatMap((a, at) => blocks.slice(at + 1).map((b) => [a, b] as const));
    const [first, second] = required(
      pairs.find(([a, b]) => exchangeable(graph, a, b)) ?? [blocks[0], null],
      'blocks',
    );
    if (first && second) expectSound(swap(graph, first.region, second.region));
  });
});
