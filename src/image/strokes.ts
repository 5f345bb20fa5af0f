/** Drawings as strokes: vectors in parts of the paper's side, so that they can be drawn at any size. */
import { required } from '../base/invariant.ts';

export interface StrokePoint {
  /** 0 … 1 from the left and from the top. */
  readonly x: number;
  readonly y: number;
  /** Factor of the stroke's width here: 1 where nothing is known of the pressure. */
  readonly press: number;
}

export interface Stroke {
  /** At least one; a single point is a dot. */
  readonly points: readonly StrokePoint[];
  /** Part of the paper's side. */
  readonly width: number;
  /** `#rrggbb` */
  readonly ink: string;
}

/** What a drawing begins with: dark ink on light paper, with a line as thick as a marker's. */
export const plainPaper = { ink: '#1b2333', paper: '#fbf8f0', width: 0.07 } as const;
export const strokeWidths = { min: 0.02, max: 0.16, step: 0.01 } as const;

/** Nearer points than this add nothing that could be seen at the size that networks get. */
const least = 1 / 256;

/** The stroke with a further point. One that lies on the last is left out. */
export function extended(stroke: Stroke, point: StrokePoint): Stroke {
  const last = stroke.points.at(-1);
  if (last && Math.hypot(point.x - last.x, point.y - last.y) < least) return stroke;
  return { ...stroke, points: [...stroke.points, point] };
}

/** A piece of a stroke: a quadratic curve. */
export interface Curve {
  readonly from: StrokePoint;
  readonly control: StrokePoint;
  readonly to: StrokePoint;
  /** Part of the paper's side. */
  readonly width: number;
}

const between = (a: StrokePoint, b: StrokePoint): StrokePoint => ({
  x: (a.x + b.x) / 2,
  y: (a.y + b.y) / 2,
  press: (a.press + b.press) / 2,
});

/**
 * The curves of a stroke. Each goes from the middle of one pair of points to the middle of the next, bent by the point
 * they share, so that they meet without a corner; the ends are the first and the last point themselves.
 */
export function curvesOf({ points, width }: Stroke): readonly Curve[] {
  const first = required(points[0], 'a point of a stroke');
  const last = required(points.at(-1), 'a point of a stroke');
  const curve = (from: StrokePoint, control: StrokePoint, to: StrokePoint): Curve => ({
    from,
    control,
    to,
    width: width * control.press,
  });
  if (points.length < 3) return [curve(first, between(first, last), last)];
  const inner = points.slice(1, -1);
  return inner.map((control, index) => {
    const before = required(points[index], 'a point of a stroke');
    const after = required(points[index + 2], 'a point of a stroke');
    return curve(
      index === 0 ? first : between(before, control),
      control,
      index === inner.length - 1 ? last : between(control, after),
    );
  });
}
