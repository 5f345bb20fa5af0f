import { makeNode } from '../builder.ts';
import { inputShapes } from '../queries.ts';
import type { Graph, GraphNode, NodeId, NodeWithOp } from '../types.ts';
import { replaceNodes, soleReader, type Watched } from './rewrite.ts';

/**
 * A convolution and the batch norm that alone reads it become one `fusedConv2d`. It has the norm's id, because it has
 * the norm's value; a watched convolution stays as it is. Shapes and totals are those of the two.
 */
export function foldBatchNorm(graph: Graph, watched: Watched): Graph {
  const replaced = new Map<NodeId, GraphNode>();
  const dropped = new Set<NodeId>();
  for (const conv of graph.nodes) {
    if (conv.op !== 'conv2d') continue;
    const norm = soleReader(graph, conv.id, watched);
    if (norm?.op !== 'batchNorm') continue;
    replaced.set(norm.id, foldedConv(graph, conv, norm));
    dropped.add(conv.id);
  }
  return replaceNodes(graph, replaced, dropped);
}

function foldedConv(graph: Graph, conv: NodeWithOp<'conv2d'>, norm: NodeWithOp<'batchNorm'>): GraphNode {
  const attrs = {
    ...conv.attrs,
    bias: true,
    conv: conv.id,
    norm: norm.id,
    eps: norm.attrs.eps,
    activation: null,
  };
  const node = makeNode('fusedConv2d', attrs, norm.id, conv.inputs, inputShapes(graph, conv), norm.scope);
  return { ...node, params: conv.params + norm.params };
}
