/** Plain pixel work that every decoder shares: laying transparency over white, turning, grey. */
import type { DecodedImage, Orientation, RgbImage } from './types.ts';

/**
 * One channel over a white ground: `round((value * alpha + 255 * (255 - alpha)) / 255)`, on straight (not premultiplied)
 * values. The quotient is never halfway between two integers, 255 being odd, so the rounding has no ties.
 */
export const overWhite = (value: number, alpha: number): number =>
  ((value * alpha + 255 * (255 - alpha) + 127) / 255) | 0;

/**
 * Lays straight RGBA over white and writes it into `rgb` from index `at` on.
 * Returns whether any of these pixels was not fully opaque.
 */
export function flattenRgba(rgba: ArrayLike<number>, rgb: Uint8Array, at: number): boolean {
  let hadAlpha = false;
  for (let i = 0, o = at; i < rgba.length; i += 4, o += 3) {
    const alpha = rgba[i + 3] as number;
    if (alpha === 255) {
      rgb[o] = rgba[i] as number;
      rgb[o + 1] = rgba[i + 1] as number;
      rgb[o + 2] = rgba[i + 2] as number;
    } else {
      hadAlpha = true;
      rgb[o] = overWhite(rgba[i] as number, alpha);
      rgb[o + 1] = overWhite(rgba[i + 1] as number, alpha);
      rgb[o + 2] = overWhite(rgba[i + 2] as number, alpha);
    }
  }
  return hadAlpha;
}

/** Pixels that never were a file (a webcam frame, a canvas), as a picture. `data` is straight RGBA, 8 bits each. */
export function imageFromRgba(pixels: {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}): DecodedImage {
  const { width, height, data } = pixels;
  const rgb = new Uint8Array(width * height * 3);
  const hadAlpha = flattenRgba(data, rgb, 0);
  return { width, height, rgb, format: 'pixels', hadAlpha, orientation: 1 };
}

/** For each EXIF orientation: is the stored picture mirrored left-right, then top-bottom, then are rows and columns swapped. */
const turns: { readonly [O in Orientation]: readonly [flipX: boolean, flipY: boolean, swap: boolean] } = {
  1: [false, false, false],
  2: [true, false, false],
  3: [true, true, false],
  4: [false, true, false],
  5: [false, false, true],
  6: [false, true, true],
  7: [true, true, true],
  8: [true, false, true],
};

/** The upright picture, from pixels stored as EXIF `orientation` describes. */
export function applyOrientation(image: RgbImage, orientation: Orientation): RgbImage {
  if (orientation === 1) return image;
  const [flipX, flipY, swap] = turns[orientation];
  const { width: w, height: h, rgb: source } = image;
  const width = swap ? h : w;
  const height = swap ? w : h;
  const rgb = new Uint8Array(source.length);
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o += 3) {
      const column = swap ? y : x;
      const row = swap ? x : y;
      const i = ((flipY ? h - 1 - row : row) * w + (flipX ? w - 1 - column : column)) * 3;
      rgb[o] = source[i] as number;
      rgb[o + 1] = source[i + 1] as number;
      rgb[o + 2] = source[i + 2] as number;
    }
  }
  return { width, height, rgb };
}

/**
 * The grey picture, each pixel three equal bytes: ITU-R 601 luma in the 16-bit fixed point of Pillow's `convert('L')`,
 * `(19595 R + 38470 G + 7471 B + 32768) >> 16`. A pixel that is grey already stays as it is.
 */
export function toGrey(image: RgbImage): RgbImage {
  const source = image.rgb;
  const rgb = new Uint8Array(source.length);
  for (let i = 0; i < source.length; i += 3) {
    const luma =
      ((source[i] as number) * 19595 +
        (source[i + 1] as number) * 38470 +
        (source[i + 2] as number) * 7471 +
        0x8000) >>
      16;
    rgb[i] = luma;
    rgb[i + 1] = luma;
    rgb[i + 2] = luma;
  }
  return { width: image.width, height: image.height, rgb };
}
