import { stemPresets } from '../../arch/presets.ts';
import type { StemPreset } from '../../arch/presets.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { t } from '../../text/index.ts';
import { Section, Select, Switch } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { stemPresetLabels } from './choices.ts';
import { DepthControls } from './DepthControls.tsx';
import { InputControls } from './InputControls.tsx';
import { KnownNetworks } from './KnownNetworks.tsx';
import { useNotes } from './notes.ts';
import { OptionControl } from './OptionControl.tsx';
import { stemPresetOf } from './tweaks.ts';
import { VariantControls } from './VariantControls.tsx';

interface ResNetFormProps {
  readonly spec: ResNetSpec;
}

/** The form of the ResNet family: letters and switches before its options. */
export function ResNetForm({ spec }: ResNetFormProps) {
  return (
    <>
      <VariantControls spec={spec} />
      <DepthControls spec={spec} />
      <AttentionControls spec={spec} />
      <Section level={2} title={t('spec.group.width')}>
        <OptionControl option="cardinality" doubling />
        <OptionControl option="baseWidth" doubling />
        <OptionControl option="widthMultiplier" step={0.25} />
      </Section>
      <InputControls>
        <OptionControl option="outputStride" look="row" />
      </InputControls>
      <StemControls spec={spec} />
      <KnownNetworks />
      <details className="spec-more">
        <summary>{t('spec.group.more')}</summary>
        <div className="spec-group">
          <OptionControl option="activation" />
          <OptionControl option="antiAlias" />
          <OptionControl option="norm" />
          <OptionControl option="headPool" />
          <OptionControl option="shortcutKernel" look="row" />
          <OptionControl option="reduceFirst" look="row" />
          <OptionControl option="survival" step={0.05} explain />
        </div>
      </details>
    </>
  );
}

function AttentionControls({ spec }: ResNetFormProps) {
  const edit = useExplorer((state) => state.edit);
  const { error } = useNotes('attention');
  const on = spec.attention === 'se';
  return (
    <Section level={2} title={t('spec.group.attention')}>
      <Switch
        label={t('spec.se')}
        detail={t('spec.se.detail', { ratio: spec.reductionRatio })}
        checked={on}
        onChange={(next) => edit({ attention: next ? 'se' : 'none' })}
        error={error}
      />
      {on ? (
        <>
          <OptionControl option="reductionRatio" doubling />
          <OptionControl option="reductionRounding" />
        </>
      ) : null}
      <OptionControl option="attention" look="chips" hideLabel />
      {spec.attention === 'none' ? null : <OptionControl option="attentionAt" />}
    </Section>
  );
}

function StemControls({ spec }: ResNetFormProps) {
  const edit = useExplorer((state) => state.edit);
  const notes = useNotes('stem');
  return (
    <Section level={2} title={t('spec.group.stem')}>
      <Select
        label={t('spec.stem')}
        value={stemPresetOf(spec)}
        noneLabel={t('spec.stemPreset.custom')}
        options={(Object.keys(stemPresets) as StemPreset[]).map((name) => ({
          value: name,
          label: t(stemPresetLabels[name]),
        }))}
        onChange={(name) => edit(stemPresets[name])}
        {...notes}
      />
      <OptionControl option="stemWidth" />
      <OptionControl option="stemPool" />
      <OptionControl option="shortcut" />
    </Section>
  );
}
