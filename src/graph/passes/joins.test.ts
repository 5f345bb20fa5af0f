import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { blocksOf, remainderOf } from '../blocks.ts';
import { nodeOf } from '../queries.ts';
import type { Graph, NodeId } from '../types.ts';
import { keepInputs, mergesOf, runApart, runsOn, silence } from './joins.ts';
import { lesion, scaleBranches } from './variants.ts';

const inputsOf = (graph: Graph, id: NodeId): readonly NodeId[] => nodeOf(graph, id).inputs;
const has = (graph: Graph, id: NodeId): boolean => graph.nodes.some((node) => node.id === id);

describe('merge-and-run', () => {
  const graph = buildGraph(parseSpec({ family: 'fusenet', fusion: 'mergeAndRun', blocksPerStage: 2 }));
  it('merges in every block; the last one ends the streams', () => {
    const merges = mergesOf(graph);
    expect(merges.map((merge) => [merge.block, runsOn(merge)])).toEqual([
      ['stage1.block0', true],
      ['stage1.block1', true],
      ['stage2.block0', true],
      ['stage2.block1', true],
      ['stage3.block0', true],
      ['stage3.block1', false],
    ]);
    expect(merges[1]).toEqual({
      block: 'stage1.block1',
      mean: 'stage1.block1.mean',
      streams: ['stage1.block0.stream1.act', 'stage1.block0.stream2.act'],
      adds: ['stage1.block1.stream1.add', 'stage1.block1.stream2.add'],
    });
  });
  it('is found in no other family', () => {
    for (const family of ['fractalnet', 'dpn', 'densenet', 'resnest', 'inception'])
      expect(mergesOf(buildGraph(parseSpec({ family })))).toEqual([]);
  });
  it('lets streams run apart, each around its own branch', () => {
    const apart = runApart(graph, ['stage1.block1', 'stage2.block0']);
    expect(has(apart, 'stage1.block1.mean')).toBe(false);
    expect(inputsOf(apart, 'stage1.block1.stream2.add')).toEqual([
      'stage1.block0.stream2.act',
      'stage1.block1.branch2.norm2',
    ]);
    expect(inputsOf(apart, 'stage2.block0.stream1.add')).toEqual([
      'stage2.block0.line1.norm',
      'stage2.block0.branch1.norm2',
    ]);
    expect(has(apart, 'stage2.block1.mean')).toBe(true);
    expect(() => runApart(graph, ['stage3.block1'])).toThrow('stage3.block1');
  });
  it('loses a block and goes on with the mean', () => {
    const left = lesion(graph, ['stage1.block1', 'stage3.block1']);
    expect(inputsOf(left, 'stage1.block1.stream1.act')).toEqual(['stage1.block1.mean']);
    expect(inputsOf(left, 'stage1.block1.stream2.act')).toEqual(['stage1.block1.mean']);
    expect(inputsOf(left, 'stage3.block1.act')).toEqual(['stage3.block1.mean']);
    expect(left.nodes.filter(({ id }) => id.includes('stage1.block1.branch'))).toEqual([]);
  });
  it('scales every branch of a block', () => {
    const scaled = scaleBranches(graph, { 'stage1.block1': 0.5, 'stage3.block1': 0.25 });
    const gains = scaled.nodes.flatMap((node) =>
      node.op === 'gain' ? [[node.inputs[0], node.attrs.factor]] : [],
    );
    expect(gains).toEqual([
      ['stage1.block1.branch1.norm2', 0.5],
      ['stage1.block1.branch2.norm2', 0.5],
      ['stage3.block1.branch1.norm2', 0.25],
      ['stage3.block1.branch2.norm2', 0.25],
    ]);
  });
});

describe('keeping inputs', () => {
  const graph = buildGraph(parseSpec({ family: 'fractalnet', columns: 3, blocks: 2 }));
  it('averages those that are left, and passes one on as it is', () => {
    const two = keepInputs(graph, { 'stage1.block0.join4': [0, 2] });
    expect(inputsOf(two, 'stage1.block0.join4')).toEqual([
      'stage1.block0.col0_0.act',
      'stage1.block0.col2_3.act',
    ]);
    const one = keepInputs(graph, { 'stage1.block0.join4': [0] });
    expect(inputsOf(one, 'stage1.block0.pool')).toEqual(['stage1.block0.col0_0.act']);
    expect(one.nodes.filter(({ id }) => id.includes('stage1.block0.col2'))).toEqual([]);
  });
  it('refuses to keep nothing, and what is no sum', () => {
    expect(() => keepInputs(graph, { 'stage1.block0.join4': [] })).toThrow('join4');
    expect(() => keepInputs(graph, { 'stage1.block0.pool': [0] })).toThrow('pool');
  });
  it('leaves a block of columns in its place: nothing goes around', () => {
    expect(blocksOf(graph).map((block) => remainderOf(graph, block))).toEqual([null, null]);
  });
});

describe('two streams of one block', () => {
  const graph = buildGraph(parseSpec({ family: 'dpn', depths: [2, 1, 1, 1] }));
  it('becomes zeros for every reader, in one new node', () => {
    const stream = 'stage1.block0.residual.add';
    const silent = silence(graph, [stream]);
    expect(silent.nodes.filter(({ inputs }) => inputs.includes(stream)).map(({ op }) => op)).toEqual([
      'gain',
    ]);
    expect(silent.nodes.length).toBe(graph.nodes.length + 1);
    expect(silent.nodes.find(({ id }) => id === `${stream}.silent`)?.shape).toEqual(
      nodeOf(graph, stream).shape,
    );
  });
  it('loses a block: the residual stream passes, the dense one gets zeros', () => {
    const [, block] = blocksOf(graph);
    expect(block && remainderOf(graph, block)).toBe('zeros');
    const left = lesion(graph, ['stage1.block1']);
    expect(has(left, 'stage1.block1.residual.add')).toBe(false);
    const [before, appended] = inputsOf(left, 'stage1.block1.dense.concat');
    expect(before).toBe('stage1.block0.dense.concat');
    expect(nodeOf(left, appended ?? '')).toMatchObject({ op: 'gain', attrs: { factor: 0 } });
    expect(nodeOf(left, 'stage1.block1.dense.concat').shape).toEqual(
      nodeOf(graph, 'stage1.block1.dense.concat').shape,
    );
  });
});

it('takes the first block of a pre-activation net out: its activation stays for the shortcut', () => {
  const graph = buildGraph(parseSpec({ family: 'cifarResnet', order: 'fullPre', depth: 20 }));
  const [block] = blocksOf(graph);
  expect(block).toMatchObject({ around: 'projection', meetings: [{ kind: 'add' }] });
  const left = lesion(graph, ['stage1.block0']);
  expect(left.nodes.filter(({ id }) => id.startsWith('stage1.block0.')).map(({ op }) => op)).toEqual([
    'batchNorm',
    'activation',
  ]);
});
