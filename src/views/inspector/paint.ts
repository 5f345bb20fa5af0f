/** Draws a map of values into packed pixels. No canvas here, so that it can be tested and is as fast as an array. */
import { type ColourScale, lutOf, lutSize, notFiniteColour } from './colour.ts';

/** Packed pixels, row by row. */
export interface Pixels {
  readonly data: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** A rectangle of pixels; it may reach beyond the picture. Whole numbers. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One channel: `values[offset + y * width + x]`. */
export interface ValueMap {
  readonly values: Float32Array;
  readonly offset: number;
  readonly width: number;
  readonly height: number;
}

/** For each pixel of a side the first source position and the one after the last; at least one position each. */
function spans(source: number, pixels: number): { from: Int32Array; to: Int32Array } {
  const from = new Int32Array(pixels);
  const to = new Int32Array(pixels);
  for (let p = 0; p < pixels; p += 1) {
    const start = Math.min(source - 1, Math.floor((p * source) / pixels));
    from[p] = start;
    to[p] = Math.min(source, Math.max(start + 1, Math.floor(((p + 1) * source) / pixels)));
  }
  return { from, to };
}

/**
 * Fills `box` with the map. Enlarged, a position is a plain rectangle; reduced, a pixel is the mean of the positions
 * under it, and a position that is NaN or infinite colours every pixel it touches.
 */
export function paintMap(target: Pixels, box: Box, map: ValueMap, scale: ColourScale): void {
  const lut = lutOf(scale.kind);
  const across = spans(map.width, box.width);
  const down = spans(map.height, box.height);
  const factor = scale.high > scale.low ? (lutSize - 1) / (scale.high - scale.low) : 0;
  const left = Math.max(0, -box.x);
  const right = Math.min(box.width, target.width - box.x);
  const bottom = Math.min(box.height, target.height - box.y);
  const top = Math.max(0, -box.y);
  if (right <= left) return;
  for (let py = top; py < bottom; py += 1) {
    const line = (box.y + py) * target.width + box.x;
    const y0 = down.from[py] as number;
    const y1 = down.to[py] as number;
    // Enlarged, most lines are the one above them again.
    if (py > top && y0 === down.from[py - 1] && y1 === down.to[py - 1]) {
      const above = line - target.width;
      target.data.copyWithin(line + left, above + left, above + right);
      continue;
    }
    for (let px = left; px < right; px += 1) {
      const x0 = across.from[px] as number;
      const x1 = across.to[px] as number;
      let sum = 0;
      for (let y = y0; y < y1; y += 1) {
        const row = map.offset + y * map.width;
        for (let x = x0; x < x1; x += 1) sum += map.values[row + x] as number;
      }
      const value = sum / ((y1 - y0) * (x1 - x0));
      // Not a number and infinite alike: their difference from themselves is NaN.
      if (Number.isNaN(value - value)) {
        target.data[line + px] = notFiniteColour;
        continue;
      }
      const place = Math.round((value - scale.low) * factor);
      target.data[line + px] = lut[Math.min(lutSize - 1, Math.max(0, place))] as number;
    }
  }
}
