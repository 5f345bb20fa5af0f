/** What is the same in all layers of a network: its kind of norm, and whether weights are standardised. */
import { makeNode } from '../graph/builder.ts';
import { inputShapes } from '../graph/queries.ts';
import type { Graph, GraphNode } from '../graph/types.ts';
import { SpecError } from './errors.ts';
import { normEps } from './layers.ts';
import type { TransformSpec } from './blocks/types.ts';
import type { LayerSpec, NormKind } from './types.ts';

export const usualLayers: LayerSpec = { norm: { kind: 'batch', eps: normEps }, standardize: null };

/** As many as BiT and timm's `groupnorm` have. */
const usualGroups = 32;

export const normOf = (kind: NormKind): LayerSpec['norm'] =>
  kind === 'batch' ? { kind, eps: normEps } : { kind, eps: normEps, groups: usualGroups };

/** Channels behind which a branch may have a norm. */
export const widthsOf = (transform: TransformSpec): readonly number[] =>
  transform.kind === 'basic'
    ? [transform.first, transform.out]
    : [transform.first, transform.width, transform.out];

/** The graph, built with the usual batch norms and plain convolutions, with the layers that are wanted. */
export function withLayers(graph: Graph, { norm, standardize }: LayerSpec): Graph {
  if (norm.kind === 'batch' && norm.eps === normEps && standardize === null) return graph;
  const nodes = graph.nodes.map((node): GraphNode => {
    const shapes = inputShapes(graph, node);
    if (node.op === 'batchNorm') {
      const { eps } = norm;
      if (norm.kind === 'batch') return { ...node, attrs: { eps } };
      return makeNode('groupNorm', { groups: norm.groups, eps }, node.id, node.inputs, shapes, node.scope);
    }
    // What has a bias is a classifier or a gate, and behind it stands no norm.
    if (node.op === 'conv2d' && !node.attrs.bias) {
      return makeNode('conv2d', { ...node.attrs, standardize }, node.id, node.inputs, shapes, node.scope);
    }
    return node;
  });
  return { ...graph, nodes };
}

/** Throws SpecError at the option `norm` where its groups do not divide one of the widths that it stands behind. */
export function checkGroups(layers: LayerSpec, widths: readonly number[]): void {
  if (layers.norm.kind === 'batch') return;
  const { groups } = layers.norm;
  const uneven = widths.find((width) => width % groups !== 0);
  if (uneven !== undefined) throw new SpecError('norm', 'spec.normGroups', { value: uneven, groups });
}
