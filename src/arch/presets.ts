/**
 * Named choices: values that set several options at once, and the tables that names are made from. Tables only; what
 * they mean is in the family.
 */
import type { BlockKind, ResNetSpec, StageDepths, StemKind } from './types.ts';
import { defaultStemWidth, stemWidthRange } from './stem.ts';

export interface DepthPreset {
  readonly depth: number;
  readonly block: BlockKind;
  readonly depths: StageDepths;
}

/** timm/models/resnet.py; 26 and 14 are bottleneck nets, 200 is 3-24-36-3 as in timm. */
export const depthPresets: readonly DepthPreset[] = [
  { depth: 10, block: 'basic', depths: [1, 1, 1, 1] },
  { depth: 14, block: 'bottleneck', depths: [1, 1, 1, 1] },
  { depth: 18, block: 'basic', depths: [2, 2, 2, 2] },
  { depth: 26, block: 'bottleneck', depths: [2, 2, 2, 2] },
  { depth: 34, block: 'basic', depths: [3, 4, 6, 3] },
  { depth: 50, block: 'bottleneck', depths: [3, 4, 6, 3] },
  { depth: 101, block: 'bottleneck', depths: [3, 4, 23, 3] },
  { depth: 152, block: 'bottleneck', depths: [3, 8, 36, 3] },
  { depth: 200, block: 'bottleneck', depths: [3, 24, 36, 3] },
];

/** The preset with these blocks, or null. */
export const depthPresetOf = (spec: Pick<ResNetSpec, 'block' | 'depths'>): DepthPreset | null =>
  depthPresets.find((preset) => preset.block === spec.block && preset.depths.join() === spec.depths.join()) ??
  null;

/** Weighted layers by the papers' count: stem, two or three a block, classifier. */
export const layerCount = ({ block, depths }: Pick<ResNetSpec, 'block' | 'depths'>): number =>
  depths.reduce((sum, depth) => sum + depth, 0) * (block === 'basic' ? 2 : 3) + 2;

export type Variant = 'A' | 'B' | 'C' | 'D';
export const variants: readonly Variant[] = ['A', 'B', 'C', 'D'];
type Tweaks = Pick<ResNetSpec, 'strideAt' | 'stem' | 'stemWidth' | 'shortcut'>;

/**
 * ResNet-A to -D (arXiv 1812.01187, section 4): cumulative presets over three independent switches. The letters of
 * the 2015 paper's shortcut options are another matter and stand nowhere in the code.
 */
export const variantTweaks: { readonly [V in Variant]: Tweaks } = {
  A: { strideAt: 'reduce', stem: 'conv7', stemWidth: defaultStemWidth.conv7, shortcut: 'projection' },
  B: { strideAt: 'spatial', stem: 'conv7', stemWidth: defaultStemWidth.conv7, shortcut: 'projection' },
  C: { strideAt: 'spatial', stem: 'deep', stemWidth: defaultStemWidth.deep, shortcut: 'projection' },
  D: { strideAt: 'spatial', stem: 'deep', stemWidth: defaultStemWidth.deep, shortcut: 'avgProjection' },
};

/** timm's further letters: S wide deep stem, E the same with D's shortcut, T tiered stem with D's shortcut. */
export const letterTweaks: Readonly<Record<string, Tweaks>> = {
  a: variantTweaks.A,
  '': variantTweaks.B,
  b: variantTweaks.B,
  c: variantTweaks.C,
  d: variantTweaks.D,
  s: { strideAt: 'spatial', stem: 'deep', stemWidth: 64, shortcut: 'projection' },
  e: { strideAt: 'spatial', stem: 'deep', stemWidth: 64, shortcut: 'avgProjection' },
  t: {
    strideAt: 'spatial',
    stem: 'deepTiered',
    stemWidth: defaultStemWidth.deepTiered,
    shortcut: 'avgProjection',
  },
};

const sameSwitches = (spec: ResNetSpec, tweaks: Tweaks): boolean =>
  spec.strideAt === tweaks.strideAt && spec.stem === tweaks.stem && spec.shortcut === tweaks.shortcut;

const matches = (spec: ResNetSpec, tweaks: Tweaks): boolean =>
  sameSwitches(spec, tweaks) && spec.stemWidth === tweaks.stemWidth;

/** The letter whose switches a spec has, however wide its stem; null for a combination without one. */
export const variantOf = (spec: ResNetSpec): Variant | null =>
  variants.find((variant) => sameSwitches(spec, variantTweaks[variant])) ?? null;

/** The letter of timm's names (lower case, empty for B), or null. */
export const letterOf = (spec: ResNetSpec): string | null =>
  Object.keys(letterTweaks).find((letter) => matches(spec, letterTweaks[letter] ?? variantTweaks.B)) ?? null;

/** Width of another kind of stem that is as wide, over its kind's default, as the present one. */
export const stemWidthFor = (spec: Pick<ResNetSpec, 'stem' | 'stemWidth'>, stem: StemKind): number =>
  Math.min(
    stemWidthRange.max,
    Math.max(
      stemWidthRange.min,
      Math.round((spec.stemWidth * defaultStemWidth[stem]) / defaultStemWidth[spec.stem]),
    ),
  );

/** The edit that makes a letter out of a spec. A narrow or wide stem stays as narrow or wide as it was. */
export const variantPatch = (spec: ResNetSpec, variant: Variant): Tweaks => ({
  ...variantTweaks[variant],
  stemWidth: stemWidthFor(spec, variantTweaks[variant].stem),
});

export type StemPreset = 'conv7' | 'deep' | 'deepWide' | 'deepTiered' | 'cifar';

/** The stems that have a name. Choosing one sets its width and its pool too. */
export const stemPresets: {
  readonly [S in StemPreset]: Pick<ResNetSpec, 'stem' | 'stemWidth' | 'stemPool'>;
} = {
  conv7: { stem: 'conv7', stemWidth: defaultStemWidth.conv7, stemPool: 'max' },
  deep: { stem: 'deep', stemWidth: defaultStemWidth.deep, stemPool: 'max' },
  deepWide: { stem: 'deep', stemWidth: 64, stemPool: 'max' },
  deepTiered: { stem: 'deepTiered', stemWidth: defaultStemWidth.deepTiered, stemPool: 'max' },
  cifar: { stem: 'cifar', stemWidth: defaultStemWidth.cifar, stemPool: 'none' },
};
