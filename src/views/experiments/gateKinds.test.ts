import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { gatesOf } from './gateKinds.ts';

const gates = (spec: Readonly<Record<string, unknown>>) => gatesOf(buildGraph(parseSpec(spec)));

it('squeeze-and-excitation has one gate a block', () => {
  const found = gates({ block: 'basic', depths: [2, 1, 1, 1], attention: 'se' });
  expect(found.map(({ kind, name }) => [kind, name])).toEqual([
    ['gate', '1.0'],
    ['gate', '1.1'],
    ['gate', '2.0'],
    ['gate', '3.0'],
    ['gate', '4.0'],
  ]);
});

it('selective kernels have the share of the larger one, which has the holes', () => {
  const graph = buildGraph(parseSpec({ family: 'sknet' }));
  const found = gatesOf(graph);
  expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['kernels']));
  const [first] = found;
  const scale = graph.nodes.find(({ op, inputs }) => op === 'scale' && inputs[1] === first?.node);
  const region = scale?.inputs[0]?.replace(/\.[^.]+$/, '.conv') ?? '';
  expect(graph.nodes.find(({ id }) => id === region)).toMatchObject({ attrs: { dilation: 2 } });
  const blocks = graph.regions.filter(({ kind }) => kind === 'block').length;
  expect(found.length).toBe(blocks);
});

it('split attention has a share for each split but the first of two', () => {
  expect(
    gates({ family: 'resnest', radix: 2, depths: [1, 1, 1, 1] }).map(({ kind, name }) => [kind, name]),
  ).toEqual(['1.0', '2.0', '3.0', '4.0'].map((name) => ['splits', name]));
  const four = gates({ family: 'resnest', radix: 4, depths: [1, 1, 1, 1] });
  expect(four.slice(0, 4).map(({ name }) => name)).toEqual(['1.0 · 1', '1.0 · 2', '1.0 · 3', '1.0 · 4']);
  expect(gates({ family: 'resnest', radix: 1, depths: [1, 1, 1, 1] })[0]?.kind).toBe('gate');
});
