/** From a picture to what the network is given, with every picture on the way. */
import { required } from '../base/invariant.ts';
import { ImageError } from './errors.ts';
import { toGrey } from './pixels.ts';
import { type PreprocessPlan, type PreprocessRecipe, planPreprocess } from './recipe.ts';
import { resizeRgb, type Window } from './resize.ts';
import type { RgbImage } from './types.ts';

export interface Preprocessed {
  readonly plan: PreprocessPlan;
  /**
   * The whole resized picture, for looking at. `null` when it would exceed `maxResizedPixels` (a strip of 1 x 30000 is
   * scaled to 256 x 7 680 000); the crop is exact even then, because only the part that it needs is computed.
   */
  readonly resized: RgbImage | null;
  /** The very pixels that the network sees. For a network with one input channel the three bytes are equal. */
  readonly crop: RgbImage;
  /** NCHW, normalised: `(value / 255 - mean) / std`, each step rounded to float32 as PyTorch does it. */
  readonly tensor: Float32Array<ArrayBuffer>;
  readonly shape: readonly [1, channels: number, height: number, width: number];
}

/** 16 megapixels, 48 MB: more than any recipe makes of a photograph, and still quick to compute and to show. */
export const maxResizedPixels = 2 ** 24;

/**
 * Resizes, crops and normalises a picture for a network with `inputChannels` input channels.
 *
 * - 3: red, green, blue.
 * - 1: the picture is made grey before it is resized, as timm reads a picture for such a network (`convert('L')`).
 *   A recipe with three means and deviations gives them the weights of the grey, so that the channel stays centred.
 * - any other number: red, green, blue, red, … which is the order in which timm repeats the kernels of a pretrained
 *   first convolution for more channels. Mean and deviation repeat alike.
 *
 * Throws an ImageError when the recipe can't be used.
 */
export function preprocess(image: RgbImage, recipe: PreprocessRecipe, inputChannels: number): Preprocessed {
  if (!Number.isInteger(inputChannels) || inputChannels < 1) {
    throw new ImageError('image.error.inputChannels', { value: String(inputChannels) });
  }
  const plan = planPreprocess(image, recipe);
  const source = inputChannels === 1 ? toGrey(image) : image;
  const { width, height } = plan.resized;
  const resized =
    width * height <= maxResizedPixels ? resizeRgb(source, width, height, plan.interpolation) : null;
  const crop = cropResized(source, resized, plan, recipe);
  return {
    plan,
    resized,
    crop,
    tensor: normalise(crop, recipe, inputChannels),
    shape: [1, inputChannels, crop.height, crop.width],
  };
}

/** The centre crop. Where it is larger than the resized picture the rest stays black, as torchvision pads it. */
function cropResized(
  source: RgbImage,
  resized: RgbImage | null,
  plan: PreprocessPlan,
  recipe: PreprocessRecipe,
): RgbImage {
  const { width, height } = recipe.imageSize;
  const left = Math.max(plan.crop.left, 0);
  const top = Math.max(plan.crop.top, 0);
  const inside: Window = {
    left,
    top,
    width: Math.min(width, plan.resized.width),
    height: Math.min(height, plan.resized.height),
  };
  const part =
    resized === null
      ? resizeRgb(source, plan.resized.width, plan.resized.height, plan.interpolation, inside)
      : resizeRgb(resized, resized.width, resized.height, plan.interpolation, inside);
  if (inside.width === width && inside.height === height) return part;
  const rgb = new Uint8Array(width * height * 3);
  const x = Math.max(-plan.crop.left, 0);
  const y = Math.max(-plan.crop.top, 0);
  for (let row = 0; row < inside.height; row++) {
    const line = part.rgb.subarray(row * inside.width * 3, (row + 1) * inside.width * 3);
    rgb.set(line, ((y + row) * width + x) * 3);
  }
  return { width, height, rgb };
}

/** The luma weights of ITU-R 601. */
const greyWeights = [0.299, 0.587, 0.114] as const;

function perChannel(values: readonly number[], channel: number, channels: number): number {
  if (channels === 1 && values.length === 3) {
    return greyWeights.reduce(
      (sum, weight, i) => sum + weight * required(values[i], 'value of a channel'),
      0,
    );
  }
  return required(values[channel % values.length], 'value of a channel');
}

/**
 * The network's input from a crop that another program has scaled: made grey before for a network with one channel.
 * NCHW.
 */
export const tensorOf = (
  crop: RgbImage,
  recipe: PreprocessRecipe,
  inputChannels: number,
): Float32Array<ArrayBuffer> => normalise(crop, recipe, inputChannels);

/** `inputChannels` planes of (value / 255 - mean) / std. A byte has 256 values, so each plane is one table look-up. */
function normalise(
  crop: RgbImage,
  recipe: PreprocessRecipe,
  inputChannels: number,
): Float32Array<ArrayBuffer> {
  const plane = crop.width * crop.height;
  const tensor = new Float32Array(inputChannels * plane);
  const table = new Float32Array(256);
  for (let c = 0; c < inputChannels; c++) {
    const mean = Math.fround(perChannel(recipe.mean, c, inputChannels));
    const std = Math.fround(perChannel(recipe.std, c, inputChannels));
    for (let v = 0; v < 256; v++) table[v] = Math.fround(Math.fround(v / 255) - mean) / std;
    for (let p = 0, i = c % 3; p < plane; p++, i += 3) {
      tensor[c * plane + p] = table[crop.rgb[i] as number] as number;
    }
  }
  return tensor;
}
