/** The part of decoding that is the same in a page and in the terminal; each of them adds its decoder of lossy formats. */
import { withoutOrientation } from './exif.ts';
import { checkWhole, type ImageHeader, pngOrientation, readHeader } from './header.ts';
import { checkFileSize, checkSize } from './limits.ts';
import { applyOrientation } from './pixels.ts';
import { type DecodedPng, decodePng } from './png.ts';
import type { DecodedImage } from './types.ts';

/**
 * A platform's decoder for everything but PNG: the first frame as stored (the file says "upright" by then), without
 * colour conversion, straight alpha laid over white with `overWhite`.
 */
export type PlatformDecoder = (bytes: Uint8Array<ArrayBuffer>, header: ImageHeader) => Promise<DecodedPixels>;
export type DecodedPixels = DecodedPng;

/**
 * Decodes a file. Throws an ImageError when it is empty, no picture, of a format that we don't read, too large, cut off
 * or damaged; the size is judged from the header, before any pixel is decoded.
 */
export async function decodeWith(
  bytes: Uint8Array<ArrayBuffer>,
  decodePixels: PlatformDecoder,
): Promise<DecodedImage> {
  checkFileSize(bytes.length);
  const header = readHeader(bytes);
  checkSize(header.width, header.height);
  checkWhole(bytes, header.format);
  const orientation = header.format === 'png' ? pngOrientation(bytes) : header.orientation;
  const pixels =
    header.format === 'png'
      ? await decodePng(bytes)
      : await decodePixels(withoutOrientation(bytes, orientation), header);
  const value = orientation?.value ?? 1;
  return {
    ...applyOrientation(pixels, value),
    format: header.format,
    hadAlpha: pixels.hadAlpha,
    orientation: value,
  };
}
