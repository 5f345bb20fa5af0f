/**
 * Decoding in a page or in a worker (only `createImageBitmap` and `OffscreenCanvas` are used). PNG is decoded by our own
 * code; the browser decodes the others, told not to convert colours. In Chromium this gives the bytes that the terminal
 * gives for JPEG, WebP and GIF too; AVIF and print (CMYK) JPEG differ by up to three counts, the decoders' rounding.
 */
import { type DecodedPixels, decodeWith } from './decode.ts';
import { ImageError } from './errors.ts';
import { damaged, type ImageHeader } from './header.ts';
import { checkSize } from './limits.ts';
import { flattenRgba } from './pixels.ts';
import { type DecodedImage, formatNames } from './types.ts';

/** Decodes a file's bytes. Throws an ImageError, see `decodeWith`. */
export const decodeInBrowser = (bytes: Uint8Array<ArrayBuffer>): Promise<DecodedImage> =>
  decodeWith(bytes, decodeWithBitmap);

async function decodeWithBitmap(bytes: Uint8Array<ArrayBuffer>, header: ImageHeader): Promise<DecodedPixels> {
  const blob = new Blob([bytes], { type: `image/${header.format}` });
  const bitmap = await createImageBitmap(blob, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  }).catch((error: unknown) => {
    // Every browser we run in reads the other formats, so only AVIF can be whole and yet not be readable.
    if (header.format !== 'avif') throw damaged(header.format, { cause: error });
    const values = { format: formatNames[header.format] };
    throw new ImageError('image.error.unsupportedHere', values, { cause: error });
  });
  try {
    checkSize(bitmap.width, bitmap.height);
    return readPixels(bitmap);
  } finally {
    bitmap.close();
  }
}

/** Rows are fetched in bands of about this many pixels, so that the four-byte copy of a large picture stays small. */
const bandPixels = 2 ** 21;

/**
 * The pixels over white, by way of a canvas. A canvas keeps `p = round(value * alpha / 255)` instead of the value and
 * divides by alpha when it is read, which loses bits of the colour, yet none that can be seen over white: the value read
 * back lies so close that multiplied by alpha it rounds to p again, and `overWhite` equals `p + 255 - alpha`. That takes
 * a bitmap whose colours its decoder has not multiplied already (decoders round otherwise), and a canvas that rounds to
 * nearest; where one does not, a value may be off by one count.
 */
function readPixels(bitmap: ImageBitmap): DecodedPixels {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new ImageError('image.error.noCanvas');
  context.drawImage(bitmap, 0, 0);
  const rgb = new Uint8Array(width * height * 3);
  const band = Math.max(1, Math.floor(bandPixels / width));
  let hadAlpha = false;
  for (let top = 0; top < height; top += band) {
    const { data } = context.getImageData(0, top, width, Math.min(band, height - top));
    hadAlpha = flattenRgba(data, rgb, top * width * 3) || hadAlpha;
  }
  return { width, height, rgb, hadAlpha };
}
