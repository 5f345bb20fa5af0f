import type { NodeId, RegionId } from '../graph/types.ts';
import type { Scene, SceneBox } from './types.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** A place that the keyboard can stand on: a box, or the label of a row. */
interface Stop {
  readonly key: string;
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

function stopOf(box: SceneBox): Stop {
  // One enters a frame at its left edge, where the data enters.
  if (box.kind === 'frame') {
    const inset = box.of === 'block' ? 0 : 1;
    return { key: box.key, row: box.row, x: box.x + inset, y: box.y + box.port };
  }
  const strip = box.kind === 'op' ? box.strip : 0;
  return { key: box.key, row: box.row, x: box.x + box.width / 2, y: box.y + (box.height - strip) / 2 };
}

const known = new WeakMap<Scene, readonly Stop[]>();

function stopsOf(scene: Scene): readonly Stop[] {
  let stops = known.get(scene);
  if (!stops) {
    stops = [
      ...scene.rows.map((row, index) => ({ key: row.key, row: index, x: 0, y: row.lane })),
      ...scene.boxes.map(stopOf),
    ];
    known.set(scene, stops);
  }
  return stops;
}

/** Farther to the side counts more than farther ahead. */
const sideways = 3;

/**
 * The nearest stop in a direction, or null at the edge: left and right stay in the row and run along the data, up
 * and down reach the strip under an operation, the shortcut, the gates, and the next row.
 */
export function neighbour(scene: Scene, key: string, direction: Direction): string | null {
  const stops = stopsOf(scene);
  const here = stops.find((stop) => stop.key === key);
  if (!here) return stops[0]?.key ?? null;
  const along = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  let best: { key: string; cost: number } | null = null;
  for (const stop of stops) {
    if (along && stop.row !== here.row) continue;
    const ahead = sign * (along ? stop.x - here.x : stop.y - here.y);
    const aside = Math.abs(along ? stop.y - here.y : stop.x - here.x);
    if (stop.key === key || ahead < (along ? 0.5 : 6)) continue;
    const cost = ahead + sideways * aside;
    if (best === null || cost < best.cost) best = { key: stop.key, cost };
  }
  return best?.key ?? null;
}

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
