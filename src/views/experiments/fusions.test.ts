import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { subnetFigures } from './fractal.ts';
import { fusedPaths, fusionsOf } from './fusions.ts';

const graph = buildGraph(parseSpec({ family: 'fusenet', fusion: 'deep', blocksPerStage: 1 }));
const fusions = fusionsOf(graph);

it('three fusions of two branches are eight nets', () => {
  expect(fusions.map(({ branches }) => branches.map(({ name }) => name))).toEqual(
    Array(3).fill(['short', 'long']),
  );
  const paths = fusedPaths(fusions);
  expect(paths.map(({ name }) => name)).toEqual([
    'short · short · short',
    'short · short · long',
    'short · long · short',
    'short · long · long',
    'long · short · short',
    'long · short · long',
    'long · long · short',
    'long · long · long',
  ]);
  // One convolution in the stem, and 1 or 4 at every fusion.
  expect(paths.map(({ kept }) => subnetFigures(graph, kept).depth)).toEqual([4, 7, 7, 10, 7, 10, 10, 13]);
});

it('is nothing where something goes around, or nothing is added', () => {
  for (const spec of [
    { family: 'fusenet', fusion: 'inception', blocksPerStage: 1 },
    { family: 'fusenet', fusion: 'mergeAndRun', blocksPerStage: 1 },
    { family: 'fractalnet' },
    { family: 'shufflenetV2' },
    { family: 'cifarResnet' },
    { shortcut: 'none', depth: 18 },
  ])
    expect(fusionsOf(buildGraph(parseSpec(spec)))).toEqual([]);
});
