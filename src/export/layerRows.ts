/** The graph as a table of layers: what the page's table, the CSV file and the terminal all show. */
import { memoByIdentity } from '../base/memo.ts';
import { elements, ops } from '../graph/ops/index.ts';
import { graphTotals, inputShapes } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId, Shape } from '../graph/types.ts';
import { modulePath } from '../weights/names/index.ts';

export interface LayerRow {
  readonly id: NodeId;
  readonly node: GraphNode;
  /** The module's path in a checkpoint, `layer2.0.conv2`. */
  readonly path: string;
  /** `[1, C, H, W]` or `[1, C]`, one for each input. */
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  /** Trainable scalars. */
  readonly params: number;
  /** Of the network's parameters, 0 to 1. */
  readonly share: number;
  readonly macs: number;
  /** Float32 bytes of the output where it counts as activation memory (see `graphTotals`), else 0. */
  readonly activationBytes: number;
}

/** One row for each node, in the order of computation; the first is the input. */
export const layerRows = memoByIdentity((graph: Graph): readonly LayerRow[] => {
  const { params } = graphTotals(graph);
  return graph.nodes.map((node) => ({
    id: node.id,
    node,
    path: modulePath(graph, node),
    inputs: inputShapes(graph, node),
    output: node.shape,
    params: node.params,
    share: params === 0 ? 0 : node.params / params,
    macs: node.macs,
    activationBytes: ops[node.op].counts.activations ? elements(node.shape) * 4 : 0,
  }));
});
