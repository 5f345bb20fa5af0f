/**
 * Decoding in a page or in a worker (only `createImageBitmap` and `OffscreenCanvas` are used). PNG is decoded by our own
 * code; the browser decodes the others, told not to convert colours.
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
    return readThroughCanvas(bitmap) ?? readThroughTexture(bitmap) ?? readRounded(bitmap);
  } finally {
    bitmap.close();
  }
}

/** Rows are fetched in bands of about this many pixels, so that the four-byte copy of a large picture stays small. */
const bandPixels = 2 ** 21;

/** Hands over the picture's RGBA in bands from the top; stops early and returns false when `take` returns false. */
function inBands(
  width: number,
  height: number,
  read: (top: number, rows: number) => ArrayLike<number>,
  take: (rgba: ArrayLike<number>, at: number) => boolean,
): boolean {
  const band = Math.max(1, Math.floor(bandPixels / width));
  for (let top = 0; top < height; top += band) {
    const rows = Math.min(band, height - top);
    if (!take(read(top, rows), top * width * 3)) return false;
  }
  return true;
}

function canvasReader(bitmap: ImageBitmap): (top: number, rows: number) => ArrayLike<number> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new ImageError('image.error.noCanvas');
  context.drawImage(bitmap, 0, 0);
  return (top, rows) => context.getImageData(0, top, bitmap.width, rows).data;
}

/**
 * The pixels by way of a two-dimensional canvas. It multiplies colours by alpha, which is exact only where alpha is 0
 * or 255; returns `null` when it meets anything between.
 */
function readThroughCanvas(bitmap: ImageBitmap): DecodedPixels | null {
  const { width, height } = bitmap;
  const rgb = new Uint8Array(width * height * 3);
  let hadAlpha = false;
  const exact = inBands(width, height, canvasReader(bitmap), (rgba, at) => {
    if (hasPartialAlpha(rgba)) return false;
    hadAlpha = flattenRgba(rgba, rgb, at) || hadAlpha;
    return true;
  });
  return exact ? { width, height, rgb, hadAlpha } : null;
}

function hasPartialAlpha(rgba: ArrayLike<number>): boolean {
  for (let i = 3; i < rgba.length; i += 4) {
    const alpha = rgba[i] as number;
    if (alpha !== 255 && alpha !== 0) return true;
  }
  return false;
}

/**
 * The pixels by way of a texture, which takes straight alpha as it is and so loses nothing. `null` where WebGL is not
 * available or the picture is larger than a texture may be.
 */
function readThroughTexture(bitmap: ImageBitmap): DecodedPixels | null {
  const { width, height } = bitmap;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl');
  if (gl === null) return null;
  try {
    if (Math.max(width, height) > gl.getParameter(gl.MAX_TEXTURE_SIZE)) return null;
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    gl.framebufferTexture2D(
      gl.FRAMEBUFFER,
      gl.COLOR_ATTACHMENT0,
      gl.TEXTURE_2D,
      gl.getParameter(gl.TEXTURE_BINDING_2D),
      0,
    );
    if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) return null;
    const rgb = new Uint8Array(width * height * 3);
    let hadAlpha = false;
    const read = (top: number, rows: number): Uint8Array => {
      const rgba = new Uint8Array(width * rows * 4);
      gl.readPixels(0, top, width, rows, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
      return rgba;
    };
    inBands(width, height, read, (rgba, at) => {
      hadAlpha = flattenRgba(rgba, rgb, at) || hadAlpha;
      return true;
    });
    return gl.getError() === gl.NO_ERROR ? { width, height, rgb, hadAlpha } : null;
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** The last resort for partly transparent pictures: the canvas's rounding may move a value by one count. */
function readRounded(bitmap: ImageBitmap): DecodedPixels {
  const { width, height } = bitmap;
  const rgb = new Uint8Array(width * height * 3);
  inBands(width, height, canvasReader(bitmap), (rgba, at) => {
    flattenRgba(rgba, rgb, at);
    return true;
  });
  return { width, height, rgb, hadAlpha: true };
}
