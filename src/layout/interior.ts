/**
 * The inside of a region as boxes and lines in coordinates of its own: an open block, the stem, the head. Ids in it
 * are written without the region's path, so one interior serves all regions of the same form.
 */
import { required } from '../base/invariant.ts';
import { indexOf, nodesIn } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../graph/types.ts';
import { type FlowEdge, type FlowNode, type Lane, placeFlow } from './flow.ts';
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
import { type Anchor, boundsOf, roundedPath, route } from './route.ts';
import { outlineOf } from './outline.ts';
import type { FrameBox, SceneEdge } from './types.ts';
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
  /** Where the last box ends. */
  readonly exit: { readonly x: number; readonly y: number };
}

/** Stands for whatever a region reads from outside. */
const outside = '<';
function laneOf(graph: Graph, node: GraphNode, region: RegionId): Lane {
  if (attentionOf(graph, node, region) !== null) return node.op === 'scale' ? 0 : 1;
  return indexOf(graph).region.get(node.scope)?.kind === 'shortcut' ? -1 : 0;
}

const shapeRoom = (text: string): number => Math.ceil(textWidth(text, fontSize.shape, 'mono')) + 9;

/** What the line of a shortcut needs that leaves behind the first activation, before the shape is written. */
const forkRoom = metrics.turn;

/** Whether a value goes into the branch and around it: the one that a block's first activation makes. */
function forks(graph: Graph, id: NodeId): boolean {
  const { consumers, node, region } = indexOf(graph);
  const readers = (consumers.get(id) ?? []).map((reader) => node.get(reader));
  return (
    readers.length > 1 &&
    readers.some((reader) => reader?.op === 'add' || region.get(reader?.scope ?? '')?.kind === 'shortcut')
  );
}

function itemOf(graph: Graph, unit: Unit, region: RegionId, last: boolean): Item {
  const fork = forks(graph, unit.output) ? forkRoom : 0;
  const room = last ? 0 : shapeGoesBelow(graph, unit.main) ? 6 : shapeRoom(shapeText(unit.main.shape)) + fork;
  const lane = laneOf(graph, unit.main, region);
  return {
    flow: { id: unit.main.id, width: unit.width, height: unit.height, lane, room },
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
    flow: { id: region, width, height: gate.height, lane: 1, room: shapeRoom(shape) },
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
    const at = items.findIndex(
      (item) => item.unit?.main.op === 'scale' && item.unit.main.scope === attention,
    );
    items.splice(at < 0 ? items.length : at, 0, gateItem(graph, attention));
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
  const entry: FlowNode = { id: outside, width: 2, height: 2, lane: 0, room: 8 };
  const flowEdges: FlowEdge[] = [];
  const wires: {
    readonly source: NodeId;
    readonly from: Item | null;
    readonly to: Item;
    readonly lane: Lane;
  }[] = [];
  for (const to of items) {
    for (const source of new Set(to.inputs)) {
      const from = makerOf.get(source) ?? null;
      if (from === null && !entered) continue;
      const joins = to.unit !== null && isJoin(to.unit.main);
      const passes = joins && (from === null || (from.flow.lane === 0 && forks(graph, source)));
      const lane = passes ? -1 : from !== null && from.flow.lane !== 0 ? from.flow.lane : to.flow.lane;
      wires.push({ source, from, to, lane });
      flowEdges.push({ source: from?.flow.id ?? outside, target: to.flow.id, lane });
    }
  }
  const flow = placeFlow([...(entered ? [entry] : []), ...items.map((item) => item.flow)], flowEdges);

  const anchorOf = (item: Item | null): Anchor => {
    const node = item?.flow ?? entry;
    const at = required(flow.at.get(node.id), node.id);
    const join = item?.unit != null && isJoin(item.unit.main);
    return { x: at.x, y: at.y, width: node.width, height: node.height, join };
  };
  /** Lines from outside start at the frame itself. */
  const atEdge = (anchor: Anchor): Anchor =>
    framed ? { ...anchor, x: -metrics.frame.padX, width: 0 } : anchor;
  const owner = framed ? region : null;
  const boxes = items.flatMap((item) => boxesOf(graph, region, item, anchorOf(item), owner));
  const frames = framesOf(graph, region, items, anchorOf, open);
  // A tensor that goes several ways is named once, on the main line where it has one.
  const named = new Map<NodeId, (typeof wires)[number]>();
  for (const wire of wires) {
    const known = named.get(wire.source);
    if (!known || (known.lane !== 0 && wire.lane === 0)) named.set(wire.source, wire);
  }
  const edges = wires.map((wire): Omit<SceneEdge, 'row'> => {
    const { source, from, to, lane } = wire;
    const via = flow.via.get(`${from?.flow.id ?? outside}>${to.flow.id}`) ?? null;
    const way = route(from === null ? atEdge(anchorOf(null)) : anchorOf(from), anchorOf(to), via);
    const text = shapeText(required(indexOf(graph).node.get(source), source).shape);
    const fork = from !== null && lane === 0 && forks(graph, source) ? forkRoom : 0;
    const below = from?.unit != null && shapeGoesBelow(graph, from.unit.main);
    // What comes in is written at the frame; only a long way through says it again.
    const first = from === null ? via !== null : !below && named.get(source) === wire;
    return {
      key: `${source}>${to.flow.id}`,
      source,
      target: to.unit?.main.id ?? to.flow.id,
      path: roundedPath(way.points),
      kind: lane === -1 ? 'shortcut' : lane === 1 ? 'attention' : 'data',
      arrow: true,
      parent: owner,
      bounds: boundsOf(way.points),
      label: first ? { text, x: (way.level.from + fork + way.level.to) / 2, y: way.level.y - 5 } : null,
    };
  });
  const bottom = Math.max(flow.height, ...frames.map((frame) => frame.y + frame.height));
  const end = anchorOf(items.at(-1) ?? null);
  const lane = end.y + end.height / 2;
  return {
    width: Math.ceil(Math.max(end.x + end.width, ...boxes.map((box) => box.x + box.width))),
    height: bottom,
    lane,
    boxes: [...frames, ...boxes],
    edges,
    ...outlineOf(boxes, edges),
    entered,
    exit: { x: end.x + end.width, y: lane },
  };
}
