import { describe, expect, it } from 'vitest';
import { required } from '../base/invariant.ts';
import { GraphBuilder } from './builder.ts';
import { GraphError } from './errors.ts';
import { ops, pad } from './ops/index.ts';
import {
  diffGraphs,
  enclosing,
  graphTotals,
  indexOf,
  nodeOf,
  nodesIn,
  outputOf,
  signatureOf,
} from './queries.ts';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';

describe.each(Object.entries(ops))('%s', (_op, definition) => {
  it.each(definition.examples.map((example, index) => [index, example] as const))(
    'example %i',
    (_index, example) => {
      const { attrs, inputs, output, params, macs } = example;
      // Every definition takes its own attributes; the union of them has no common call.
      const { infer, tensors, macs: count } = definition as unknown as (typeof ops)['conv2d'];
      const shape = infer(attrs as never, inputs);
      expect(shape).toEqual(output);
      const trainable = tensors(attrs as never, inputs).filter((slot) => slot.trainable);
      expect(trainable.reduce((sum, slot) => sum + slot.shape.reduce((a, b) => a * b, 1), 0)).toBe(params);
      expect(count(attrs as never, inputs, shape)).toBe(macs);
    },
  );

  it('has an example', () => expect(definition.examples.length).toBeGreaterThan(0));
});

describe('builder', () => {
  const start = () => {
    const b = new GraphBuilder();
    return { b, x: b.node('input', { shape: [1, 3, 32, 32] }, 'input', []) };
  };
  it('names the node that does not fit', () => {
    const { b, x } = start();
    const attrs = {
      out: 8,
      kernel: [3, 3],
      stride: 1,
      padding: pad(1),
      dilation: 1,
      groups: 2,
      bias: false,
      standardize: null,
    } as const;
    expect(() => b.node('conv2d', attrs, 'conv', [x])).toThrow(/conv: 2 groups do not divide 3/);
    expect(() => b.node('conv2d', { ...attrs, groups: 1, kernel: [99, 99] }, 'conv', [x])).toThrow(
      GraphError,
    );
    expect(() => b.node('add', {}, 'sum', [x])).toThrow(/takes at least 2 inputs, got 1/);
    expect(() => b.node('activation', { kind: 'relu' }, 'input', [x])).toThrow(/taken/);
  });
});

describe('queries', () => {
  const graph = buildGraph(parseSpec({ depth: 50 }));
  it('finds what leaves a region', () => {
    expect(outputOf(graph, 'stem')).toBe('stem.pool');
    expect(outputOf(graph, 'stage2.block0')).toBe('stage2.block0.act');
    expect(outputOf(graph, 'stage2')).toBe('stage2.block3.act');
    expect(outputOf(graph, 'head')).toBe('head.fc');
    expect(outputOf(graph, '')).toBe('head.fc');
  });
  it('finds the block of a node', () => {
    expect(enclosing(graph, 'stage2.block0.shortcut.conv', 'block')?.id).toBe('stage2.block0');
    expect(enclosing(graph, 'stem.conv', 'block')).toBeNull();
  });
  it('tells identical blocks from others', () => {
    const [first, second, third] = [0, 1, 2].map((index) => signatureOf(graph, `stage2.block${index}`));
    expect(second).toBe(third);
    expect(first).not.toBe(second);
  });
  it('adds up', () => {
    const parts = ['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'head'].flatMap((region) =>
      nodesIn(graph, region),
    );
    expect(parts.length + 1).toBe(graph.nodes.length);
    expect(graphTotals(graph).params).toBe(parts.reduce((sum, node) => sum + node.params, 0));
    for (const node of graph.nodes)
      for (const input of node.inputs) expect(indexOf(graph).consumers.get(input)).toContain(node.id);
  });
  it('sees where the stride moved from A to B', () => {
    const a = buildGraph(parseSpec({ depth: 50, variant: 'A' }));
    const { changed, removed } = diffGraphs(a, graph);
    expect([...changed].sort()).toEqual(
      [2, 3, 4].flatMap((stage) => [`stage${stage}.block0.conv1`, `stage${stage}.block0.conv2`]),
    );
    expect(removed.size).toBe(0);
  });

  const marks = (from: Record<string, unknown>, to: Record<string, unknown>): readonly string[] => {
    const [before, after] = [from, to].map((parts) => buildGraph(parseSpec({ depth: 50, ...parts })));
    return [...diffGraphs(required(before, 'before'), required(after, 'after')).changed].sort();
  };
  const downBlocks = [2, 3, 4].map((stage) => `stage${stage}.block0`);
  const blocks = [3, 4, 6, 3].flatMap((count, stage) =>
    Array.from({ length: count }, (_, index) => `stage${stage + 1}.block${index}`),
  );
  it.each([
    ['B', 'C', [1, 2, 3].flatMap((at) => [`stem.act${at}`, `stem.conv${at}`, `stem.norm${at}`])],
    ['C', 'B', ['stem.act', 'stem.conv', 'stem.norm']],
    ['C', 'D', downBlocks.flatMap((block) => [`${block}.shortcut.conv`, `${block}.shortcut.pool`])],
    ['D', 'C', downBlocks.map((block) => `${block}.shortcut.conv`)],
  ])('marks the edit from %s to %s, and not what only reads it', (from, to, expected) => {
    expect(marks({ variant: from }, { variant: to })).toEqual([...expected].sort());
  });
  it.each(['se', 'eca'])('marks what was added with %s, and the sums that lose it again', (attention) => {
    const added = marks({}, { attention });
    expect(added.every((id) => id.includes('.attention.'))).toBe(true);
    expect(new Set(added.map((id) => id.split('.attention.')[0]))).toEqual(new Set(blocks));
    expect(marks({ attention }, {})).toEqual(blocks.map((block) => `${block}.add`));
  });
  it('marks what reads past a stem pool that is gone, and the pool that comes back', () => {
    expect(marks({}, { stemPool: 'none' })).toEqual(['stage1.block0.conv1', 'stage1.block0.shortcut.conv']);
    expect(marks({ stemPool: 'none' }, {})).toEqual(['stem.pool']);
  });
  it('marks the one operation whose settings changed', () => {
    expect(marks({}, { headPool: 'max' })).toEqual(['head.pool']);
    expect(marks({}, { classes: 10 })).toEqual(['head.fc']);
  });
  it('marks where blocks vanished', () => {
    expect(marks({ depths: [3, 4, 6, 3] }, { depths: [3, 3, 6, 3] })).toEqual([
      'stage3.block0.conv1',
      'stage3.block0.shortcut.conv',
    ]);
  });
  it('marks the output where the end of the network vanished', () => {
    const before = buildGraph(parseSpec({ depth: 18 }));
    const last = nodeOf(before, before.output);
    const cut = { ...before, nodes: before.nodes.slice(0, -1), output: required(last.inputs[0], 'input') };
    expect([...diffGraphs(before, cut).changed]).toEqual([cut.output]);
  });
});
