import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { families } from '../../arch/families/index.ts';
import { graphTotals, inputShapes } from '../../graph/queries.ts';
import { movedBy, trafficOf } from '../../graph/traffic.ts';
import type { Graph } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { type GuidelineCase, guidelines } from './guidelines.ts';
import { correlation, kindOfLayer } from './layerKinds.ts';

const graphOfCase = ({ subject }: GuidelineCase): Graph =>
  subject.kind === 'graph' ? subject.graph : buildGraph(subject.spec);
const movedIn = (graph: Graph): number =>
  graph.nodes.reduce((sum, node) => sum + movedBy(trafficOf(node, inputShapes(graph, node))), 0);
const casesOf = (id: string) => guidelines.find((guideline) => guideline.id === id)?.cases() ?? [];

describe('the guidelines', () => {
  it.each(guidelines)('$id compare the same multiply-accumulates', ({ cases }) => {
    const all = cases().map((entry) => graphTotals(graphOfCase(entry)).macs);
    expect(all.length).toBeGreaterThan(3);
    expect(Math.max(...all) / Math.min(...all)).toBeLessThan(1.07);
  });

  it('count more traffic for unequal widths and for more groups', () => {
    for (const id of ['g1', 'g2']) {
      const moved = casesOf(id).map((entry) => movedIn(graphOfCase(entry)));
      expect(moved).toEqual([...moved].sort((a, b) => a - b));
    }
  });

  it('have names of their own', () => {
    for (const { cases } of guidelines) {
      const names = cases().map(({ label }) => t(label.key, label.values));
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

it('tells the kinds of layers of a ShuffleNet', () => {
  const { nodes } = buildGraph(families.shufflenetV1.defaults);
  const kindOf = (id: string) => nodes.filter((node) => node.id === id).map(kindOfLayer)[0];
  expect(kindOf('stem.conv')).toBe('spatial');
  expect(kindOf('stage1.block0.conv1')).toBe('pointwise');
  expect(kindOf('stage1.block1.conv1')).toBe('grouped');
  expect(kindOf('stage1.block1.conv2')).toBe('depthwise');
  expect(kindOf('stage1.block1.shuffle')).toBe('moving');
  expect(kindOf('stage1.block1.add')).toBe('elementwise');
});

it('correlates', () => {
  expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
  expect(correlation([1, 2, 1, 2], [1, 1, 2, 2])).toBeCloseTo(0);
  expect(correlation([1, 1], [1, 2])).toBeNull();
});
