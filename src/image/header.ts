/**
 * Reads a file's size in pixels and its orientation before anything is decoded, so that a picture which is too large is
 * refused before memory is asked for, and one that ends too early is named as such on every decoder alike.
 */
import { ImageError } from './errors.ts';
import { type OrientationTag, readOrientation } from './exif.ts';
import { ascii, sniffFormat } from './sniff.ts';
import { formatNames, type ImageFormat } from './types.ts';

export interface ImageHeader {
  readonly format: ImageFormat;
  /** As stored, before the orientation is applied. In pixels. */
  readonly width: number;
  readonly height: number;
  /** Where the file says how it is turned; `null` if it does not, or if the format's decoders apply it themselves. */
  readonly orientation: OrientationTag | null;
}

type Facts = Omit<ImageHeader, 'format'>;

export const truncated = (format: ImageFormat): ImageError =>
  new ImageError('image.error.truncated', { format: formatNames[format] });
export const damaged = (format: ImageFormat, options?: ErrorOptions): ImageError =>
  new ImageError('image.error.damaged', { format: formatNames[format] }, options);

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Throws when `length` bytes do not follow `at`. */
function need(bytes: Uint8Array, at: number, length: number, format: ImageFormat): void {
  if (at + length > bytes.length) throw truncated(format);
}

export interface PngChunk {
  readonly type: string;
  /** Where its data stand in the file. */
  readonly start: number;
  readonly end: number;
}

/** The chunks of a PNG up to and with IEND. A chunk that reaches beyond the file's end means the file is cut off. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = viewOf(bytes);
  for (let at = 8; ; ) {
    need(bytes, at, 12, 'png');
    const length = view.getUint32(at);
    const type = ascii(bytes, at + 4, 4);
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged('png');
    need(bytes, at + 8, length + 4, 'png');
    yield { type, start: at + 8, end: at + 8 + length };
    if (type === 'IEND') return;
    at += length + 12;
  }
}

function readPng(bytes: Uint8Array): Facts {
  need(bytes, 8, 25, 'png');
  const view = viewOf(bytes);
  if (view.getUint32(8) !== 13 || ascii(bytes, 12, 4) !== 'IHDR') throw damaged('png');
  return { width: view.getUint32(16), height: view.getUint32(20), orientation: null };
}

/** PNG's orientation stands in a chunk that may come last, so it is looked for only once the size is known to be fine. */
export function pngOrientation(bytes: Uint8Array): OrientationTag | null {
  for (const chunk of pngChunks(bytes)) {
    if (chunk.type === 'eXIf') return readOrientation(bytes, chunk.start, chunk.end);
  }
  return null;
}

const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function readJpeg(bytes: Uint8Array): Facts {
  const view = viewOf(bytes);
  let size: { width: number; height: number } | null = null;
  let orientation: OrientationTag | null = null;
  let at = 2;
  for (;;) {
    need(bytes, at, 4, 'jpeg');
    if (bytes[at] !== 0xff) throw damaged('jpeg');
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1; // a fill byte
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) throw damaged('jpeg');
    if (isFrameHeader(marker)) {
      need(bytes, at, 9, 'jpeg');
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else if (marker === 0xe1 && orientation === null && ascii(bytes, at + 4, 6) === 'Exif\0\0') {
      orientation = readOrientation(bytes, at + 10, at + 2 + length);
    } else if (marker === 0xda || marker === 0xd9) {
      break;
    }
    at += 2 + length;
  }
  if (size === null) throw damaged('jpeg');
  return { ...size, orientation };
}

/** Whether an end-of-image marker follows the first scan. Inside a scan 0xFF 0xD9 can't stand for anything else. */
function jpegIsWhole(bytes: Uint8Array): boolean {
  for (let at = bytes.lastIndexOf(0xff); at > 1; at = bytes.lastIndexOf(0xff, at - 1)) {
    if (bytes[at + 1] === 0xd9) return true;
    if (bytes[at + 1] === 0xda) return false;
  }
  return false;
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16);

function readWebp(bytes: Uint8Array): Facts {
  need(bytes, 0, 30, 'webp');
  const view = viewOf(bytes);
  const kind = ascii(bytes, 12, 4);
  if (kind === 'VP8 ') {
    if (ascii(bytes, 23, 3) !== '\x9d\x01\x2a') throw damaged('webp');
    const width = view.getUint16(26, true) & 0x3fff;
    return { width, height: view.getUint16(28, true) & 0x3fff, orientation: null };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, orientation: null };
  }
  if (kind !== 'VP8X') throw damaged('webp');
  return {
    width: uint24(view, 24) + 1,
    height: uint24(view, 27) + 1,
    orientation: webpOrientation(bytes, view),
  };
}

function webpOrientation(bytes: Uint8Array, view: DataView): OrientationTag | null {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    if (ascii(bytes, at, 4) === 'EXIF') {
      // Some writers put JPEG's "Exif\0\0" in front of the TIFF header.
      const start = at + 8 + (ascii(bytes, at + 8, 6) === 'Exif\0\0' ? 6 : 0);
      return readOrientation(bytes, start, at + 8 + length);
    }
    at += 8 + length + (length % 2);
  }
  return null;
}

function readGif(bytes: Uint8Array): Facts {
  need(bytes, 0, 13, 'gif');
  const view = viewOf(bytes);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), orientation: null };
}

const gifTable = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Whether the first frame's data are there up to their end. */
function gifIsWhole(bytes: Uint8Array): boolean {
  let at = 13 + gifTable(bytes[10] as number);
  const skipBlocks = () => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] as number);
    at += 1;
  };
  while (at < bytes.length) {
    if (bytes[at] === 0x2c) {
      at += 11 + gifTable(bytes[at + 9] ?? 0);
      skipBlocks();
      return at <= bytes.length;
    }
    if (bytes[at] !== 0x21) throw damaged('gif');
    at += 2;
    skipBlocks();
  }
  return false;
}

/** Boxes that hold boxes on the way to the `ispe` (image spatial extents) properties, and the bytes before the first. */
const avifContainers: ReadonlyMap<string, number> = new Map([
  ['meta', 4],
  ['iprp', 0],
  ['ipco', 0],
]);

/** A box's length in bytes: 0 means up to the end, 1 that 64 bits follow the type. */
function boxLength(view: DataView, at: number, end: number): number {
  const declared = view.getUint32(at);
  if (declared === 0) return end - at;
  return declared === 1 && at + 16 <= end ? Number(view.getBigUint64(at + 8)) : declared;
}

/**
 * The largest `ispe` of the file: tiles, alpha and thumbnails have their own, never larger than the picture. AVIF turns
 * by its own `irot` and `imir`, which decoders must apply; EXIF has no say there.
 */
function readAvif(bytes: Uint8Array): Facts {
  const view = viewOf(bytes);
  let best = { width: 0, height: 0 };
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to; ) {
      const type = ascii(bytes, at + 4, 4);
      const length = boxLength(view, at, to);
      if (length < 8) throw damaged('avif');
      if (at + length > to) throw truncated('avif');
      const skip = avifContainers.get(type);
      if (skip !== undefined) walk(at + 8 + skip, at + length);
      if (type === 'ispe' && length >= 20) {
        const size = { width: view.getUint32(at + 12), height: view.getUint32(at + 16) };
        if (size.width * size.height > best.width * best.height) best = size;
      }
      at += length;
    }
  };
  walk(0, bytes.length);
  return { ...best, orientation: null };
}

const readers: { readonly [F in ImageFormat]: (bytes: Uint8Array) => Facts } = {
  png: readPng,
  jpeg: readJpeg,
  webp: readWebp,
  gif: readGif,
  avif: readAvif,
};

/** Format, stored size and orientation; an ImageError when the file is no picture we read, or its header is damaged. */
export function readHeader(bytes: Uint8Array): ImageHeader {
  const format = sniffFormat(bytes);
  let facts: Facts;
  try {
    facts = readers[format](bytes);
  } catch (error) {
    // A length that points behind the file's end.
    throw error instanceof RangeError ? truncated(format) : error;
  }
  if (facts.width === 0 || facts.height === 0) throw damaged(format);
  return { format, ...facts };
}

/** Throws when the file visibly ends before its picture does. PNG and AVIF are found out while they are read. */
export function checkWhole(bytes: Uint8Array, format: ImageFormat): void {
  const whole =
    format === 'jpeg'
      ? jpegIsWhole(bytes)
      : format === 'gif'
        ? gifIsWhole(bytes)
        : format === 'webp'
          ? viewOf(bytes).getUint32(4, true) + 8 <= bytes.length
          : true;
  if (!whole) throw truncated(format);
}
