import { type Variant, variantOf, variantPatch, variants, variantTweaks } from '../../arch/presets.ts';
import { blockedReason } from '../../arch/spec.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { t } from '../../text/index.ts';
import { RadioGroup, Switch } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { useNotes } from './notes.ts';
import {
  combinationWords,
  isDeepStem,
  shortcutDetail,
  stemDetail,
  stemPatch,
  strideDetail,
} from './tweaks.ts';

/** The letters, and beneath them the three independent switches that they stand for. */
export function VariantControls({ spec }: { readonly spec: ResNetSpec }) {
  const edit = useExplorer((state) => state.edit);
  const stride = useNotes('strideAt');
  const shortcut = useNotes('shortcut');
  const reasonFor = (variant: Variant): string | undefined => {
    const blocked = blockedReason(spec, 'strideAt', variantTweaks[variant].strideAt);
    return blocked ? t(blocked) : undefined;
  };
  return (
    <div className="spec-group spec-variants">
      <RadioGroup
        label={t('spec.variant')}
        hideLabel
        value={variantOf(spec)}
        onChange={(variant) => edit(variantPatch(spec, variant))}
        options={variants.map((variant) => ({
          value: variant,
          label: variant,
          title: t(`spec.variant.${variant}`),
          reason: reasonFor(variant),
        }))}
        help={combinationWords(spec) ?? undefined}
      />
      <Switch
        label={t('spec.tweak.stride')}
        detail={strideDetail(spec)}
        checked={spec.strideAt === 'spatial'}
        onChange={(on) => edit({ strideAt: on ? 'spatial' : 'reduce' })}
        {...stride}
        // The letters above say why; once is enough.
        reason={stride.reason === undefined ? undefined : ''}
      />
      <Switch
        label={t('spec.tweak.stem')}
        detail={stemDetail(spec)}
        checked={isDeepStem(spec)}
        onChange={(on) => edit(stemPatch(spec, on))}
      />
      <Switch
        label={t('spec.tweak.shortcut')}
        detail={shortcutDetail(spec)}
        checked={spec.shortcut === 'avgProjection'}
        onChange={(on) => edit({ shortcut: on ? 'avgProjection' : 'projection' })}
        {...shortcut}
      />
    </div>
  );
}
