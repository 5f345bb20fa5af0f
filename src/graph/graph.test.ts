import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder.ts';
import { GraphError } from './errors.ts';
import { ops, pad } from './ops/index.ts';
import { diffGraphs, enclosing, graphTotals, indexOf, nodesIn, outputOf, signatureOf } from './queries.ts';
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
    } as const;
    expect(() => b.node('conv2d', attrs, 'conv', [x])).toThrow(/conv: 2 groups do not divide 3/);
    expect(() => b.node('conv2d', { ...attrs, groups: 1, kernel: [99, 99] }, 'conv', [x])).toThrow(
      GraphError,
    );
    expect(() => b.node('add', {}, 'sum', [x])).toThrow(/takes 2 inputs/);
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
});
