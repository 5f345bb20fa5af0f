import { describe, expect, it } from 'vitest';
import { everyNarrowed } from '../../fixtures/narrowed.ts';
import { nodeOf } from '../graph/queries.ts';
import { build, buildGraph } from './build.ts';
import { SpecError } from './errors.ts';
import { families } from './families/index.ts';
import { parseSpec } from './spec.ts';
import type { FamilySpec, HeadSpec } from './types.ts';

const network = families.cifarResnet.normalize(families.cifarResnet.defaults);
const headOf = (head: Partial<HeadSpec>) => {
  const graph = build({ ...network, head: { ...network.head, ...head } });
  return graph.nodes
    .filter(({ scope }) => scope === 'head')
    .map(({ id, op }) => [id.slice('head.'.length), op, nodeOf(graph, id).shape.slice(1).join('x')]);
};

describe('the head', () => {
  it('is a linear layer behind the flattened vector', () => {
    expect(headOf({})).toEqual([
      ['pool', 'globalPool', '64x1x1'],
      ['flatten', 'flatten', '64'],
      ['fc', 'linear', '10'],
    ]);
  });
  it('can be a convolution behind a norm and an activation', () => {
    expect(headOf({ normAct: true, classifier: 'conv' })).toEqual([
      ['norm', 'batchNorm', '64x8x8'],
      ['act', 'activation', '64x8x8'],
      ['pool', 'globalPool', '64x1x1'],
      ['fc', 'conv2d', '10x1x1'],
      ['flatten', 'flatten', '10'],
    ]);
  });
});

/** The network at another size; null where that is refused, in words. */
function sized(spec: FamilySpec, inputHeight: number, inputWidth: number): FamilySpec | null {
  try {
    return parseSpec({ ...spec, inputHeight, inputWidth });
  } catch (error) {
    if (error instanceof SpecError) return null;
    throw error;
  }
}

function outputOf(spec: FamilySpec) {
  const graph = buildGraph(spec);
  return nodeOf(graph, graph.output).shape;
}

describe('a size that the specification takes', () => {
  it.each(everyNarrowed().map(({ names: [name], spec }) => [name, spec] as const))(
    'is built: %s',
    (_name, named) => {
      const built = [
        [32, 32],
        [33, 47],
        [49, 38],
        [64, 96],
        [77, 101],
      ].flatMap(([height = 0, width = 0]) => {
        const spec = sized(named, height, width);
        return spec === null ? [] : [outputOf(spec)];
      });
      expect(built).not.toEqual([]);
      for (const shape of built) expect(shape).toEqual([1, named.classes]);
    },
  );
});
