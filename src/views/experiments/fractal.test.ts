import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { required } from '../../base/invariant.ts';
import { droppedNodes, fractalOf, oneColumn, subnetFigures, throwPaths } from './fractal.ts';

const graph = buildGraph(parseSpec({ family: 'fractalnet', columns: 3, blocks: 2 }));
const fractal = required(fractalOf(graph), 'columns');

it('knows the columns of every join, and nets without any', () => {
  expect(fractal.columns).toBe(3);
  expect(fractal.joins.map(({ node, columns }) => [node, columns])).toEqual([
    ['stage1.block0.join2', [1, 2]],
    ['stage1.block0.join4', [0, 1, 2]],
    ['stage2.block0.join2', [1, 2]],
    ['stage2.block0.join4', [0, 1, 2]],
  ]);
  expect(fractalOf(buildGraph(parseSpec({ family: 'fractalnet', columns: 1 })))).toBeNull();
  expect(fractalOf(buildGraph(parseSpec({ family: 'fusenet' })))).toBeNull();
});

describe('one column', () => {
  it.each([0, 1, 2])('%i has two to its power convolutions a block, one behind the other', (column) => {
    const { convs, depth } = subnetFigures(graph, oneColumn(fractal, column));
    expect([convs, depth]).toEqual([2 * 2 ** column, 2 * 2 ** column]);
  });
  it('is one of three: together they have all the weights, once', () => {
    const all = subnetFigures(graph, {});
    expect(all).toMatchObject({ convs: 14, depth: 8 });
    const parts = [0, 1, 2].map((column) => subnetFigures(graph, oneColumn(fractal, column)));
    // The classifier is in each.
    const classifier = 32 * 10 + 10;
    expect(parts.reduce((sum, { params }) => sum + params - classifier, 0)).toBe(all.params - classifier);
  });
  it('leaves the joins that it passes', () => {
    const dropped = droppedNodes(graph, oneColumn(fractal, 0));
    expect(dropped.has('stage1.block0.join4')).toBe(false);
    expect(dropped.has('stage1.block0.join2')).toBe(true);
    expect(dropped.has('stage1.block0.col2_0.conv')).toBe(true);
    expect(dropped.has('stage1.block0.col0_0.conv')).toBe(false);
  });
});

describe('a throw', () => {
  it('keeps at least one input of every join, and all where nothing is dropped', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const kept = throwPaths(fractal, 0.9, seed);
      for (const { node, columns } of fractal.joins) {
        expect(kept[node]?.length).toBeGreaterThan(0);
        expect(Math.max(...(kept[node] ?? []))).toBeLessThan(columns.length);
      }
    }
    expect(throwPaths(fractal, 0, 1)['stage1.block0.join4']).toEqual([0, 1, 2]);
    expect(droppedNodes(graph, throwPaths(fractal, 0, 1)).size).toBe(0);
  });
  it('drops about as many as it says', () => {
    let dropped = 0;
    for (let seed = 0; seed < 2000; seed += 1) {
      dropped += 3 - (throwPaths(fractal, 0.15, seed)['stage1.block0.join4']?.length ?? 0);
    }
    expect(dropped / 6000).toBeCloseTo(0.15, 1);
    expect(throwPaths(fractal, 0.15, 7)).toEqual(throwPaths(fractal, 0.15, 7));
  });
});
