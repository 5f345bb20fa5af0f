import { describe, expect, it } from 'vitest';
import { golden } from '../../../fixtures/golden.ts';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { graphTotals, indexOf, nodeOf } from '../queries.ts';
import type { Graph, NodeId } from '../types.ts';
import { foldBatchNorm } from './foldBatchNorm.ts';
import { type FusionAbility, fuse } from './fuse.ts';

const nothing: ReadonlySet<NodeId> = new Set();
const relu: FusionAbility = { activations: new Set(['relu']), addend: false };
const withAddend: FusionAbility = { activations: new Set(['relu']), addend: true };
const lower = (graph: Graph, watched = nothing, ability = relu): Graph =>
  fuse(foldBatchNorm(graph, watched), watched, ability);
const count = (graph: Graph, op: string): number => graph.nodes.filter((node) => node.op === op).length;

/** Every node's inputs stand before it, under ids that exist. */
function expectSound(graph: Graph): void {
  const seen = new Set<NodeId>();
  for (const node of graph.nodes) {
    expect(node.inputs.filter((input) => !seen.has(input))).toEqual([]);
    seen.add(node.id);
  }
  expect(seen.has(graph.output)).toBe(true);
}

describe('folding and fusing', () => {
  const specs = golden.networks.map(({ name, spec }) => [name, spec] as const);

  it.each(specs)('%s keeps totals and the shapes of what is left', (_name, form) => {
    const graph = buildGraph(parseSpec(form));
    for (const ability of [relu, withAddend]) {
      const lowered = lower(graph, nothing, ability);
      expectSound(lowered);
      const { nodes: _before, ...totals } = graphTotals(graph);
      const { nodes: _after, ...same } = graphTotals(lowered);
      expect(same).toEqual(totals);
      // Norms that stand before a convolution, or behind an addition, have none to be folded into.
      const alone = graph.nodes.filter(
        ({ op, inputs }) => op === 'batchNorm' && nodeOf(graph, inputs[0] ?? '').op !== 'conv2d',
      );
      expect(count(lowered, 'batchNorm')).toBe(alone.length);
      for (const node of lowered.nodes) expect(node.shape).toEqual(nodeOf(graph, node.id).shape);
    }
  });

  it('leaves the nodes that are watched, and those before them', () => {
    const graph = buildGraph(parseSpec({ depth: 18 }));
    const watched = new Set(['stage1.block0.conv1', 'stage1.block1.norm1']);
    const { node } = indexOf(lower(graph, watched));
    expect(node.get('stage1.block0.conv1')?.op).toBe('conv2d');
    expect(node.get('stage1.block0.norm1')?.op).toBe('batchNorm');
    expect(node.get('stage1.block1.norm1')?.op).toBe('fusedConv2d');
    expect(node.get('stage1.block1.act1')?.op).toBe('activation');
    expect(node.get('stage2.block0.act1')?.op).toBe('fusedConv2d');
  });

  it('leaves everything when everything is watched', () => {
    const graph = buildGraph(parseSpec({ depth: 50, variant: 'D', attention: 'se' }));
    const all = new Set(graph.nodes.map(({ id }) => id));
    expect(lower(graph, all, withAddend)).toEqual(graph);
  });

  it('keeps an activation that the backend’s convolution lacks', () => {
    const graph = buildGraph(parseSpec({ depth: 18, activation: 'silu' }));
    expect(count(lower(graph), 'activation')).toBe(count(graph, 'activation'));
  });

  it('fuses the activation of a convolution without a norm', () => {
    const graph = buildGraph(parseSpec({ depth: 18, attention: 'se' }));
    const reduce = nodeOf(lower(graph), 'stage1.block0.attention.act');
    expect(reduce.op === 'fusedConv2d' && [reduce.attrs.norm, reduce.attrs.conv]).toEqual([
      null,
      'stage1.block0.attention.reduce',
    ]);
  });

  it('adds inside the convolution where the backend can', () => {
    const graph = buildGraph(parseSpec({ depth: 18 }));
    const lowered = lower(graph, nothing, withAddend);
    expect(count(lowered, 'add')).toBe(0);
    const block = nodeOf(lowered, 'stage1.block0.act');
    expect(block.inputs).toEqual(['stage1.block0.act1', 'stem.pool']);
    expect(block.op === 'fusedConv2d' && [block.attrs.conv, block.attrs.activation]).toEqual([
      'stage1.block0.conv2',
      'relu',
    ]);
  });

  it('does not fuse a value that has two readers', () => {
    const graph = buildGraph(parseSpec({ depth: 50, attention: 'se' }));
    expect(nodeOf(lower(graph), 'stage1.block0.norm3').op).toBe('fusedConv2d');
    expect(nodeOf(lower(graph), 'stage1.block0.attention.scale').inputs[0]).toBe('stage1.block0.norm3');
  });
});
