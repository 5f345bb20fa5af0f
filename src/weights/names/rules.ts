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

/**
 * Nodes in the order of their blocks, and within a block by `order`: for parts that are registered otherwise than data
 * flows. Nodes outside of blocks (null) stay where they are.
 */
export function sortBy(
  nodes: readonly GraphNode[],
  placeOf: (node: GraphNode) => { readonly block: string; readonly order: number } | null,
): readonly GraphNode[] {
  const starts = new Map<string, number>();
  return nodes
    .map((node, position) => {
      const place = placeOf(node);
      if (place === null) return { node, position, start: position, order: 0 };
      const start = starts.get(place.block) ?? position;
      starts.set(place.block, start);
      return { node, position, start, order: place.order };
    })
    .sort((a, b) => a.start - b.start || a.order - b.order || a.position - b.position)
    .map(({ node }) => node);
}
