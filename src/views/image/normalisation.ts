/** Means and deviations that networks are usually trained with. */
import { imagenetMean, imagenetStd } from '../../image/recipe.ts';

export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export type NormPreset = 'imagenet' | 'half' | 'none';

export const presets: { readonly [P in NormPreset]: Normalisation } = {
  imagenet: { mean: imagenetMean, std: imagenetStd },
  /** Values from -1 to 1: timm's "inception" mean and deviation. */
  half: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  /** Values stay between 0 and 1. */
  none: { mean: [0, 0, 0], std: [1, 1, 1] },
};

const same = (a: readonly number[], b: readonly number[]): boolean =>
  [0, 1, 2].every((i) => a[i % a.length] === b[i % b.length]);

/** The preset that these numbers are, or null for numbers of one's own. One number stands for all three channels. */
export function presetOf({ mean, std }: Normalisation): NormPreset | null {
  const names = Object.keys(presets) as NormPreset[];
  return names.find((name) => same(presets[name].mean, mean) && same(presets[name].std, std)) ?? null;
}
