/** What stands on a row, from left to right, and the lines between neighbours. */
import { metrics } from './metrics.ts';
import { boundsOf, movePath, type Point, roundedPath } from './route.ts';
import { type RowItem, say } from './rows.ts';
import type { EdgeText, SceneBox, SceneEdge } from './types.ts';

export interface Placed {
  readonly boxes: readonly SceneBox[];
  readonly edges: readonly SceneEdge[];
  readonly right: number;
}

/** Puts items on the line `lane`, from `x` to the right, and joins neighbours. */
export function placeItems(items: readonly RowItem[], x: number, lane: number, row: number): Placed {
  const boxes: SceneBox[] = [];
  const edges: SceneEdge[] = [];
  let at = x;
  items.forEach((item, index) => {
    const top = lane - item.lane;
    if (item.box) boxes.push({ ...item.box, x: at, y: top, row });
    if (item.inside) {
      const dx = at + item.inside.x;
      const dy = top + item.inside.y;
      for (const box of item.inside.interior.boxes) {
        boxes.push({ ...box, x: box.x + dx, y: box.y + dy, row, label: say(item.where, box.label) });
      }
      for (const edge of item.inside.interior.edges) edges.push(moved(edge, dx, dy, row));
    }
    const before = items[index - 1];
    if (before) edges.push(...between(before, item, at - metrics.itemGap, at, lane, row));
    at += item.width + metrics.itemGap;
  });
  return { boxes, edges, right: at - metrics.itemGap };
}

function moved(edge: Omit<SceneEdge, 'row'>, dx: number, dy: number, row: number): SceneEdge {
  const [left, top, right, bottom] = edge.bounds;
  return {
    ...edge,
    row,
    path: movePath(edge.path, dx, dy),
    bounds: [left + dx, top + dy, right + dx, bottom + dy],
    label: movedText(edge.label, dx, dy),
    note: movedText(edge.note, dx, dy),
  };
}

const movedText = (text: EdgeText | null, dx: number, dy: number): EdgeText | null =>
  text && { ...text, x: text.x + dx, y: text.y + dy };

/**
 * From an item to its right neighbour, a line for each stream; into and out of frames the line runs on to the first and
 * from the last box.
 */
function between(
  from: RowItem,
  to: RowItem,
  left: number,
  right: number,
  lane: number,
  row: number,
): readonly SceneEdge[] {
  return from.exits.map((exit, at): SceneEdge => {
    const inside = from.box?.kind === 'frame' && from.inside;
    const start = inside ? left - from.width + exit.x : left;
    const [startY, endY] = [lane - from.lane + exit.y, lane - to.lane + (to.entries[at] ?? to.lane)];
    // Lines that go up turn in the order from below, so that none crosses another.
    const order = endY < startY ? at : from.exits.length - 1 - at;
    const turn = left + ((right - left) * (order + 1)) / (from.exits.length + 1);
    const points: Point[] =
      startY === endY
        ? [
            [start, startY],
            [right, endY],
          ]
        : [
            [start, startY],
            [turn, startY],
            [turn, endY],
            [right, endY],
          ];
    return {
      key: `${exit.source}>${to.target}`,
      source: exit.source,
      target: to.target,
      path: roundedPath(points),
      kind: 'data',
      arrow: to.box !== null || !to.inside?.interior.entered,
      row,
      parent: null,
      bounds: boundsOf(points),
      label: null,
      kept: 1,
      note: null,
    };
  });
}
