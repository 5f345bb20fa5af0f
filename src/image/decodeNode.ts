/**
 * Decoding in the terminal. `sharp` is loaded only when a JPEG, WebP, GIF or AVIF is read, and never becomes part of the
 * page: nothing that the page loads imports this module.
 */
import { type DecodedPixels, decodeWith } from './decode.ts';
import { damaged, type ImageHeader } from './header.ts';
import { maxPixels } from './limits.ts';
import { flattenRgba } from './pixels.ts';
import type { DecodedImage } from './types.ts';

/** Decodes a file's bytes. Throws an ImageError, see `decodeWith`. */
export const decodeInNode = (bytes: Uint8Array<ArrayBuffer>): Promise<DecodedImage> =>
  decodeWith(bytes, decodeWithSharp);

async function decodeWithSharp(bytes: Uint8Array<ArrayBuffer>, header: ImageHeader): Promise<DecodedPixels> {
  const { default: sharp } = await import('sharp');
  const decoded = await sharp(bytes, { ignoreIcc: true, failOn: 'truncated', limitInputPixels: maxPixels })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw damaged(header.format, { cause: error });
    });
  const { width, height, channels } = decoded.info;
  if (channels === 3) return { width, height, rgb: new Uint8Array(decoded.data), hadAlpha: false };
  const rgb = new Uint8Array(width * height * 3);
  const hadAlpha = flattenRgba(decoded.data, rgb, 0);
  return { width, height, rgb, hadAlpha };
}
