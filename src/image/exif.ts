import type { Orientation } from './types.ts';

/** Where a TIFF block says how the picture is turned, and what it says. `at` is an offset into the file. */
export interface OrientationTag {
  readonly value: Orientation;
  readonly at: number;
  readonly littleEndian: boolean;
}

const orientationTag = 0x0112;
const typeShort = 3;

/**
 * The orientation in an EXIF block. `start` is where its TIFF header stands in `bytes`, `end` the first byte behind it.
 * A block that is damaged or says nothing gives `null`: a picture is shown as stored rather than refused for that.
 */
export function readOrientation(bytes: Uint8Array, start: number, end: number): OrientationTag | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(end, bytes.length));
  const fits = (at: number, length: number) => at >= start && at + length <= view.byteLength;
  if (!fits(start, 8)) return null;
  const mark = view.getUint16(start);
  if (mark !== 0x4949 && mark !== 0x4d4d) return null;
  const littleEndian = mark === 0x4949;
  if (view.getUint16(start + 2, littleEndian) !== 42) return null;
  const directory = start + view.getUint32(start + 4, littleEndian);
  if (!fits(directory, 2)) return null;
  const count = view.getUint16(directory, littleEndian);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + 12 * i;
    if (!fits(entry, 12)) return null;
    if (view.getUint16(entry, littleEndian) !== orientationTag) continue;
    const value = view.getUint16(entry + 8, littleEndian);
    const valid = view.getUint16(entry + 2, littleEndian) === typeShort && value >= 1 && value <= 8;
    return valid ? { value: value as Orientation, at: entry + 8, littleEndian } : null;
  }
  return null;
}

/**
 * A copy of the file that says "upright". Decoders disagree about which formats' orientation they apply, so none of
 * them is told of it and we turn the pixels ourselves, the same way everywhere.
 */
export function withoutOrientation(
  bytes: Uint8Array<ArrayBuffer>,
  tag: OrientationTag | null,
): Uint8Array<ArrayBuffer> {
  if (tag === null || tag.value === 1) return bytes;
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint16(tag.at, 1, tag.littleEndian);
  return copy;
}
