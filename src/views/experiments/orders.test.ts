import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import type { CifarResNetSpec } from '../../arch/families/cifarResnet.ts';
import { parseSpec } from '../../arch/spec.ts';
import type { BlockOrder } from '../../arch/types.ts';
import { nodeOf } from '../../graph/queries.ts';
import { formOf, inOrder, orders, sizeOf, streamOf, usualBlock } from './orders.ts';

const spec = parseSpec({ family: 'cifarResnet', survival: 0.5, survivalScale: 'test' }) as CifarResNetSpec;

it('are the five of the paper, each with as many blocks', () => {
  expect(orders).toHaveLength(5);
  for (const order of orders) expect(streamOf(buildGraph(inOrder(spec, order)))).toHaveLength(9);
});

// arXiv 1603.05027, figure 4.
it.each([
  ['post', 'conv BN ReLU conv BN', 'ReLU'],
  ['bnAfterAdd', 'conv BN ReLU conv', 'BN ReLU'],
  ['reluBeforeAdd', 'conv BN ReLU conv BN ReLU', ''],
  ['reluOnly', 'ReLU conv BN ReLU conv BN', ''],
  ['fullPre', 'BN ReLU conv BN ReLU conv', ''],
] as const)('%s reads as in the figure', (order: BlockOrder, branch, after) => {
  const graph = buildGraph(inOrder(spec, order));
  const words = { conv2d: 'conv', batchNorm: 'BN', activation: 'ReLU' } as const;
  const say = (id: string): string => words[nodeOf(graph, id).op as keyof typeof words];
  const form = formOf(graph, usualBlock(graph) ?? '');
  expect(form.branch.map(({ id }) => say(id)).join(' ')).toBe(branch);
  expect(form.after.map(({ id }) => say(id)).join(' ')).toBe(after);
});

it('measures the size of one value', () => {
  expect(sizeOf(new Float32Array([3, -3, 3, 3]))).toBeCloseTo(3, 6);
});
