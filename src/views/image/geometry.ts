/** Where things are on the pictures that the image panel shows. */
import type { PreprocessPlan } from '../../image/recipe.ts';
import type { RgbImage } from '../../image/types.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size of the same proportions inside `box`, at least one pixel a side; never enlarged beyond `most` times. */
export function fitInside(picture: Size, box: Size, most = Number.POSITIVE_INFINITY): Size {
  const factor = Math.min(box.width / picture.width, box.height / picture.height, most);
  return {
    width: Math.max(1, Math.round(picture.width * factor)),
    height: Math.max(1, Math.round(picture.height * factor)),
  };
}

export interface CropRectangle extends Size {
  readonly x: number;
  readonly y: number;
  /** The crop is larger than the picture: black stands around it. */
  readonly padded: boolean;
}

/**
 * What the network sees of a picture, in fractions of its sides (0 … 1). `crop` is the network's input size. A crop that
 * is larger than the picture is cut to it.
 */
export function cropRectangle(plan: PreprocessPlan, crop: Size): CropRectangle {
  const along = (start: number, length: number, whole: number): readonly [number, number] => {
    const from = Math.max(0, start) / whole;
    const to = Math.min(whole, start + length) / whole;
    return [from, to - from];
  };
  const [x, width] = along(plan.crop.left, crop.width, plan.resized.width);
  const [y, height] = along(plan.crop.top, crop.height, plan.resized.height);
  const padded = crop.width > plan.resized.width || crop.height > plan.resized.height;
  return { x, y, width, height, padded };
}

/** Positions of the source that one pixel of a thumbnail is the mean of, along each side. */
const samples = 3;

/**
 * A small copy for looking at, RGBA. A pixel is the mean of a few positions under it, which takes the same short time
 * whether the picture has 40 000 pixels or 60 million.
 */
export function thumbnail(image: RgbImage, { width, height }: Size): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const { rgb } = image;
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let i = 0; i < samples * samples; i += 1) {
        const u = (x + ((i % samples) + 0.5) / samples) / width;
        const v = (y + (Math.floor(i / samples) + 0.5) / samples) / height;
        const from = (Math.floor(v * image.height) * image.width + Math.floor(u * image.width)) * 3;
        r += rgb[from] as number;
        g += rgb[from + 1] as number;
        b += rgb[from + 2] as number;
      }
      rgba[at] = r / (samples * samples);
      rgba[at + 1] = g / (samples * samples);
      rgba[at + 2] = b / (samples * samples);
      rgba[at + 3] = 255;
      at += 4;
    }
  }
  return rgba;
}

/** The pixels themselves, with an opaque fourth byte. */
export function toRgba({ rgb, width, height }: RgbImage): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] as number;
    rgba[to + 1] = rgb[from + 1] as number;
    rgba[to + 2] = rgb[from + 2] as number;
    rgba[to + 3] = 255;
  }
  return rgba;
}
