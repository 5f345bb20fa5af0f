/**
 * Antialiased resampling with the very bytes of Pillow's `Image.resize` for 8-bit channels (described by its
 * `libImaging/Resample.c`): two passes, horizontal first, weights in 22-bit fixed point, each pass rounded to 8 bits.
 */
import type { Interpolation } from './recipe.ts';
import type { RgbImage } from './types.ts';

interface Filter {
  /** Half the width of the filter, in source pixels when not shrinking. */
  readonly support: number;
  readonly weight: (distance: number) => number;
}

/** The cubic convolution kernel with a = -1/2; the order of the operations decides the last bit. */
function cubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function triangle(distance: number): number {
  const x = Math.abs(distance);
  return x < 1 ? 1 - x : 0;
}

const filters: { readonly [I in Interpolation]: Filter } = {
  bicubic: { support: 2, weight: cubic },
  bilinear: { support: 1, weight: triangle },
};

/** 32 bits, less 8 for the result and 2 for what negative weights add. */
const precisionBits = 32 - 8 - 2;
const half = 1 << (precisionBits - 1);

/** For each output from `from` on: the first source index, how many follow, and that many fixed-point weights. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  /** Distance between two outputs' weights. */
  readonly stride: number;
}

function makeTaps(inSize: number, outSize: number, filter: Filter, from: number, to: number): Taps {
  const scale = inSize / outSize;
  const filterScale = Math.max(scale, 1);
  const support = filter.support * filterScale;
  const inverse = 1 / filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const outputs = to - from;
  const first = new Int32Array(outputs);
  const count = new Int32Array(outputs);
  const weights = new Int32Array(outputs * stride);
  const exact = new Float64Array(stride);
  for (let o = 0; o < outputs; o++) {
    const center = (from + o + 0.5) * scale;
    const low = Math.max(Math.trunc(center - support + 0.5), 0);
    const n = Math.min(Math.trunc(center + support + 0.5), inSize) - low;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const w = filter.weight((i + low - center + 0.5) * inverse);
      exact[i] = w;
      sum += w;
    }
    for (let i = 0; i < n; i++) {
      const w = sum === 0 ? (exact[i] as number) : (exact[i] as number) / sum;
      weights[o * stride + i] = Math.trunc((w < 0 ? -0.5 : 0.5) + w * (1 << precisionBits));
    }
    first[o] = low;
    count[o] = n;
  }
  return { first, count, weights, stride };
}

const clip8 = (fixed: number): number => {
  const value = fixed >> precisionBits;
  return value < 0 ? 0 : Math.min(value, 255);
};

/** Columns `first…` of every row from `top` to `bottom`, resampled; returns (bottom - top) rows. */
function horizontalPass(source: RgbImage, taps: Taps, top: number, bottom: number): Uint8Array<ArrayBuffer> {
  const { first, count, weights, stride } = taps;
  const outputs = first.length;
  const input = source.rgb;
  const out = new Uint8Array((bottom - top) * outputs * 3);
  let o = 0;
  for (let y = top; y < bottom; y++) {
    const row = y * source.width * 3;
    for (let x = 0; x < outputs; x++) {
      let i = row + (first[x] as number) * 3;
      let k = x * stride;
      const end = k + (count[x] as number);
      let r = half;
      let g = half;
      let b = half;
      for (; k < end; k++, i += 3) {
        const w = weights[k] as number;
        r = (r + Math.imul(input[i] as number, w)) | 0;
        g = (g + Math.imul(input[i + 1] as number, w)) | 0;
        b = (b + Math.imul(input[i + 2] as number, w)) | 0;
      }
      out[o++] = clip8(r);
      out[o++] = clip8(g);
      out[o++] = clip8(b);
    }
  }
  return out;
}

/** Rows resampled. `input` has rows of `rowBytes` bytes, the first of them being source row `firstRow`. */
function verticalPass(
  input: Uint8Array,
  rowBytes: number,
  firstRow: number,
  taps: Taps,
): Uint8Array<ArrayBuffer> {
  const { first, count, weights, stride } = taps;
  const out = new Uint8Array(first.length * rowBytes);
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < first.length; y++) {
    sums.fill(half);
    for (let k = 0; k < (count[y] as number); k++) {
      const w = weights[y * stride + k] as number;
      const row = ((first[y] as number) - firstRow + k) * rowBytes;
      for (let x = 0; x < rowBytes; x++) {
        sums[x] = ((sums[x] as number) + Math.imul(input[row + x] as number, w)) | 0;
      }
    }
    const at = y * rowBytes;
    for (let x = 0; x < rowBytes; x++) out[at + x] = clip8(sums[x] as number);
  }
  return out;
}

/** A rectangle of the resized picture, in its pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The picture resized to `width` x `height`, or only the part of that which lies in `window`: every output pixel
 * depends on the source alone, so the part has the bytes that the whole would have, at a fraction of the work.
 * A side that keeps its length is not resampled.
 */
export function resizeRgb(
  source: RgbImage,
  width: number,
  height: number,
  interpolation: Interpolation,
  window: Window = { left: 0, top: 0, width, height },
): RgbImage {
  const filter = filters[interpolation];
  const { left, top, width: outWidth, height: outHeight } = window;
  const vertical =
    height === source.height ? null : makeTaps(source.height, height, filter, top, top + outHeight);
  let firstRow = top;
  let lastRow = top + outHeight;
  if (vertical !== null) {
    firstRow = vertical.first[0] as number;
    lastRow = (vertical.first[outHeight - 1] as number) + (vertical.count[outHeight - 1] as number);
  }
  const rows =
    width === source.width
      ? columns(source, left, outWidth, firstRow, lastRow)
      : horizontalPass(
          source,
          makeTaps(source.width, width, filter, left, left + outWidth),
          firstRow,
          lastRow,
        );
  const rgb = vertical === null ? rows : verticalPass(rows, outWidth * 3, firstRow, vertical);
  return { width: outWidth, height: outHeight, rgb };
}

/** A copied rectangle of the source. */
function columns(
  source: RgbImage,
  left: number,
  width: number,
  top: number,
  bottom: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((bottom - top) * width * 3);
  for (let y = top; y < bottom; y++) {
    const at = (y * source.width + left) * 3;
    out.set(source.rgb.subarray(at, at + width * 3), (y - top) * width * 3);
  }
  return out;
}
