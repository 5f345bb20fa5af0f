/**
 * Placement of a block whose paths lie side by side: streams, branches that are concatenated, columns that are joined.
 * Every path is a track from left to right; what stands between the tracks (a mean, a concatenation) is placed between
 * them. Lines turn only in the gaps between columns, where no box stands.
 */
import { invariant, required } from '../base/invariant.ts';
import { metrics } from './metrics.ts';
import type { Point } from './route.ts';

export interface TrackNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Position across the tracks: whole or not, only the order and the place between others count. */
  readonly lane: number;
  /** Whether the lane is a track of its own; else the node floats between the tracks beside it. */
  readonly track: boolean;
  /** Room to the right of the box that a label on its outgoing line needs. */
  readonly room: number;
}

export interface TrackEdge {
  readonly source: string;
  readonly target: string;
}

export interface Tracks {
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly at: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  /** By `source>target`: the corners of the line. */
  readonly ways: ReadonlyMap<string, readonly Point[]>;
}

/** Between boxes of neighbouring tracks, and between parallel lines in a gap. */
const trackGap = 20;
const lineGap = 11;
/** Of a gap, what lies behind the last turn. */
const straightEnd = 17;
/** Distance that a passing line keeps from boxes. */
const clearance = 5;

/** Nodes in topological order with unique ids. */
export function placeTracks(nodes: readonly TrackNode[], edges: readonly TrackEdge[]): Tracks {
  const centre = centresOf(nodes);
  const columns = columnsOf(nodes, edges, centre);
  const plan = edges.map((edge) => planOf(edge, nodes, columns, centre));
  const gaps = gapsOf(plan);

  const count = Math.max(...columns.values()) + 1;
  const starts: number[] = [];
  const widths: number[] = [];
  let width = 0;
  for (let column = 0; column < count; column += 1) {
    const inside = nodes.filter((node) => columns.get(node.id) === column);
    starts[column] = width;
    widths[column] = Math.max(...inside.map((node) => node.width + node.room));
    width += widths[column] ?? 0;
    if (column < count - 1) width += gapWidth(gaps.get(column) ?? []);
  }

  const ys = nodes.map((node) => required(centre.get(node.id), node.id));
  const levels = plan.flatMap(({ level }) => (level === null ? [] : [level]));
  const top = Math.min(...levels, ...nodes.map((node, index) => (ys[index] ?? 0) - node.height / 2));
  const bottom = Math.max(...levels, ...nodes.map((node, index) => (ys[index] ?? 0) + node.height / 2));
  const at = new Map(
    nodes.map((node, index) => {
      const column = required(columns.get(node.id), node.id);
      return [
        node.id,
        {
          x: Math.round(starts[column] ?? 0),
          y: Math.round((ys[index] ?? 0) - node.height / 2 - top),
        },
      ] as const;
    }),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  /** Where a line of a group turns in a gap. */
  const turnAt = (gap: number, group: string): number => {
    const groups = gaps.get(gap) ?? [];
    const start = (starts[gap] ?? 0) + (widths[gap] ?? 0);
    return Math.round(start + lineGap * (groups.indexOf(group) + 1));
  };
  const ways = plan.map(({ edge, turns, level }): readonly [string, readonly Point[]] => {
    const [source, target] = [
      required(byId.get(edge.source), edge.source),
      required(byId.get(edge.target), edge.target),
    ];
    const [from, to] = [required(at.get(source.id), source.id), required(at.get(target.id), target.id)];
    const [startY, endY] = [from.y + source.height / 2, to.y + target.height / 2];
    const points: Point[] = [[from.x + source.width, startY]];
    let y = startY;
    turns.forEach(({ gap, group }, index) => {
      const x = turnAt(gap, group);
      const next = index === turns.length - 1 ? endY : (level ?? 0) - top;
      points.push([x, y], [x, next]);
      y = next;
    });
    points.push([to.x, endY]);
    return [`${edge.source}>${edge.target}`, points];
  });
  return { width, height: Math.ceil(bottom - top), at, ways: new Map(ways) };
}

/** Lines turn one after another at the start of a gap; behind the last of them its arrow is straight. */
const gapWidth = (groups: readonly string[]): number =>
  Math.max(metrics.columnGap + 4, lineGap * groups.length + straightEnd);

/** Heights of the middle of every node. */
function centresOf(nodes: readonly TrackNode[]): ReadonlyMap<string, number> {
  const lanes = [...new Set(nodes.filter(({ track }) => track).map(({ lane }) => lane))].sort(
    (a, b) => a - b,
  );
  invariant(lanes.length > 0, 'a block has a track');
  const heights = lanes.map((lane) =>
    Math.max(...nodes.filter((node) => node.track && node.lane === lane).map(({ height }) => height)),
  );
  const at: number[] = [];
  lanes.forEach((_lane, index) => {
    const before = index === 0 ? 0 : (at[index - 1] ?? 0) + (heights[index - 1] ?? 0) / 2 + trackGap;
    at.push(before + (heights[index] ?? 0) / 2);
  });
  const heightOf = (lane: number): number => {
    const above = lanes.findLastIndex((other) => other <= lane);
    const [first, last] = [lanes[0] ?? 0, lanes.at(-1) ?? 0];
    if (above < 0) return (at[0] ?? 0) - (first - lane) * 60;
    if (above === lanes.length - 1) return (at[above] ?? 0) + (lane - last) * 60;
    const [low, high] = [lanes[above] ?? 0, lanes[above + 1] ?? 0];
    const share = (lane - low) / (high - low);
    return (at[above] ?? 0) * (1 - share) + (at[above + 1] ?? 0) * share;
  };
  // Whole units: a track is a straight line.
  return new Map(nodes.map((node) => [node.id, Math.round(heightOf(node.lane))]));
}

/** The column of every node: behind all that it reads, and further where another box is in the way. */
function columnsOf(
  nodes: readonly TrackNode[],
  edges: readonly TrackEdge[],
  centre: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const meets = (a: TrackNode, b: TrackNode): boolean =>
    Math.abs((centre.get(a.id) ?? 0) - (centre.get(b.id) ?? 0)) < (a.height + b.height) / 2 + trackGap / 2;
  nodes.forEach((node, index) => {
    const before = edges
      .filter(({ target }) => target === node.id)
      .map(({ source }) => columns.get(source) ?? 0);
    let column = before.length === 0 ? 0 : Math.max(...before) + 1;
    const placed = nodes.slice(0, index);
    while (placed.some((other) => columns.get(other.id) === column && meets(node, other))) column += 1;
    columns.set(node.id, column);
  });
  return columns;
}

interface Plan {
  readonly edge: TrackEdge;
  /** The gaps in which the line turns, and with which other lines it turns there. */
  readonly turns: readonly { readonly gap: number; readonly group: string }[];
  /** Where it runs between two turns; null with fewer. */
  readonly level: number | null;
}

/** How a line runs: along its source's track, along its target's, or between tracks where both are taken. */
function planOf(
  edge: TrackEdge,
  nodes: readonly TrackNode[],
  columns: ReadonlyMap<string, number>,
  centre: ReadonlyMap<string, number>,
): Plan {
  const columnOf = (id: string): number => required(columns.get(id), id);
  const heightOf = (id: string): number => required(centre.get(id), id);
  const [from, to] = [columnOf(edge.source), columnOf(edge.target)];
  const [start, end] = [heightOf(edge.source), heightOf(edge.target)];
  const passed = nodes.filter((node) => columnOf(node.id) > from && columnOf(node.id) < to);
  const clear = (level: number): boolean =>
    passed.every((node) => Math.abs(heightOf(node.id) - level) > node.height / 2 + clearance);
  const bySource = `${edge.source}>`;
  const byTarget = `>${edge.target}`;
  if (start === end && clear(start)) return { edge, turns: [], level: null };
  if (start !== end && clear(start)) return { edge, turns: [{ gap: to - 1, group: byTarget }], level: null };
  if (start !== end && clear(end)) return { edge, turns: [{ gap: from, group: bySource }], level: null };
  const edgesOfBoxes = passed.flatMap((node) => [
    heightOf(node.id) - node.height / 2 - trackGap / 2,
    heightOf(node.id) + node.height / 2 + trackGap / 2,
  ]);
  const middle = (start + end) / 2;
  const level = required(
    edgesOfBoxes.filter(clear).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0],
    `a way from ${edge.source} to ${edge.target}`,
  );
  return {
    edge,
    turns: [
      { gap: from, group: bySource },
      { gap: to - 1, group: byTarget },
    ],
    level,
  };
}

/** The groups of lines that turn in each gap: lines from one box first, then lines to one box. */
function gapsOf(plan: readonly Plan[]): ReadonlyMap<number, readonly string[]> {
  const gaps = new Map<number, string[]>();
  for (const { gap, group } of plan.flatMap(({ turns }) => turns)) {
    const groups = gaps.get(gap) ?? [];
    if (!groups.includes(group)) groups.push(group);
    gaps.set(gap, groups);
  }
  for (const groups of gaps.values())
    groups.sort((a, b) => Number(a.startsWith('>')) - Number(b.startsWith('>')));
  return gaps;
}
