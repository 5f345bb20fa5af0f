/** What is under the cursor, in the maps and on the network's input picture. */
import { required } from '../../base/invariant.ts';

/** The shape of a reading as maps or as a vector. */
export type ReadingForm =
  | { readonly kind: 'maps'; readonly channels: number; readonly height: number; readonly width: number }
  | { readonly kind: 'vector'; readonly length: number };

/** `[1, C, H, W]` is maps, `[1, C, 1, 1]` and `[1, C]` are vectors. */
export function formOf(shape: readonly number[]): ReadingForm {
  const [, channels = 0, height = 1, width = 1] = shape;
  return height * width === 1
    ? { kind: 'vector', length: channels }
    : { kind: 'maps', channels, height, width };
}

export interface Position {
  readonly y: number;
  readonly x: number;
}

/** The position of a map at a fraction (0 … 1) of its sides. */
export const positionAt = (
  map: { readonly height: number; readonly width: number },
  u: number,
  v: number,
): Position => ({
  y: Math.min(map.height - 1, Math.max(0, Math.floor(v * map.height))),
  x: Math.min(map.width - 1, Math.max(0, Math.floor(u * map.width))),
});

/** `[1, C, H, W]`, row-major. */
export function valueAt(
  values: Float32Array,
  map: { readonly height: number; readonly width: number },
  channel: number,
  { y, x }: Position,
): number {
  return required(values[(channel * map.height + y) * map.width + x], 'a value of the reading');
}

/**
 * The part of a picture that a position of a map lies over, in pixels of the picture: the grid of the map laid over the
 * whole picture. The receptive field is larger; this is its middle.
 */
export function cellOn(
  picture: { readonly height: number; readonly width: number },
  map: { readonly height: number; readonly width: number },
  { y, x }: Position,
): { x: number; y: number; width: number; height: number } {
  const width = picture.width / map.width;
  const height = picture.height / map.height;
  return { x: x * width, y: y * height, width, height };
}

/** Moves a position with an arrow key; null for other keys. Stays inside. */
export function movePosition(
  map: { readonly height: number; readonly width: number },
  { y, x }: Position,
  key: string,
): Position | null {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
  };
  const step = steps[key];
  if (step === undefined) return null;
  const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));
  return { y: clamp(y + step[0], map.height), x: clamp(x + step[1], map.width) };
}
