/** The three switches behind the letters, and the words for a combination that has none. */
import {
  letterOf,
  stemPresets,
  type StemPreset,
  stemWidthFor,
  variantOf,
  variantTweaks,
} from '../../arch/presets.ts';
import { defaultStemWidth } from '../../arch/stem.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { t } from '../../text/index.ts';

export const isDeepStem = (spec: ResNetSpec): boolean => spec.stem === 'deep' || spec.stem === 'deepTiered';

/** The edit behind the switch "Deep stem". The relative width stays. The pool stays, except that CIFAR's stem, which has none, gives way whole. */
export function stemPatch(spec: ResNetSpec, deep: boolean): Partial<ResNetSpec> {
  const preset = stemPresets[deep ? 'deep' : 'conv7'];
  const { stem } = preset;
  const stemWidth = stemWidthFor(spec, stem);
  return spec.stem === 'cifar' ? { ...preset, stemWidth } : { stem, stemWidth };
}

export function strideDetail(spec: ResNetSpec): string {
  if (spec.block === 'basic') return t('spec.tweak.stride.basic');
  return t(spec.strideAt === 'spatial' ? 'spec.tweak.stride.on' : 'spec.tweak.stride.off');
}

export function stemDetail(spec: ResNetSpec): string {
  if (spec.stem === 'conv7') return t('spec.tweak.stem.off');
  if (spec.stem === 'cifar') return t('spec.tweak.stem.cifar');
  if (spec.stem === 'deepTiered') return t('spec.tweak.stem.tiered');
  if (spec.stemWidth === defaultStemWidth.deep) return t('spec.tweak.stem.on');
  const width = spec.stemWidth;
  return t(width === stemPresets.deepWide.stemWidth ? 'spec.tweak.stem.wide' : 'spec.tweak.stem.other', {
    width,
  });
}

export function shortcutDetail(spec: ResNetSpec): string {
  if (spec.shortcut === 'avgProjection') return t('spec.tweak.shortcut.on');
  if (spec.shortcut === 'maxProjection') return t('spec.tweak.shortcut.max');
  if (spec.shortcut === 'projectionAlways') return t('spec.tweak.shortcut.always');
  if (spec.shortcut === 'zeroPad') return t('spec.tweak.shortcut.zeroPad');
  if (spec.shortcut === 'none') return t('spec.tweak.shortcut.none');
  return t('spec.tweak.shortcut.off');
}

/** What to say where a letter of A to D is not all of it: none is right, or the stem is wider or narrower. */
export function combinationWords(spec: ResNetSpec): string | null {
  const variant = variantOf(spec);
  if (variant !== null && spec.stemWidth === variantTweaks[variant].stemWidth) return null;
  const words = {
    stride: t(`spec.words.strideAt.${spec.strideAt}`),
    stem: t(`spec.words.stem.${spec.stem}`, { width: spec.stemWidth }),
    shortcut: t(`spec.words.shortcut.${spec.shortcut}`),
  };
  const letter = letterOf(spec);
  if (variant !== null && !letter) return t('spec.variant.width', { variant, stem: words.stem });
  return letter
    ? t('spec.variant.timm', { ...words, letter: letter.toUpperCase() })
    : t('spec.variant.none', words);
}

/** The named stem that a spec has, or null. */
export const stemPresetOf = (spec: ResNetSpec): StemPreset | null =>
  (Object.keys(stemPresets) as StemPreset[]).find((name) => {
    const preset = stemPresets[name];
    return (
      preset.stem === spec.stem && preset.stemWidth === spec.stemWidth && preset.stemPool === spec.stemPool
    );
  }) ?? null;
