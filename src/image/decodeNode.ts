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
  const open = () => sharp(bytes, { ignoreIcc: true, failOn: 'truncated', limitInputPixels: maxPixels });
  try {
    const inks = header.format === 'jpeg' && (await open().metadata()).space === 'cmyk';
    const pipeline = inks
      ? open().pipelineColourspace('cmyk').toColourspace('cmyk')
      : open().toColourspace('srgb');
    const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels === 3) return { width, height, rgb: new Uint8Array(data), hadAlpha: false };
    const rgb = new Uint8Array(width * height * 3);
    const hadAlpha = inks ? mixInks(data, rgb) : flattenRgba(data, rgb, 0);
    return { width, height, rgb, hadAlpha };
  } catch (error) {
    throw error instanceof RangeError ? error : damaged(header.format, { cause: error });
  }
}

/**
 * Cyan, magenta, yellow and black as light, `round((255 - ink) * (255 - black) / 255)`: what Pillow and Chromium make of
 * a print JPEG, and not what its printing profile would say. Returns false: there is no alpha.
 */
function mixInks(cmyk: Uint8Array, rgb: Uint8Array): false {
  for (let i = 0, o = 0; i < cmyk.length; i += 4) {
    const light = 255 - (cmyk[i + 3] as number);
    for (let c = 0; c < 3; c++) rgb[o++] = ((255 - (cmyk[i + c] as number)) * light + 127) / 255;
  }
  return false;
}
