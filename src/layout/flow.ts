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

/** -2 above what goes around, -1 above the main line, 0 on it, 1 below. */
export type Lane = -2 | -1 | 0 | 1;

export interface FlowNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly lane: Lane;
  /** Room to the right of the box that a label on its outgoing line needs. */
  readonly room: number;
  /** Boxes of one name stand in one column. */
  readonly column?: string;
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

/**
 * Keeps the lanes in order and, within a lane, the order of the data: a line that passes a layer stands where the box
 * does that it goes to.
 */
const byLane =
  (place: ReadonlyMap<string, number>): Decross<FlowNode, FlowEdge> =>
  (layers) => {
    for (const layer of layers) {
      const rank = new Map(
        layer.map(({ data }, index) => {
          const { lane } = data.role === 'node' ? data.node.data : data.link.data;
          const id = data.role === 'node' ? data.node.data.id : data.link.target.data.id;
          return [data, { lane, at: place.get(id) ?? 0, index }] as const;
        }),
      );
      layer.sort((one, other) => {
        const a = required(rank.get(one.data), 'rank');
        const b = required(rank.get(other.data), 'rank');
        return a.lane - b.lane || a.at - b.at || a.index - b.index;
      });
    }
  };

/** What d3-dag finds, by position in the lists: which column, how high, and where long lines pass. */
interface Skeleton {
  readonly columns: readonly number[];
  /** Centres, in drawing units. */
  readonly centres: readonly number[];
  readonly via: readonly (number | null)[];
}

/**
 * Skeletons by wiring, lanes and heights. Widths are left out: they only set how broad a column is, and the blocks
 * of all stages differ in nothing else.
 */
const skeletons = new Map<string, Skeleton>();
const limit = 200;
/** Least distance of a line from a box that it passes. */
const clearance = 8;

/** Places nodes (unique ids, topological order) and routes edges. A single node or a chain comes out as a line. */
export function placeFlow(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Flow {
  const place = new Map(nodes.map((node, index) => [node.id, index]));
  const at = (id: string): number => required(place.get(id), id);
  const key = JSON.stringify([
    nodes.map((node) => [
      node.height,
      node.lane,
      node.column === undefined ? 0 : nodes.findIndex(({ column }) => column === node.column),
    ]),
    edges.map((edge) => [at(edge.source), at(edge.target), edge.lane]),
  ]);
  let skeleton = skeletons.get(key);
  if (!skeleton) {
    if (skeletons.size >= limit) skeletons.clear();
    skeleton = findSkeleton(nodes, edges);
    skeletons.set(key, skeleton);
  }
  return spread(skeleton, nodes, edges);
}

/** Gives the columns of a skeleton the widths of their broadest boxes, and moves all of it to start at 0. */
function spread(
  { columns, centres, via }: Skeleton,
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
): Flow {
  const widths: number[] = [];
  nodes.forEach((node, index) => {
    const column = columns[index] ?? 0;
    widths[column] = Math.max(widths[column] ?? 0, node.width + node.room);
  });
  const starts: number[] = [];
  let width = 0;
  widths.forEach((columnWidth, column) => {
    starts[column] = width;
    width += columnWidth + metrics.columnGap;
  });
  const passes = via.filter((y) => y !== null);
  const top = Math.min(...passes, ...nodes.map((node, index) => (centres[index] ?? 0) - node.height / 2));
  const bottom = Math.max(...passes, ...nodes.map((node, index) => (centres[index] ?? 0) + node.height / 2));
  const corner = (node: FlowNode, index: number): { x: number; y: number } => {
    const column = columns[index] ?? 0;
    const spare = (widths[column] ?? 0) - node.width - node.room;
    return {
      x: Math.round((starts[column] ?? 0) + spare / 2),
      y: Math.round((centres[index] ?? 0) - node.height / 2 - top),
    };
  };
  return {
    width: width - metrics.columnGap,
    height: Math.ceil(bottom - top),
    at: new Map(nodes.map((node, index) => [node.id, corner(node, index)])),
    via: new Map(
      edges.map((edge, index) => {
        const y = via[index] ?? null;
        return [`${edge.source}>${edge.target}`, y === null ? null : Math.round(y - top)];
      }),
    ),
  };
}

function findSkeleton(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Skeleton {
  const dag = graph<FlowNode, FlowEdge>();
  const made = new Map<string, MutGraphNode<FlowNode, FlowEdge>>();
  for (const node of nodes) made.set(node.id, dag.node(node));
  const links = edges.map((edge) =>
    dag.link(
      required(made.get(edge.source), edge.source),
      required(made.get(edge.target), edge.target),
      edge,
    ),
  );
  // d3-dag layers from top to bottom: what is high here is wide there, and every layer is one unit high.
  const layout = sugiyama()
    .nodeSize(({ data }: { data: FlowNode }): [number, number] => [data.height, 1])
    .gap([metrics.laneGap, 1])
    .layering(layeringSimplex().group(({ data }: { data: FlowNode }): string | undefined => data.column))
    .decross(byLane(new Map(nodes.map((node, index) => [node.id, index]))))
    .coord(
      coordSimplex().weight(({ data }: { data: FlowEdge }): [number, number, number] =>
        data.lane === 0 ? [64, 64, 64] : [1, 2, 8],
      ),
    );
  layout(dag);
  const placed = nodes.map((node) => required(made.get(node.id), node.id));
  const layers = [...new Set(placed.map((node) => node.y))].sort((a, b) => a - b);
  const heights = {
    [-2]: null,
    [-1]: outermost(placed, links, -1),
    0: null,
    1: outermost(placed, links, 1),
  };
  return {
    columns: placed.map((node) => layers.indexOf(node.y)),
    centres: placed.map((node) => heights[node.data.lane] ?? node.x),
    via: links.map((link) => {
      if (link.points.length <= 2) return null;
      const fixed = heights[link.data.lane];
      if (fixed !== null) return fixed;
      const passed = link.points.slice(1, -1);
      const between = placed.filter((node) => node.y > link.source.y && node.y < link.target.y);
      const isClear = (height: number): boolean =>
        between.every((node) => Math.abs(node.x - height) >= node.data.height / 2 + clearance);
      // One height for the whole way: that at the middle, else at whichever layer leaves it free in all others.
      const [middle = 0, ...others] = [passed[Math.floor(passed.length / 2)], ...passed.toReversed()].map(
        (point) => point?.[0] ?? 0,
      );
      const beside = between.flatMap(({ x, data }) => [
        x - data.height / 2 - clearance,
        x + data.height / 2 + clearance,
      ]);
      const near = beside.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
      // Straight on from the box that it leaves, where nothing is in the way.
      const straight = Math.abs(link.source.x - middle) < metrics.laneGap ? [link.source.x] : [];
      return [...straight, middle, ...others, ...near].find(isClear) ?? middle;
    }),
  };
}

/**
 * The height of the outermost box of a lane that has one box a layer, or null: the whole lane is brought to it. It
 * can only move away from its neighbours, so nothing meets.
 */
function outermost(
  nodes: readonly GraphNode<FlowNode, FlowEdge>[],
  links: readonly GraphLink<FlowNode, FlowEdge>[],
  lane: -1 | 1,
): number | null {
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
}
