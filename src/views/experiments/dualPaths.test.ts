import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { required } from '../../base/invariant.ts';
import { applyEdits } from '../../graph/passes/variants.ts';
import { nodeOf } from '../../graph/queries.ts';
import { denseShare, dualPathsOf, withoutAddition, withoutStream } from './dualPaths.ts';
import { rootMean } from './measure.ts';

const graph = buildGraph(parseSpec({ family: 'dpn', depths: [2, 2, 1, 1] }));
const paths = dualPathsOf(graph);

it('the residual stream keeps its width in a stage, the dense one grows', () => {
  expect(paths.map((path) => [path.residualWidth, path.denseWidth, path.growth])).toEqual([
    [64, 48, 16],
    [64, 64, 16],
    [128, 96, 32],
    [128, 128, 32],
    [256, 96, 32],
    [512, 192, 64],
  ]);
  expect(dualPathsOf(buildGraph(parseSpec({ family: 'densenet' })))).toEqual([]);
  expect(dualPathsOf(buildGraph(parseSpec({ depth: 18 })))).toEqual([]);
});

it.each([0, 1])('an addition goes, and the stream passes, in block %i', (at) => {
  const path = required(paths[at], 'a block');
  const less = applyEdits(graph, withoutAddition(path, 'residual'));
  expect(less.nodes.some(({ id }) => id === path.residual)).toBe(false);
  expect(less.nodes.some(({ id }) => id === path.appended)).toBe(true);
  const zeros = applyEdits(graph, withoutAddition(path, 'dense'));
  const [kept, appended] = nodeOf(zeros, path.dense).inputs;
  expect(nodeOf(zeros, kept ?? '').op).not.toBe('gain');
  expect(nodeOf(zeros, appended ?? '')).toMatchObject({ op: 'gain', attrs: { factor: 0 } });
});

it('a stream that is cut is read nowhere, and no shape changes', () => {
  for (const stream of ['residual', 'dense'] as const) {
    const cut = applyEdits(graph, withoutStream(paths, stream));
    for (const path of paths) {
      const readers = cut.nodes.filter(({ inputs }) => inputs.includes(path[stream]));
      expect(readers.map(({ op }) => op)).toEqual(['gain']);
    }
    for (const { id, shape } of graph.nodes) expect([id, nodeOf(cut, id).shape]).toEqual([id, shape]);
  }
});

it('sizes are root mean squares, shares are of the squares', () => {
  expect(rootMean(Float64Array.of(1, 7))).toBe(2);
  expect(rootMean(undefined)).toBeNull();
  const path = required(paths[0], 'a block');
  expect(denseShare(path, 1, 1)).toBeCloseTo(48 / 112, 9);
  expect(denseShare(path, 0, 0)).toBe(0);
});
