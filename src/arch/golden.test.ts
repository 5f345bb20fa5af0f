import { describe, expect, it } from 'vitest';
import { golden } from '../../fixtures/golden.ts';
import { graphTotals, nodesIn, nodeOf, outputsOf } from '../graph/queries.ts';
import type { Graph, NodeWithOp } from '../graph/types.ts';
import { buildGraph } from './build.ts';
import { SpecError } from './errors.ts';
import { parseSpec } from './spec.ts';

const nodesWith = <O extends 'conv2d' | 'linear'>(graph: Graph, op: O) =>
  graph.nodes.filter((node): node is NodeWithOp<O> => node.op === op);

const sorted = <T>(calls: readonly T[]): T[] =>
  [...calls].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

/** Naming schemes of code bases that call a block's shortcut before what our graph has before it. */
const shortcutFirst: ReadonlySet<string> = new Set(['legacySenet', 'timmResnetV2']);

describe.each(golden.networks)('$name', (network) => {
  const graph = buildGraph(parseSpec(network.spec));

  it('has the parameters, MACs and activations that PyTorch counts', () => {
    const { params, macs, activations } = graphTotals(graph);
    expect({ params, macs, activations }).toEqual({
      params: network.params,
      macs: network.macs,
      activations: network.activations,
    });
  });

  it('calls the same convolutions and linear layers in the same order', () => {
    const convs = nodesWith(graph, 'conv2d').map((node) => ({
      input: nodeOf(graph, node.inputs[0] ?? '').shape,
      output: node.shape,
      kernel: node.attrs.kernel,
      stride: [node.attrs.stride, node.attrs.stride],
      padding: [node.attrs.padding.top, node.attrs.padding.left],
      dilation: [node.attrs.dilation, node.attrs.dilation],
      groups: node.attrs.groups,
      macs: node.macs,
    }));
    const wanted = network.convs.map(({ path: _path, ...conv }) => conv);
    // The older SENet code computes a block's shortcut before its attention, the pre-activation one before the branch.
    const inOrder = shortcutFirst.has(graph.naming) ? sorted : (calls: typeof convs) => calls;
    expect(inOrder(convs)).toEqual(inOrder(wanted as typeof convs));
    const linears = nodesWith(graph, 'linear').map((node) => [
      nodeOf(graph, node.inputs[0] ?? '').shape,
      node.shape,
      node.macs,
    ]);
    expect(linears).toEqual(network.linears.map(([, ...linear]) => linear));
  });

  it('has the same tensors, shape by shape', () => {
    const shapes = graph.nodes.flatMap((node) => node.tensors.map((slot) => slot.shape));
    const wanted = network.tensors.map(([, shape]) => shape);
    // Data reaches modules in another order than that in which they are registered: the tensors' names have that.
    expect(sorted(shapes)).toEqual(sorted(wanted));
  });
});

describe('other input sizes', () => {
  const cases = golden.sizes.flatMap(({ name, sizes }) =>
    Object.entries(sizes).map(([size, figures]) => ({ name, size, figures })),
  );
  it.each(cases)('$name at $size', ({ name, size, figures }) => {
    const [inputHeight, inputWidth] = size.split('x').map(Number);
    const network = golden.networks.find((entry) => entry.name === name);
    const sized = { ...network?.spec, inputHeight, inputWidth };
    if (figures.error !== undefined) {
      expect(() => parseSpec(sized)).toThrow(SpecError);
      return;
    }
    const graph = buildGraph(parseSpec(sized));
    expect(graphTotals(graph).macs).toBe(figures.macs);
    for (const index of [1, 2, 3, 4]) {
      // Streams side by side are one tensor in the figures.
      const streams = outputsOf(graph, `stage${index}`).map((id) => nodeOf(graph, id).shape);
      const channels = streams.reduce((sum, [, width = 0]) => sum + width, 0);
      expect([1, channels, ...(streams[0] ?? []).slice(2)]).toEqual([
        1,
        ...(figures.stages[`layer${index}`] ?? []),
      ]);
    }
    expect(nodesIn(graph, 'stem').at(-1)?.shape).toEqual([1, ...(figures.stages['stem'] ?? [])]);
  });
});
