/** What happens to a picture before a network sees it, as timm's evaluation transform (`crop_mode='center'`) does it. */
import { ImageError } from './errors.ts';

export const interpolations = ['bicubic', 'bilinear'] as const;
export type Interpolation = (typeof interpolations)[number];

export interface PreprocessRecipe {
  /** What the network takes, in pixels. */
  readonly imageSize: { readonly height: number; readonly width: number };
  /** The part of the resized picture that the crop keeps: the picture is scaled to `floor(size / cropPct)`. */
  readonly cropPct: number;
  readonly interpolation: Interpolation;
  /** One number, or one each for red, green and blue; of values in 0 … 1. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export const imagenetMean = [0.485, 0.456, 0.406] as const;
export const imagenetStd = [0.229, 0.224, 0.225] as const;

/** timm's default for ImageNet networks. */
export const defaultRecipe: PreprocessRecipe = {
  imageSize: { height: 224, width: 224 },
  cropPct: 0.875,
  interpolation: 'bicubic',
  mean: imagenetMean,
  std: imagenetStd,
};

export interface PreprocessPlan {
  readonly resized: { readonly width: number; readonly height: number };
  /**
   * Where the crop starts in the resized picture. Negative where the crop is larger than the picture: so many black
   * pixels stand before it.
   */
  readonly crop: { readonly left: number; readonly top: number };
  /** The filter that is used. For a size that is not square timm uses bilinear whatever the recipe says. */
  readonly interpolation: Interpolation;
}

/** Python's `round`: halves go to the even neighbour. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Offset of a centred crop; torchvision's CenterCrop, which pads with the smaller half first. */
const centred = (available: number, wanted: number): number =>
  wanted > available ? -Math.floor((wanted - available) / 2) : roundHalfEven((available - wanted) / 2);

/**
 * The sizes and offsets for a picture of this size, in pixels.
 *
 * - Square target (after the division by `cropPct`): torchvision's `Resize(size)`. The shorter side becomes `size`, the
 *   other is `int(size * long / short)`, truncated.
 * - Any other target: timm's `ResizeKeepRatio`. Both sides are divided by the smaller of the two ratios and rounded
 *   half to even; timm 1.0.29 leaves its filter at the default, bilinear, and so do we, or the pixels would differ.
 */
export function planPreprocess(
  decoded: { readonly width: number; readonly height: number },
  recipe: PreprocessRecipe,
): PreprocessPlan {
  checkRecipe(recipe);
  const { width: w, height: h } = decoded;
  const target = {
    width: Math.floor(recipe.imageSize.width / recipe.cropPct),
    height: Math.floor(recipe.imageSize.height / recipe.cropPct),
  };
  const square = target.width === target.height;
  const resized = square ? resizeShorterSide(w, h, target.width) : resizeKeepingRatio(w, h, target);
  return {
    resized,
    crop: {
      left: centred(resized.width, recipe.imageSize.width),
      top: centred(resized.height, recipe.imageSize.height),
    },
    interpolation: square ? recipe.interpolation : 'bilinear',
  };
}

function resizeShorterSide(w: number, h: number, size: number): { width: number; height: number } {
  return w <= h
    ? { width: size, height: Math.trunc((size * h) / w) }
    : { width: Math.trunc((size * w) / h), height: size };
}

function resizeKeepingRatio(w: number, h: number, target: { width: number; height: number }) {
  const ratio = Math.min(h / target.height, w / target.width);
  return { width: roundHalfEven(w / ratio), height: roundHalfEven(h / ratio) };
}

/** Throws an ImageError that names the first value that can't be used. */
export function checkRecipe(recipe: PreprocessRecipe): void {
  const { imageSize, cropPct, mean, std } = recipe;
  for (const side of [imageSize.height, imageSize.width]) {
    if (!Number.isInteger(side) || side < 1 || side > maxImageSize) {
      throw new ImageError('image.error.imageSize', { value: String(side), limit: maxImageSize });
    }
    if (!(cropPct >= minCropPct && Math.floor(side / cropPct) >= 1)) {
      throw new ImageError('image.error.cropPct', { value: String(cropPct), min: minCropPct, max: side });
    }
  }
  for (const [name, values] of [
    ['mean', mean],
    ['std', std],
  ] as const) {
    const usable =
      (values.length === 1 || values.length === 3) &&
      values.every((v) => Number.isFinite(v) && (name === 'mean' || v > 0));
    if (!usable) {
      const key = name === 'mean' ? 'image.error.mean' : 'image.error.std';
      throw new ImageError(key, { value: values.join(', ') });
    }
  }
}

/** A network's input beyond this has activations of many gigabytes; the crop alone is then 48 MB. In pixels. */
const maxImageSize = 4096;
/** Smaller values only ask for a picture blown up beyond use: at 0.01 a hundredth of each side is seen. */
const minCropPct = 0.01;
