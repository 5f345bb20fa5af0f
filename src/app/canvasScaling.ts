/**
 * A picture scaled as most pages that classify pictures do it: `drawImage` into the target's box, with the smoothing
 * that the browser has by default. What that is, each browser decides for itself; it does not average over what it
 * leaves out when it shrinks, as the filters of the recipe do.
 */
import { ImageError } from '../image/errors.ts';
import { imageFromRgba, toGrey } from '../image/pixels.ts';
import { type Preprocessed, tensorOf } from '../image/preprocess.ts';
import type { PreprocessRecipe } from '../image/recipe.ts';
import type { RgbImage } from '../image/types.ts';

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new ImageError('image.error.noCanvas');
  return context;
}

function canvasOf({ width, height, rgb }: RgbImage): OffscreenCanvas {
  const context = contextOf(width, height);
  const { data } = new ImageData(width, height);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    data[to] = rgb[from] as number;
    data[to + 1] = rgb[from + 1] as number;
    data[to + 2] = rgb[from + 2] as number;
    data[to + 3] = 255;
  }
  context.putImageData(new ImageData(data, width), 0, 0);
  return context.canvas;
}

/** The same part of the same picture as `exact` has it, so that nothing but the scaling differs. */
export function scaledByCanvas(
  image: RgbImage,
  exact: Preprocessed,
  recipe: PreprocessRecipe,
  channels: number,
): Preprocessed {
  const { plan } = exact;
  const { width, height } = recipe.imageSize;
  const context = contextOf(width, height);
  context.fillStyle = '#000';
  context.fillRect(0, 0, width, height);
  const source = canvasOf(channels === 1 ? toGrey(image) : image);
  const { left, top } = plan.crop;
  context.drawImage(source, -left, -top, plan.resized.width, plan.resized.height);
  const { rgb } = imageFromRgba(context.getImageData(0, 0, width, height));
  const crop = { width, height, rgb };
  return { plan, resized: null, crop, tensor: tensorOf(crop, recipe, channels), shape: exact.shape };
}
