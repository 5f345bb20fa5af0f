import { required } from '../../base/invariant.ts';
import { indexOf } from '../queries.ts';
import type { Graph, GraphNode, NodeId, Region, RegionId } from '../types.ts';

/** A node that reads others of the same shapes. Unchanged nodes stay the same objects. */
export function withInputs(node: GraphNode, inputs: readonly NodeId[]): GraphNode {
  return inputs.every((id, position) => id === node.inputs[position]) ? node : { ...node, inputs };
}

/**
 * Everyone who reads a key of `instead` reads its value, of the same shape, and the network's output too. What nothing
 * reads any more is gone, and so are regions without nodes.
 */
export function reroute(graph: Graph, instead: ReadonlyMap<NodeId, NodeId>): Graph {
  const follow = (id: NodeId): NodeId => {
    let at = id;
    for (let next = instead.get(at); next !== undefined; next = instead.get(at)) at = next;
    return at;
  };
  const nodes = graph.nodes.map((node) => withInputs(node, node.inputs.map(follow)));
  return prune({ ...graph, nodes, output: follow(graph.output) });
}

/** Without the nodes that lead nowhere. */
export function prune(graph: Graph): Graph {
  const { node, region } = indexOf(graph);
  const wanted = new Set<NodeId>([graph.input]);
  const open = [graph.output];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (wanted.has(id) && id !== graph.output) continue;
    wanted.add(id);
    open.push(...required(node.get(id), `node ${id}`).inputs.filter((input) => !wanted.has(input)));
  }
  const nodes = graph.nodes.filter(({ id }) => wanted.has(id));
  const peopled = new Set<RegionId>();
  for (const { scope } of nodes) {
    let at: Region | undefined = region.get(scope);
    for (
      ;
      at !== undefined && !peopled.has(at.id);
      at = at.parent === null ? undefined : region.get(at.parent)
    ) {
      peopled.add(at.id);
    }
  }
  return { ...graph, nodes, regions: graph.regions.filter(({ id }) => peopled.has(id)) };
}

/** The same nodes, each behind what it reads; otherwise in the order they had. */
export function inOrder(graph: Graph): Graph {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const placed = new Set<NodeId>();
  const nodes: GraphNode[] = [];
  const open = [...graph.nodes].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (placed.has(node.id)) continue;
    const before = node.inputs.filter((id) => !placed.has(id));
    if (before.length > 0) {
      open.push(node, ...before.map((id) => required(byId.get(id), `node ${id}`)).reverse());
      continue;
    }
    placed.add(node.id);
    nodes.push(node);
  }
  return { ...graph, nodes };
}
