import { preprocess as prepare } from '../image/preprocess.ts';
import { defaultRecipe, type PreprocessRecipe } from '../image/recipe.ts';
import { sha256Hex } from '../image/sha256.ts';
import type { DecodedImage } from '../image/types.ts';
import { t } from '../text/index.ts';
import { readImageFile } from './files.ts';
import type { Given } from './grammar.ts';
import type { Output } from './output.ts';
import { textPairs } from './table.ts';

/** Decodes a file. `sharp` is loaded only for what is no PNG. Throws UsageError and ImageError. */
export async function openImage(path: string): Promise<DecodedImage> {
  const bytes = await readImageFile(path);
  const { decodeInNode } = await import('../image/decodeNode.ts');
  return decodeInNode(bytes);
}

/** What `preprocess --json` prints: sizes are [width, height], the crop is [left, top] in the resized picture. */
export interface Preparation {
  readonly decoded: readonly [number, number];
  readonly resized: readonly [number, number];
  readonly crop: readonly [number, number];
  /** Of the cropped RGB bytes, row by row. */
  readonly sha256: string;
}

export async function preprocess(operand: string, given: Given<'preprocess'>, output: Output): Promise<void> {
  const image = await openImage(operand);
  const side = given['image-size'] ?? defaultRecipe.imageSize.height;
  const recipe: PreprocessRecipe = {
    ...defaultRecipe,
    imageSize: { height: side, width: side },
    cropPct: given['crop-pct'] ?? defaultRecipe.cropPct,
    interpolation: given.interpolation ?? defaultRecipe.interpolation,
  };
  const { plan, crop } = prepare(image, recipe, 3);
  const { resized } = plan;
  const preparation: Preparation = {
    decoded: [image.width, image.height],
    resized: [resized.width, resized.height],
    crop: [plan.crop.left, plan.crop.top],
    sha256: await sha256Hex(crop.rgb),
  };
  if (given.json) {
    output.answer(`${JSON.stringify(preparation)}\n`);
    return;
  }
  const pixels = (size: { width: number; height: number }): string => `${size.width} x ${size.height}`;
  output.answer(
    textPairs([
      [t('cli.preprocess.decoded'), pixels(image)],
      [t('cli.preprocess.resized'), pixels(resized)],
      [
        t('cli.preprocess.crop'),
        t('cli.preprocess.cropAt', { width: crop.width, height: crop.height, ...plan.crop }),
      ],
      [t('cli.preprocess.sha'), preparation.sha256],
    ]),
  );
}
