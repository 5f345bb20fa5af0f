import { describe, expect, it } from 'vitest';
import { nodeOf } from '../graph/queries.ts';
import { build } from './build.ts';
import { families } from './families/index.ts';
import type { HeadSpec } from './types.ts';

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
