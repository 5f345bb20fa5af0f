/** The part of decoding that is the same in a page and in the terminal; each of them adds its decoder of lossy formats. */
import { ImageError } from './errors.ts';
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
 * Decodes a file. Throws an ImageError when it is empty, no picture, of a format that we don't read, too large for
 * us or for the memory there is, cut off or damaged; the size is judged from the header, before any pixel is decoded.
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
  const value = orientation?.value ?? 1;
  try {
    const pixels =
      header.format === 'png'
        ? await decodePng(bytes)
        : await decodePixels(withoutOrientation(bytes, orientation), header);
    const upright = applyOrientation(pixels, value);
    return { ...upright, format: header.format, hadAlpha: pixels.hadAlpha, orientation: value };
  } catch (error) {
    // An array that can't be allocated; on a small device that happens below our limits.
    if (!(error instanceof RangeError)) throw error;
    const { width, height } = header;
    throw new ImageError('image.error.memory', { width, height }, { cause: error });
  }
}
