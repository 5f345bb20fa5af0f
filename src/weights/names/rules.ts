import type { Graph, GraphNode } from '../../graph/types.ts';

/** One naming scheme: how the checkpoints of a kind of network call its modules. */
export interface NameRules {
  /**
   * The module's name in the checkpoint. Nodes that no checkpoint stores anything for get a readable path in the same
   * style. No two nodes of a graph have the same path.
   */
  modulePath(graph: Graph, node: GraphNode): string;
  /** Nodes in the order in which the checkpoint's modules are registered: that of a PyTorch `state_dict`. */
  registered(graph: Graph): readonly GraphNode[];
}
