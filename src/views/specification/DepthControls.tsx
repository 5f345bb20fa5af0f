import { depthPresetOf, depthPresets, layerCount } from '../../arch/presets.ts';
import { optionsOf } from '../../arch/spec.ts';
import type { ResNetV2Spec } from '../../arch/families/resnetv2.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { t } from '../../text/index.ts';
import { NumberField, RadioGroup, Section } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { useNotes } from './notes.ts';
import { OptionControl } from './OptionControl.tsx';

/** Named depths, and the blocks of each stage for any other. */
export function DepthControls({ spec }: { readonly spec: ResNetSpec | ResNetV2Spec }) {
  const edit = useExplorer((state) => state.edit);
  const { error } = useNotes('depths');
  const description = optionsOf(spec.family)['depths'];
  const range =
    description?.kind === 'integers' ? { min: description.min, max: description.max } : { min: 1, max: 1 };
  return (
    <Section
      level={2}
      title={t('spec.group.depth')}
      action={<span className="spec-aside">{t('spec.depth.layers', { count: layerCount(spec) })}</span>}
    >
      <div className="spec-depths">
        <RadioGroup
          label={t('spec.depth')}
          hideLabel
          look="chips"
          value={depthPresetOf(spec)?.depth ?? null}
          onChange={(depth) => {
            const preset = depthPresets.find((entry) => entry.depth === depth);
            if (preset) edit({ block: preset.block, depths: preset.depths });
          }}
          options={depthPresets.map(({ depth, block, depths }) => ({
            value: depth,
            label: String(depth),
            title: `${depths.join('·')} ${t(`spec.choice.${block}`)}`,
          }))}
        />
      </div>
      <OptionControl option="block" look="row" />
      <div className="spec-stages">
        <span className="rx-label" aria-hidden="true">
          {t('spec.depths')}
        </span>
        {spec.depths.map((blocks, index) => (
          <NumberField
            // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its position
            key={index}
            label={t('spec.depth.stage', { index: index + 1 })}
            hideLabel
            value={blocks}
            {...range}
            error={error}
            onCommit={(next) => edit({ depths: spec.depths.map((old, at) => (at === index ? next : old)) })}
          />
        ))}
      </div>
    </Section>
  );
}
