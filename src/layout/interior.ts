/**
 * The inside of a region as boxes and lines in coordinates of its own: an open block, the stem, the head. Ids in it
 * are written without the region's path, so one interior serves all regions of the same form.
 */
import { required } from '../base/invariant.ts';
import { indexOf, nodeOf, nodesIn, outputsOf } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId, Region, RegionId } from '../graph/types.ts';
import type { Lane } from './flow.ts';
import {
  attentionOf,
  boxesOf,
  framesOf,
  type Inner,
  type InnerBox,
  type Item,
  shapeGoesBelow,
} from './innerBoxes.ts';
import { t } from '../text/index.ts';
import { gateText, shapeText } from './labels.ts';
import { fontSize, metrics, textWidth } from './metrics.ts';
import { isParallel } from './parallel.ts';
import { forks, placeInLanes, placeSideBySide, type Wire } from './placement.ts';
import { type Anchor, boundsOf, roundedPath, gatherTurn } from './route.ts';
import { outlineOf } from './outline.ts';
import type { FrameBox, SceneEdge } from './types.ts';
import { alongLine, Obstacles, underCircle } from './texts.ts';
import { isJoin, type Unit, unitsOf } from './units.ts';

export interface Interior {
  readonly width: number;
  readonly height: number;
  /** Height of the main line. */
  readonly lane: number;
  readonly boxes: readonly Inner<InnerBox>[];
  readonly edges: readonly Omit<SceneEdge, 'row'>[];
  /** Its boxes and its lines as a frame around it shows them from afar, in the frame's coordinates. */
  readonly outline: FrameBox['outline'];
  readonly lines: string;
  /** Whether lines come in from the left edge: what is outside joins there, and needs no arrow of its own. */
  readonly entered: boolean;
  /** Heights at which streams come in, in the order of `inputsOf`. */
  readonly entries: readonly number[];
  /** Where the boxes end that streams leave, in the order of `outputsOf`. */
  readonly exits: readonly { readonly x: number; readonly y: number }[];
}

/** Whether an attention scales what goes around the branch: the second term of the addition. */
function onShortcut(graph: Graph, attention: RegionId): boolean {
  const { consumers, node } = indexOf(graph);
  const scale = nodesIn(graph, attention).find(({ op }) => op === 'scale');
  const [reader] = scale ? (consumers.get(scale.id) ?? []) : [];
  const join = reader === undefined ? undefined : node.get(reader);
  return join?.op === 'add' && scale !== undefined && join.inputs.indexOf(scale.id) > 0;
}

function laneOf(graph: Graph, node: GraphNode, region: RegionId): Lane {
  const attention = attentionOf(graph, node, region);
  if (attention !== null) {
    const above = onShortcut(graph, attention);
    if (node.op === 'scale') return above ? -1 : 0;
    return above ? -2 : 1;
  }
  const scope = indexOf(graph).region.get(node.scope);
  // The first of two branches side by side lies above the other; what is split off to pass untouched does too.
  if (scope?.kind === 'branch') return isUpperBranch(graph, scope) ? -1 : 0;
  return scope?.kind === 'shortcut' || passesBy(graph, node) ? -1 : 0;
}

const isUpperBranch = (graph: Graph, branch: Region): boolean => {
  // Inside a layer, both are on the main line: above it something goes around all of the block.
  if (indexOf(graph).region.get(branch.parent ?? '')?.kind === 'spatial') return false;
  const siblings = (indexOf(graph).children.get(branch.parent ?? '') ?? []).filter(
    ({ kind }) => kind === 'branch',
  );
  return siblings.length === 2 && siblings[0] === branch;
};

/** A part of the channels that nothing works on before it is joined again. */
const passesBy = (graph: Graph, node: GraphNode): boolean =>
  node.op === 'slice' &&
  (indexOf(graph).consumers.get(node.id) ?? []).every((id) => nodeOf(graph, id).op === 'concat');

/** One of two parts that a value is split into. */
const isHalf = (graph: Graph, { op, inputs: [source = ''] }: GraphNode): boolean =>
  op === 'slice' &&
  (indexOf(graph).consumers.get(source) ?? []).filter((id) => nodeOf(graph, id).op === 'slice').length === 2;

const shapeRoom = (text: string): number => Math.ceil(textWidth(text, fontSize.shape, 'mono')) + 9;

/** What the line of a shortcut needs that leaves behind the first activation, before the shape is written. */
const forkRoom = metrics.turn;

/** What a line needs that ends where others come together with it. */
const gatherRoom = (graph: Graph, id: NodeId): number =>
  (indexOf(graph).consumers.get(id) ?? []).some((reader) => nodeOf(graph, reader).op === 'concat')
    ? gatherTurn - metrics.turn + 3
    : 0;

function itemOf(graph: Graph, unit: Unit, region: RegionId, last: boolean): Item {
  const fork = forks(graph, unit.output) ? forkRoom : 0;
  const room = last
    ? 0
    : shapeGoesBelow(graph, unit.main)
      ? 6
      : shapeRoom(shapeText(unit.main.shape)) + fork + gatherRoom(graph, unit.output);
  const lane = laneOf(graph, unit.main, region);
  return {
    flow: {
      id: unit.main.id,
      width: unit.width,
      height: unit.height,
      lane,
      room,
      ...(isHalf(graph, unit.main) ? { column: `halves of ${unit.main.inputs[0]}` } : {}),
    },
    unit,
    gate: null,
    inputs: unit.main.inputs,
    outputs: [unit.output],
  };
}

function gateItem(graph: Graph, region: RegionId): Item {
  const inside = nodesIn(graph, region).filter((node) => node.op !== 'scale');
  const ids = new Set(inside.map((node) => node.id));
  const { name, detail } = gateText(graph, inside);
  const shape = shapeText(required(inside.at(-1), `gate of ${region}`).shape);
  const { gate } = metrics;
  const words = Math.max(
    textWidth(t('graph.gateOf', { name }), fontSize.title, 'bold'),
    textWidth(detail, fontSize.detail, 'sans'),
  );
  const width = Math.max(gate.width, Math.ceil(gate.words + words + gate.pad));
  return {
    flow: {
      id: region,
      width,
      height: gate.height,
      lane: onShortcut(graph, region) ? -2 : 1,
      room: shapeRoom(shape),
    },
    unit: null,
    gate: { region, name, detail },
    inputs: inside.flatMap((node) => node.inputs).filter((input) => !ids.has(input)),
    outputs: inside.map((node) => node.id),
  };
}

function itemsOf(
  graph: Graph,
  region: RegionId,
  nodes: readonly GraphNode[],
  open: ReadonlySet<RegionId>,
): readonly Item[] {
  const shown: GraphNode[] = [];
  const closed = new Map<RegionId, number>();
  for (const node of nodes) {
    const attention = attentionOf(graph, node, region);
    if (attention === null || node.op === 'scale' || open.has(attention)) shown.push(node);
    else if (!closed.has(attention)) closed.set(attention, shown.length);
  }
  const units = unitsOf(graph, shown);
  const last = units.at(-1);
  const items = units.map((unit) => itemOf(graph, unit, region, unit === last));
  for (const [attention] of closed) {
    const gate = gateItem(graph, attention);
    const at = items.findIndex((item) => item.inputs.some((id) => gate.outputs.includes(id)));
    items.splice(at < 0 ? items.length : at, 0, gate);
  }
  return items;
}

/** What an interior is laid out for. */
export interface InteriorOptions {
  /** Attention regions shown in full. */
  readonly open: ReadonlySet<RegionId>;
  /** Whether a frame is drawn around it; without one its boxes stand free on the row. */
  readonly framed: boolean;
}

/** Lays out what is inside `region`; `nodes` are its contents. */
export function layoutInterior(
  graph: Graph,
  region: RegionId,
  nodes: readonly GraphNode[],
  { open, framed }: InteriorOptions,
): Interior {
  const items = itemsOf(graph, region, nodes, open);
  const makerOf = new Map(items.flatMap((item) => item.outputs.map((id) => [id, item] as const)));
  const readers = items.filter((item) => item.inputs.some((input) => !makerOf.has(input)));
  const entered = framed ? readers.length > 0 : readers.length > 1;
  const wires: Wire[] = [];
  for (const to of items) {
    for (const source of new Set(to.inputs)) {
      const from = makerOf.get(source) ?? null;
      if (from !== null || entered) wires.push({ source, from, to });
    }
  }
  const placement = isParallel(graph, region)
    ? placeSideBySide(graph, region, items, wires)
    : placeInLanes(graph, items, wires, entered);
  const anchorOf = (item: Item): Anchor => {
    const at = required(placement.at.get(item.flow.id), item.flow.id);
    const join = item.unit != null && isJoin(item.unit.main);
    const gathers = item.unit?.main.op === 'concat';
    return { x: at.x, y: at.y, width: item.flow.width, height: item.flow.height, join, gathers };
  };
  /** Lines from outside start at the frame itself. */
  const left = framed ? -metrics.frame.padX : 0;
  const owner = framed ? region : null;
  const boxesUnplaced = items.flatMap((item) => boxesOf(graph, region, item, anchorOf(item), owner));
  const frames = framesOf(graph, region, items, anchorOf, open);
  // A tensor that goes several ways is named once, on the main line where it has one.
  const named = new Map<NodeId, Wire>();
  for (const wire of wires) {
    const known = named.get(wire.source);
    if (!known || (placement.kind(known) !== 'data' && placement.kind(wire) === 'data'))
      named.set(wire.source, wire);
  }
  const ways = new Map(wires.map((wire) => [wire, placement.way(wire, anchorOf, left)]));
  const obstacles = new Obstacles();
  for (const { points } of ways.values()) obstacles.addLine(points);
  for (const item of items) obstacles.addBox(anchorOf(item));
  const boxes = boxesUnplaced.map((box) => {
    if (box.kind !== 'join' || !box.shapeBelow) return box;
    const { x, y } = obstacles.place(underCircle(box.shapeText, box));
    return { ...box, shapeAt: [x - box.x, y - box.y] as const };
  });
  const edges = wires.map((wire): Omit<SceneEdge, 'row'> => {
    const { source, from, to } = wire;
    const way = required(ways.get(wire), source);
    const text = shapeText(required(indexOf(graph).node.get(source), source).shape);
    const fork = from !== null && placement.kind(wire) === 'data' && forks(graph, source) ? forkRoom : 0;
    const below = from?.unit != null && shapeGoesBelow(graph, from.unit.main);
    // What comes in is written at the frame; only a long way through says it again.
    const first = from === null ? way.passes : !below && named.get(source) === wire;
    const level = { ...way.level, from: way.level.from + fork };
    return {
      key: `${source}>${to.flow.id}`,
      source,
      target: to.unit?.main.id ?? to.flow.id,
      path: roundedPath(way.points),
      kind: placement.kind(wire),
      arrow: true,
      parent: owner,
      bounds: boundsOf(way.points),
      label: first ? obstacles.place(alongLine(text, level)) : null,
      kept: 1,
      note: null,
    };
  });
  const bottom = Math.max(placement.height, ...frames.map((frame) => frame.y + frame.height));
  const endOf = (item: Item): { x: number; y: number } => {
    const { x, y, width, height } = anchorOf(item);
    return { x: x + width, y: y + height / 2 };
  };
  const end = endOf(required(items.at(-1), 'an item'));
  const streams = outputsOf(graph, region).flatMap((id) => makerOf.get(id) ?? []);
  const exits = streams.length === 0 ? [end] : streams.map(endOf);
  const levels = exits.map(({ y }) => y);
  const lane = Math.round((Math.min(...levels) + Math.max(...levels)) / 2);
  return {
    width: Math.ceil(Math.max(...exits.map(({ x }) => x), ...boxes.map((box) => box.x + box.width))),
    height: bottom,
    lane,
    boxes: [...frames, ...boxes],
    edges,
    ...outlineOf(boxes, edges),
    entered,
    entries: placement.entries ?? [lane],
    exits,
  };
}
