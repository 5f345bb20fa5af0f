import { metrics } from './metrics.ts';

export type Point = readonly [x: number, y: number];

/** An arrow lies on a straight piece: the corner before it is tighter where that is short. */
const arrowLength = 7;
const leastRadius = 4;

/** A line of straight pieces with rounded corners, as SVG path data. */
export function roundedPath(points: readonly Point[], radius: number = metrics.radius): string {
  const clean = points.filter(
    (point, index) =>
      index === 0 || point[0] !== points[index - 1]?.[0] || point[1] !== points[index - 1]?.[1],
  );
  let path = '';
  clean.forEach(([x, y], index) => {
    const before = clean[index - 1];
    const after = clean[index + 1];
    if (!before) path += `M${x},${y}`;
    else if (!after) path += `L${x},${y}`;
    else {
      const last = index === clean.length - 2;
      const length = Math.hypot(after[0] - x, after[1] - y);
      const r = last ? Math.min(radius, Math.max(leastRadius, length - arrowLength)) : radius;
      const [ax, ay] = toward([x, y], before, r);
      const [bx, by] = toward([x, y], after, r);
      path += `L${ax},${ay}Q${x},${y} ${bx},${by}`;
    }
  });
  return path;
}

/** The point at most `distance`, and at most half the way, from `from` towards `to`. */
function toward(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const share = length === 0 ? 0 : Math.min(distance, length / 2) / length;
  return [hundredths(from[0] + (to[0] - from[0]) * share), hundredths(from[1] + (to[1] - from[1]) * share)];
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** Moves path data of absolute commands, as `roundedPath` makes it. */
export const movePath = (path: string, dx: number, dy: number): string =>
  path.replace(
    /(-?[\d.]+),(-?[\d.]+)/g,
    (_, x: string, y: string) => `${hundredths(Number(x) + dx)},${hundredths(Number(y) + dy)}`,
  );

export interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Joins are entered from above or below by lines of other lanes. */
  readonly join: boolean;
  /** Lines from several boxes come together in it: each keeps its own height until it is there. */
  readonly gathers: boolean;
}

export interface Route {
  readonly points: readonly Point[];
  /** The longest level piece: where a label stands. */
  readonly level: { readonly from: number; readonly to: number; readonly y: number };
}

/** Before a box that lines are gathered in: each arrow is straight where it enters. */
export const gatherTurn = 20;

/** The way of a line from box to box; `via` is the height of its long piece where it passes other boxes. */
export function route(source: Anchor, target: Anchor, via: number | null): Route {
  const startX = source.x + source.width;
  const startY = source.y + source.height / 2;
  const endY = target.y + target.height / 2;
  const level = via ?? (target.join || target.gathers ? startY : endY);
  const points: Point[] = [[startX, startY]];
  let from = startX;
  if (Math.abs(startY - level) > 1) {
    const out = startX + metrics.turn;
    points.push([out, startY], [out, level]);
    from = out;
  }
  if (Math.abs(endY - level) <= 1) {
    points.push([target.x, endY]);
    return { points, level: { from, to: target.x, y: level } };
  }
  // At the height of a join but not at its middle: straight to its circle.
  const radius = target.height / 2;
  if (target.join && Math.abs(endY - level) < radius) {
    const isRound = target.width === target.height;
    const x = hundredths(target.x + (isRound ? radius - Math.sqrt(radius ** 2 - (endY - level) ** 2) : 0));
    points.push([x, level]);
    return { points, level: { from, to: x, y: level } };
  }
  if (target.join) {
    const middle = target.x + target.width / 2;
    points.push([middle, level], [middle, level < endY ? target.y : target.y + target.height]);
    return { points, level: { from, to: middle, y: level } };
  }
  const turn = target.x - (target.gathers ? gatherTurn : metrics.turn);
  points.push([turn, level], [turn, endY], [target.x, endY]);
  return { points, level: { from, to: turn, y: level } };
}

export function boundsOf(points: readonly Point[]): readonly [number, number, number, number] {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
