/** Where the parts of a region are placed, and how the lines between them run: in lanes, or side by side on tracks. */
import { required } from '../base/invariant.ts';
import { enclosing, indexOf, inputsOf, nodeOf } from '../graph/queries.ts';
import type { Graph, NodeId, RegionId } from '../graph/types.ts';
import { type FlowNode, type Lane, placeFlow } from './flow.ts';
import { attentionOf, type Item } from './innerBoxes.ts';
import { lanesOf } from './parallel.ts';
import { type Anchor, type Point, type Route, route } from './route.ts';
import { placeTracks } from './tracks.ts';
import type { SceneEdge } from './types.ts';
import { isJoin } from './units.ts';

/** Stands for whatever a region reads from outside; with a number where streams come in side by side. */
const outside = '<';
/** A line between two items, or from outside. */
export interface Wire {
  readonly source: NodeId;
  readonly from: Item | null;
  readonly to: Item;
}

interface Way extends Route {
  /** Whether it runs past other boxes. */
  readonly passes: boolean;
}

/** Where items are, and how the lines between them run. */
export interface Placement {
  readonly at: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly height: number;
  /** Where streams enter; null where they enter at the height at which they leave. */
  readonly entries: readonly number[] | null;
  kind(wire: Wire): SceneEdge['kind'];
  way(wire: Wire, anchorOf: (item: Item) => Anchor, left: number): Way;
}

/** One branch with what goes around it above and its attention below. */
export function placeInLanes(
  graph: Graph,
  items: readonly Item[],
  wires: readonly Wire[],
  entered: boolean,
): Placement {
  const entry: FlowNode = { id: outside, width: 2, height: 2, lane: 0, room: 8 };
  const laneOf = ({ source, from, to }: Wire): Lane => {
    if (from === null) return to.unit?.main.op === 'add' ? -1 : to.flow.lane;
    if (goesAround(graph, source, to)) return 1;
    // A shortcut that leaves behind the first activation.
    if (to.unit !== null && isJoin(to.unit.main) && from.flow.lane === 0 && forks(graph, source)) return -1;
    return from.flow.lane !== 0 ? from.flow.lane : to.flow.lane;
  };
  const flow = placeFlow(
    [...(entered ? [entry] : []), ...items.map((item) => item.flow)],
    wires.map((wire) => ({
      source: wire.from?.flow.id ?? outside,
      target: wire.to.flow.id,
      lane: laneOf(wire),
    })),
  );
  return {
    at: flow.at,
    height: flow.height,
    entries: null,
    kind: (wire) => kindOf(graph, wire.from, wire.to, laneOf(wire)),
    way: ({ from, to }, anchorOf, left) => {
      const via = flow.via.get(`${from?.flow.id ?? outside}>${to.flow.id}`) ?? null;
      const start =
        from === null
          ? {
              x: left,
              y: required(flow.at.get(outside), 'entry').y,
              width: left < 0 ? 0 : 2,
              height: 2,
              join: false,
              gathers: false,
            }
          : anchorOf(from);
      return { ...route(start, anchorOf(to), via), passes: via !== null };
    },
  };
}

/** Branches and streams beside one another, each on a track of its own. */
export function placeSideBySide(
  graph: Graph,
  region: RegionId,
  items: readonly Item[],
  wires: readonly Wire[],
): Placement {
  const lanes = lanesOf(graph, region, items);
  const sources = inputsOf(graph, region);
  const entries = sources.map((_id, at) => ({
    id: `${outside}${at}`,
    width: 2,
    height: 2,
    lane: lanes.entries[at] ?? 0,
    track: false,
    room: 8,
  }));
  const idOf = ({ source, from }: Wire): string => from?.flow.id ?? `${outside}${sources.indexOf(source)}`;
  const boxes = items.map(({ flow }, at) => ({ ...flow, ...required(lanes.items[at], flow.id) }));
  const tracks = placeTracks(
    [...entries, ...boxes],
    wires.map((wire) => ({ source: idOf(wire), target: wire.to.flow.id })),
  );
  const inAttention = (item: Item | null): boolean =>
    item !== null &&
    (item.gate !== null ||
      (item.unit !== null &&
        item.unit.main.op !== 'scale' &&
        attentionOf(graph, item.unit.main, region) !== null));
  const around = (item: Item | null): boolean =>
    item?.unit != null && indexOf(graph).region.get(item.unit.main.scope)?.kind === 'shortcut';
  return {
    at: tracks.at,
    height: tracks.height,
    entries: entries.map(({ id }) => required(tracks.at.get(id), id).y + 1),
    kind: ({ from, to }) => {
      if (inAttention(from) || inAttention(to)) return 'attention';
      return around(from) || around(to) || (from === null && carriesOn(graph, to)) ? 'shortcut' : 'data';
    },
    way: (wire, anchorOf, left) => {
      const points = required(tracks.ways.get(`${idOf(wire)}>${wire.to.flow.id}`), wire.source);
      const [first = [0, 0] as Point, ...rest] = points;
      const moved: Point[] = [wire.from === null ? [left, first[1]] : first, ...rest];
      const next = required(moved[1], 'a line has two ends');
      // A shape is written right behind the box that it leaves.
      const room = wire.from?.flow.room ?? 0;
      const to = Math.min(next[0], moved[0]?.[0] === undefined ? next[0] : moved[0][0] + room);
      return {
        points: moved,
        level: { from: moved[0]?.[0] ?? 0, to: room > 0 ? to : next[0], y: first[1] },
        passes: wire.from === null && anchorOf(wire.to).x - left > longWay,
      };
    },
  };
}

/** From here on a line that only passes through says again what it carries. */
const longWay = 300;

/** Whether a line from outside carries a stream on, past the branches, into what joins them with it. */
const carriesOn = (graph: Graph, { unit }: Item): boolean =>
  unit !== null &&
  (unit.main.op === 'mean' ||
    ((unit.main.op === 'add' || unit.main.op === 'concat') &&
      indexOf(graph).region.get(unit.main.scope)?.kind === 'branch'));

/** Whether a value made inside passes a branch that it is added to: its second input, and what the first is made of. */
const goesAround = (graph: Graph, source: NodeId, { unit }: Item): boolean =>
  unit?.main.op === 'add' &&
  unit.main.inputs.indexOf(source) > 0 &&
  (indexOf(graph).consumers.get(source) ?? []).length > 1 &&
  isMadeOf(graph, required(unit.main.inputs[0], unit.main.id), source);

/** Whether a value is `source` or computed from it, as far as both lie in one block. */
function isMadeOf(graph: Graph, value: NodeId, source: NodeId): boolean {
  const block = enclosing(graph, source, 'block');
  const seen = new Set<NodeId>();
  const open = [value];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === source) return true;
    if (seen.has(id) || enclosing(graph, id, 'block') !== block) continue;
    seen.add(id);
    open.push(...nodeOf(graph, id).inputs);
  }
  return false;
}

function kindOf(graph: Graph, from: Item | null, to: Item, lane: Lane): SceneEdge['kind'] {
  const scopes = [from, to].map((item) => indexOf(graph).region.get(item?.unit?.main.scope ?? '')?.kind);
  // A branch that lies above another is no way around.
  if (lane === 0 || scopes.includes('branch')) return 'data';
  return lane === -1 || to.unit?.main.op === 'add' ? 'shortcut' : 'attention';
}

/** Whether a value goes into the branch and around it: the one that a block's first activation makes. */
export function forks(graph: Graph, id: NodeId): boolean {
  const { consumers, node, region } = indexOf(graph);
  const readers = (consumers.get(id) ?? []).map((reader) => node.get(reader));
  return (
    readers.length > 1 &&
    readers.some((reader) => {
      const kind = region.get(reader?.scope ?? '')?.kind;
      // The sum of a layer's own paths is no addition of the block.
      return kind === 'shortcut' || (kind === 'block' && reader?.op === 'add');
    })
  );
}
