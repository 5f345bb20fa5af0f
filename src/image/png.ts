/**
 * A PNG decoder of our own, so that a PNG has the same bytes in every browser and in the terminal: a canvas stores
 * colours multiplied by alpha and loses bits, and decoders differ on gamma, colour profiles and 16-bit samples.
 * Like Pillow, it takes the samples as they stand (no gamma, no colour profile) and the high byte of 16-bit ones. (Pillow
 * clips 16-bit grey to 255 instead, which turns nearly every such picture white; we do not follow it there.)
 */
import { crc32 } from './crc32.ts';
import { damaged, type PngChunk, pngChunks, truncated } from './header.ts';
import { overWhite } from './pixels.ts';
import { ByteQueue, unfilter } from './pngRows.ts';
import type { RgbImage } from './types.ts';

const grey = 0;
const truecolour = 2;
const indexed = 3;
const greyAlpha = 4;
const truecolourAlpha = 6;

/** Samples in a pixel, and the bit depths that the standard allows, by colour type. */
const colourTypes: ReadonlyMap<number, { readonly samples: number; readonly depths: readonly number[] }> =
  new Map([
    [grey, { samples: 1, depths: [1, 2, 4, 8, 16] }],
    [truecolour, { samples: 3, depths: [8, 16] }],
    [indexed, { samples: 1, depths: [1, 2, 4, 8] }],
    [greyAlpha, { samples: 2, depths: [8, 16] }],
    [truecolourAlpha, { samples: 4, depths: [8, 16] }],
  ]);

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly samples: number;
  readonly interlaced: boolean;
  /** RGB of each palette entry, already over white. */
  readonly palette: Uint8Array;
  /** Whether each palette entry is opaque. */
  readonly paletteOpaque: Uint8Array;
  /** The one grey or colour that is fully transparent, as 16-bit samples; `null` if there is none. */
  readonly transparent: readonly number[] | null;
}

/** Start and step of the passes: the one of a plain file, and the seven of Adam7. */
const plainPass = [[0, 0, 1, 1]] as const;
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export interface DecodedPng extends RgbImage {
  readonly hadAlpha: boolean;
}

/**
 * Decodes a PNG of any colour type, depth and interlacing (the still picture of an animated one), transparency laid over
 * white. The pixels are unpacked row by row, so no more than the result is held. The size must have been checked.
 * Throws an ImageError when the file is cut off or damaged.
 */
export async function decodePng(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedPng> {
  const chunks = [...pngChunks(bytes)];
  for (const chunk of chunks) checkChunk(bytes, chunk);
  const layout = readLayout(bytes, chunks);
  const parts = chunks
    .filter((chunk) => chunk.type === 'IDAT')
    .map(({ start, end }) => bytes.subarray(start, end));
  const queue = new ByteQueue(parts);
  try {
    const { width, height } = layout;
    const rgb = new Uint8Array(width * height * 3);
    let hadAlpha = false;
    for (const [x0, y0, dx, dy] of layout.interlaced ? adam7 : plainPass) {
      const columns = Math.ceil((width - x0) / dx);
      if (columns <= 0) continue;
      const rowBytes = Math.ceil((columns * layout.samples * layout.depth) / 8);
      const pixelBytes = Math.max(1, (layout.samples * layout.depth) >> 3);
      let previous = new Uint8Array(rowBytes);
      let current = new Uint8Array(rowBytes);
      for (let y = y0; y < height; y += dy) {
        const filter = await queue.read(current);
        if (filter === null) throw truncated('png');
        if (!unfilter(filter, current, previous, pixelBytes)) throw damaged('png');
        const at = (y * width + x0) * 3;
        hadAlpha = writeRow(layout, current, columns, rgb, at, dx * 3) || hadAlpha;
        [previous, current] = [current, previous];
      }
    }
    return { width, height, rgb, hadAlpha };
  } finally {
    queue.close();
  }
}

/** Critical chunks must have the check sum that they claim; a damaged comment does no harm. */
function checkChunk(bytes: Uint8Array, { type, start, end }: PngChunk): void {
  if (/^[a-z]/.test(type) && type !== 'tRNS') return;
  const claimed = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end);
  if (crc32(bytes, start - 4, end) !== claimed) throw damaged('png');
}

function readLayout(bytes: Uint8Array, chunks: readonly PngChunk[]): Layout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const depth = bytes[24] as number;
  const colourType = bytes[25] as number;
  const interlace = bytes[28] as number;
  const kind = colourTypes.get(colourType);
  if (kind === undefined || !kind.depths.includes(depth) || interlace > 1) throw damaged('png');
  if (bytes[26] !== 0 || bytes[27] !== 0) throw damaged('png'); // compression and filter methods: only 0 exists
  const find = (type: string) => chunks.find((chunk) => chunk.type === type);
  const paletteChunk = find('PLTE');
  if (colourType === indexed && paletteChunk === undefined) throw damaged('png');
  const entries = paletteChunk === undefined ? 0 : Math.floor((paletteChunk.end - paletteChunk.start) / 3);
  // An index beyond the palette is black, as libpng leaves it.
  const palette = new Uint8Array(256 * 3);
  const paletteOpaque = new Uint8Array(256).fill(1);
  if (paletteChunk !== undefined && entries <= 256) {
    palette.set(bytes.subarray(paletteChunk.start, paletteChunk.start + entries * 3));
  }
  const alpha = find('tRNS');
  let transparent: number[] | null = null;
  if (alpha !== undefined && colourType === indexed) {
    for (let i = 0; i < Math.min(alpha.end - alpha.start, entries, 256); i++) {
      const a = bytes[alpha.start + i] as number;
      paletteOpaque[i] = a === 255 ? 1 : 0;
      for (let c = 3 * i; c < 3 * i + 3; c++) palette[c] = overWhite(palette[c] as number, a);
    }
  } else if (alpha !== undefined && alpha.end - alpha.start >= 2 * kind.samples && kind.samples % 2 === 1) {
    transparent = Array.from({ length: kind.samples }, (_, i) => view.getUint16(alpha.start + 2 * i));
  }
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth,
    colourType,
    samples: kind.samples,
    interlaced: interlace === 1,
    palette,
    paletteOpaque,
    transparent,
  };
}

/**
 * Writes a row's pixels as RGB over white to `rgb[at]`, `rgb[at + step]`, …
 * Returns whether any of them was not fully opaque.
 */
function writeRow(
  layout: Layout,
  row: Uint8Array,
  columns: number,
  rgb: Uint8Array,
  at: number,
  step: number,
): boolean {
  const { depth, colourType, samples, palette, paletteOpaque, transparent } = layout;
  const sampleBytes = depth === 16 ? 2 : 1;
  const pixelBytes = samples * sampleBytes;
  const isGrey = colourType === grey || colourType === greyAlpha;
  const alphaAt =
    colourType === greyAlpha || colourType === truecolourAlpha ? (samples - 1) * sampleBytes : -1;
  const greyScale = depth < 8 ? 255 / (2 ** depth - 1) : 1;
  let hadAlpha = false;
  for (let x = 0, i = 0, o = at; x < columns; x++, i += pixelBytes, o += step) {
    if (depth < 8 || colourType === indexed) {
      const value = depth === 8 ? (row[x] as number) : packedSample(row, x, depth);
      if (colourType === indexed) {
        rgb[o] = palette[3 * value] as number;
        rgb[o + 1] = palette[3 * value + 1] as number;
        rgb[o + 2] = palette[3 * value + 2] as number;
        if (paletteOpaque[value] === 0) hadAlpha = true;
      } else {
        const clear = transparent !== null && value === transparent[0];
        hadAlpha ||= clear;
        rgb.fill(clear ? 255 : value * greyScale, o, o + 3);
      }
      continue;
    }
    let alpha = alphaAt < 0 ? 255 : (row[i + alphaAt] as number);
    if (transparent !== null && sameSamples(row, i, sampleBytes, transparent)) alpha = 0;
    const green = isGrey ? i : i + sampleBytes;
    const blue = isGrey ? i : green + sampleBytes;
    if (alpha === 255) {
      rgb[o] = row[i] as number;
      rgb[o + 1] = row[green] as number;
      rgb[o + 2] = row[blue] as number;
    } else {
      hadAlpha = true;
      rgb[o] = overWhite(row[i] as number, alpha);
      rgb[o + 1] = overWhite(row[green] as number, alpha);
      rgb[o + 2] = overWhite(row[blue] as number, alpha);
    }
  }
  return hadAlpha;
}

/** Sample `x` of a row that packs samples of 1, 2 or 4 bits, the leftmost in the high bits. */
function packedSample(row: Uint8Array, x: number, depth: number): number {
  const bit = x * depth;
  return ((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

function sameSamples(row: Uint8Array, at: number, sampleBytes: number, wanted: readonly number[]): boolean {
  return wanted.every((value, s) => {
    const i = at + s * sampleBytes;
    return value === (sampleBytes === 1 ? row[i] : (row[i] as number) * 256 + (row[i + 1] as number));
  });
}
