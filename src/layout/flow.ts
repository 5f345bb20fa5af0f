/**
 * Layered placement of a small data-flow graph from left to right: layers, order and coordinates by the method of
 * Sugiyama as d3-dag has it. What is ours: which lane lies above which (shortcut, branch, attention), and that the
 * branch is the straight line.
 */
import {
  coordSimplex,
  type Decross,
  type GraphLink,
  type GraphNode,
  graph,
  layeringSimplex,
  type MutGraphNode,
  sugiyama,
} from 'd3-dag';
import { required } from '../base/invariant.ts';
import { metrics } from './metrics.ts';

/** -1 above the main line, 0 on it, 1 below. */
export type Lane = -1 | 0 | 1;

export interface FlowNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly lane: Lane;
  /** Room to the right of the box that a label on its outgoing line needs. */
  readonly room: number;
}

export interface FlowEdge {
  readonly source: string;
  readonly target: string;
  readonly lane: Lane;
}

export interface Flow {
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly at: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  /** By `source>target`: where a line that passes other layers runs; null for lines between neighbours. */
  readonly via: ReadonlyMap<string, number | null>;
}

/** Keeps the lanes in order and, within a lane, the order of the data. */
const byLane: Decross<FlowNode, FlowEdge> = (layers) => {
  for (const layer of layers) {
    const lane = new Map(
      layer.map((node) => [
        node,
        node.data.role === 'node' ? node.data.node.data.lane : node.data.link.data.lane,
      ]),
    );
    layer.sort((a, b) => (lane.get(a) ?? 0) - (lane.get(b) ?? 0));
  }
};

/** Places nodes (unique ids, topological order) and routes edges. A single node or a chain comes out as a line. */
export function placeFlow(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Flow {
  const dag = graph<FlowNode, FlowEdge>();
  const made = new Map<string, MutGraphNode<FlowNode, FlowEdge>>();
  for (const node of nodes) made.set(node.id, dag.node(node));
  for (const edge of edges) {
    dag.link(
      required(made.get(edge.source), edge.source),
      required(made.get(edge.target), edge.target),
      edge,
    );
  }
  // d3-dag layers from top to bottom; widths and heights change places on the way in and out.
  const layout = sugiyama()
    .nodeSize(({ data }: { data: FlowNode }): [number, number] => [data.height, data.width + data.room])
    .gap([metrics.laneGap, metrics.columnGap])
    .layering(layeringSimplex())
    .decross(byLane)
    .coord(
      coordSimplex().weight(({ data }: { data: FlowEdge }): [number, number, number] =>
        data.lane === 0 ? [64, 64, 64] : [1, 2, 8],
      ),
    );
  const { height: width } = layout(dag);
  return align(width, [...dag.nodes()], [...dag.links()]);
}

/**
 * Brings a lane that has one box a layer to one height, that of its outermost box: it can only move away from its
 * neighbours, so nothing meets. Then everything is moved to start at 0.
 */
function align(
  width: number,
  nodes: readonly GraphNode<FlowNode, FlowEdge>[],
  links: readonly GraphLink<FlowNode, FlowEdge>[],
): Flow {
  const outermost = (lane: -1 | 1): number | null => {
    const mine = nodes.filter((node) => node.data.lane === lane);
    if (new Set(mine.map((node) => node.y)).size < mine.length) return null;
    const centres = [
      ...mine.map((node) => node.x),
      ...links
        .filter((link) => link.data.lane === lane)
        .flatMap((link) => link.points.slice(1, -1).map(([x]) => x)),
    ];
    if (centres.length === 0) return null;
    return lane < 0 ? Math.min(...centres) : Math.max(...centres);
  };
  const height = { [-1]: outermost(-1), 0: null, 1: outermost(1) };
  const centre = (node: GraphNode<FlowNode, FlowEdge>): number => height[node.data.lane] ?? node.x;
  const vias = links.map((link): readonly [string, number | null] => {
    const middle = link.points[Math.floor(link.points.length / 2)];
    const passes = link.points.length > 2 && middle !== undefined;
    return [`${link.data.source}>${link.data.target}`, passes ? (height[link.data.lane] ?? middle[0]) : null];
  });
  const top = Math.min(
    ...nodes.map((node) => centre(node) - node.data.height / 2),
    ...vias.flatMap(([, y]) => (y === null ? [] : [y])),
  );
  const bottom = Math.max(
    ...nodes.map((node) => centre(node) + node.data.height / 2),
    ...vias.flatMap(([, y]) => (y === null ? [] : [y])),
  );
  return {
    width,
    height: Math.ceil(bottom - top),
    at: new Map(
      nodes.map((node) => [
        node.data.id,
        {
          x: Math.round(node.y - (node.data.width + node.data.room) / 2),
          y: Math.round(centre(node) - node.data.height / 2 - top),
        },
      ]),
    ),
    via: new Map(vias.map(([key, y]) => [key, y === null ? null : Math.round(y - top)])),
  };
}
