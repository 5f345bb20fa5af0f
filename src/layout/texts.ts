/** Where the shapes on lines and under sums are written: where nothing runs through them. */
import { fontSize, textWidth } from './metrics.ts';
import type { Point, Route } from './route.ts';
import type { EdgeText } from './types.ts';

/** Left, top, right, bottom. */
type Rect = readonly [number, number, number, number];

/** Of a text by the middle of its baseline; digits only, so nothing reaches below. */
const rectOf = ({ text, x, y }: EdgeText): Rect => {
  const half = (textWidth(text, fontSize.shape, 'mono') - 1) / 2;
  return [x - half, y - 7, x + half, y + 1];
};

const meet = (a: Rect, b: Rect): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Between a text and what stands beside it. */
const air = 3;

/** What texts must keep off: lines, boxes, and texts that are placed already. */
export class Obstacles {
  readonly #rects: Rect[] = [];

  addLine(points: readonly Point[]): void {
    points.slice(1).forEach(([x1, y1], index) => {
      const [x0, y0] = points[index] ?? [x1, y1];
      this.#rects.push([
        Math.min(x0, x1) - 0.5,
        Math.min(y0, y1) - 0.5,
        Math.max(x0, x1) + 0.5,
        Math.max(y0, y1) + 0.5,
      ]);
    });
  }

  addBox({ x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
    this.#rects.push([x, y, x + width, y + height]);
  }

  /** The first place where a text is free with air beside it, else without, else the first of all; an obstacle from then on. */
  place(candidates: readonly [EdgeText, ...EdgeText[]]): EdgeText {
    const isFree = (text: EdgeText, clearance: number): boolean => {
      const [left, top, right, bottom] = rectOf(text);
      const rect: Rect = [left - clearance, top, right + clearance, bottom];
      return !this.#rects.some((other) => meet(rect, other));
    };
    const found =
      candidates.find((text) => isFree(text, air)) ??
      candidates.find((text) => isFree(text, 0)) ??
      candidates[0];
    this.#rects.push(rectOf(found));
    return found;
  }
}

/** Above a line, and below it. */
const [above, below] = [-5, 11];

/** Places of a text on the level piece of a line: in its middle, at either end, above it or else below. */
export function alongLine(text: string, { from, to, y }: Route['level']): readonly [EdgeText, ...EdgeText[]] {
  const half = textWidth(text, fontSize.shape, 'mono') / 2 + air + 1;
  const middle = (from + to) / 2;
  const at = (x: number, rise: number): EdgeText => ({ text, x, y: y + rise });
  const ends = to - from > 2 * half ? [from + half, to - half] : [];
  return [
    at(middle, above),
    ...ends.map((x) => at(x, above)),
    at(middle, below),
    ...ends.map((x) => at(x, below)),
  ];
}

/** From the foot of a circle to the baseline under it. */
export const underLine = 12;

/** Places of a text under a circle: in its middle, else right or left of a line that comes up from below; else above. */
export function underCircle(
  text: string,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): readonly [EdgeText, ...EdgeText[]] {
  const half = textWidth(text, fontSize.shape, 'mono') / 2;
  const middle = x + width / 2;
  const at = (place: number, line: number): EdgeText => ({ text, x: place, y: line });
  const places = [middle, middle + half + 4, x + half, middle - half - 4];
  const [below, above] = [y + height + underLine, y - 5];
  return [
    at(middle, below),
    ...places.map((place) => at(place, below)),
    ...places.map((place) => at(place, above)),
  ];
}
