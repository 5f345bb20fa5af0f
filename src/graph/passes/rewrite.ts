import { required } from '../../base/invariant.ts';
import { indexOf } from '../queries.ts';
import type { Graph, GraphNode, NodeId } from '../types.ts';

/** Node ids whose values someone looks at: a pass must leave a node of that id. */
export type Watched = ReadonlySet<NodeId>;

/**
 * The only reader of a node when the node's own value is needed by nobody else: then the two may become one. Null
 * where it is watched, read twice or not at all, or the network's output.
 */
export function soleReader(graph: Graph, id: NodeId, watched: Watched): GraphNode | null {
  if (watched.has(id) || id === graph.output) return null;
  const { consumers, node } = indexOf(graph);
  const [reader, ...others] = consumers.get(id) ?? [];
  if (reader === undefined || others.length > 0) return null;
  const found = required(node.get(reader), `node ${reader}`);
  return found.inputs.filter((input) => input === id).length === 1 ? found : null;
}

/** The graph with some nodes put in place of others and some left out, in the order it had. */
export function replaceNodes(
  graph: Graph,
  replaced: ReadonlyMap<NodeId, GraphNode>,
  dropped: ReadonlySet<NodeId>,
): Graph {
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes
    .filter((node) => !dropped.has(node.id))
    .map((node) => replaced.get(node.id) ?? node);
  return { ...graph, nodes };
}
