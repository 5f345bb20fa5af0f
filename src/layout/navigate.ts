import type { NodeId, RegionId } from '../graph/types.ts';
import type { Scene, SceneBox, SceneEdge } from './types.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

const byId = new WeakMap<Scene, ReadonlyMap<string, SceneBox>>();

/** Boxes by what they stand for: their id, every block of a fold, the stage of a collapsed stage. */
function boxesById(scene: Scene): ReadonlyMap<string, SceneBox> {
  let map = byId.get(scene);
  if (!map) {
    const made = new Map<string, SceneBox>();
    for (const box of scene.boxes) {
      made.set(box.id, box);
      if (box.kind === 'card') for (const region of box.regions) made.set(region, box);
    }
    map = made;
    byId.set(scene, made);
  }
  return map;
}

/** An id and the regions around it, innermost first: what is before each dot of its path. */
export function chainOf(id: NodeId | RegionId): readonly string[] {
  const chain = [id];
  for (let at = id.lastIndexOf('.'); at > 0; at = id.lastIndexOf('.', at - 1)) chain.push(id.slice(0, at));
  return chain;
}

/** The box that shows an id, or the closed box that it is hidden in; null where only a row stands for it. */
export function boxOf(scene: Scene, id: NodeId | RegionId): SceneBox | null {
  const boxes = boxesById(scene);
  for (const part of chainOf(id)) {
    const box = boxes.get(part);
    if (box) return box;
  }
  return null;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Between what a row says in its margin and its content: the line that enters. */
const entry = 26;

/** Where an id is to be seen: its box, its row's name, or all that is left of it without a frame; null if nowhere. */
export function placeOf(scene: Scene, id: NodeId | RegionId): Place | null {
  const box = boxOf(scene, id);
  if (box) return box;
  const row = scene.rows.find((entry) => entry.region === id || entry.key === id);
  if (row) return { x: 6, y: row.y + 5, width: scene.gutter - entry, height: row.height - 10 };
  const inside = scene.boxes.filter((entry) => entry.id.startsWith(`${id}.`));
  if (inside.length === 0) return null;
  const x = Math.min(...inside.map((entry) => entry.x));
  const y = Math.min(...inside.map((entry) => entry.y));
  return {
    x,
    y,
    width: Math.max(...inside.map((entry) => entry.x + entry.width)) - x,
    height: Math.max(...inside.map((entry) => entry.y + entry.height)) - y,
  };
}

const centre = (box: SceneBox): { x: number; y: number } => {
  // A frame is entered at its left edge, where the data enters.
  if (box.kind === 'frame') return { x: box.x, y: box.y + box.port };
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** The operation that a box belongs to: the one above a strip, else itself. */
const hostOf = (scene: Scene, box: SceneBox): SceneBox =>
  (box.kind === 'pill' && boxesById(scene).get(box.host)) || box;

/** The lines of a box: those that leave (or reach) it or its strip. */
function linesOf(scene: Scene, box: SceneBox, direction: 'left' | 'right'): readonly SceneEdge[] {
  const same = (id: NodeId | RegionId): boolean => {
    const end = boxOf(scene, id);
    return end !== null && hostOf(scene, end).key === box.key;
  };
  return scene.edges.filter(
    (edge) =>
      (edge.kind !== 'row' || direction === 'right') &&
      same(direction === 'right' ? edge.source : edge.target),
  );
}

/** Along the data: by the line that leads on most nearly at the same height. */
function along(scene: Scene, box: SceneBox, direction: 'left' | 'right'): string | null {
  if (box.kind === 'pill') {
    const strip = scene.boxes.filter((other) => other.kind === 'pill' && other.host === box.host);
    const next = strip[strip.indexOf(box) + (direction === 'right' ? 1 : -1)];
    if (next) return next.key;
  }
  const host = hostOf(scene, box);
  const entering = direction === 'right' && box.kind === 'frame';
  const lines = entering
    ? scene.edges.filter((edge) => edge.parent === box.key && boxOf(scene, edge.source)?.parent !== box.key)
    : linesOf(scene, host, direction);
  const ends = lines.flatMap((edge) => {
    const end = boxOf(scene, direction === 'right' ? edge.target : edge.source);
    if (!end) return [];
    // What comes from outside of the frame is reached through the frame.
    if (direction === 'left' && box.parent !== null && end.parent === null) {
      const frame = boxesById(scene).get(box.parent);
      return frame ? [frame] : [];
    }
    return [hostOf(scene, end)];
  });
  const sorted = ends
    .filter((end) => end.key !== host.key)
    .sort((a, b) => Math.abs(centre(a).y - centre(host).y) - Math.abs(centre(b).y - centre(host).y));
  if (sorted[0]) return sorted[0].key;
  return direction === 'left' ? (box.parent ?? scene.rows[box.row]?.key ?? null) : null;
}

/** How far to the side something may be and still lie above or below. */
const reach = 150;

/** Across the data: what lies above or below in the row, else the nearest thing of the next row. */
function across(scene: Scene, box: SceneBox, direction: 'up' | 'down'): string | null {
  const strip =
    direction === 'down' && scene.boxes.find((other) => other.kind === 'pill' && other.host === box.key);
  if (strip) return strip.key;
  const sign = direction === 'down' ? 1 : -1;
  const here = centre(box);
  const aside = (other: SceneBox): number => Math.abs(centre(other).x - here.x);
  const ahead = (other: SceneBox): number => sign * (centre(other).y - here.y);
  const nearest = (list: readonly SceneBox[], cost: (other: SceneBox) => number): string | null => {
    const [first, ...rest] = list;
    if (!first) return null;
    return rest.reduce((best, other) => (cost(other) < cost(best) ? other : best), first).key;
  };
  const near = scene.boxes.filter(
    (other) => other.row === box.row && ahead(other) > 6 && aside(other) < reach,
  );
  const found = nearest(near, (other) => ahead(other) + 2 * aside(other));
  if (found !== null) return found;
  const beyond = scene.boxes.filter(
    (other) => other.row === box.row + sign && other.parent === null && other.kind !== 'pill',
  );
  return nearest(beyond, aside);
}

/**
 * Where an arrow key leads from a box or the label of a row, by key; null at the edge. Left and right follow the
 * lines, up and down reach the strip under an operation, the shortcut, the gates, and the rows above and below.
 */
export function neighbour(scene: Scene, key: string, direction: Direction): string | null {
  const box = scene.boxes.find((entry) => entry.key === key);
  if (box) {
    return direction === 'left' || direction === 'right'
      ? along(scene, box, direction)
      : across(scene, box, direction);
  }
  const row = scene.rows.findIndex((entry) => entry.key === key);
  if (direction === 'right') return scene.boxes.find((entry) => entry.row === row)?.key ?? null;
  if (direction === 'left') return null;
  return scene.rows[row + (direction === 'down' ? 1 : -1)]?.key ?? null;
}
