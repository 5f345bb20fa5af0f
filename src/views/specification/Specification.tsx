import { stemPresets } from '../../arch/presets.ts';
import type { StemPreset } from '../../arch/presets.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Section, Select, Switch } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { stemPresetLabels } from './choices.ts';
import { DepthControls } from './DepthControls.tsx';
import { KnownNetworks } from './KnownNetworks.tsx';
import { useNotes } from './notes.ts';
import { OptionControl } from './OptionControl.tsx';
import { stemPresetOf } from './tweaks.ts';
import { VariantControls } from './VariantControls.tsx';
import { WeightsPanel } from './WeightsPanel.tsx';
import './specification.css';

/** Everything that a specification says, as controls. The weights stand beneath, always in sight. */
export function Specification() {
  return (
    <div className="spec">
      <div className="spec-controls">
        <VariantControls />
        <DepthControls />
        <AttentionControls />
        <Section level={2} title={t('spec.group.width')}>
          <OptionControl option="cardinality" doubling />
          <OptionControl option="baseWidth" doubling />
          <OptionControl option="widthMultiplier" step={0.25} />
        </Section>
        <InputControls />
        <StemControls />
        <KnownNetworks />
        <details className="spec-more">
          <summary>{t('spec.group.more')}</summary>
          <div className="spec-group">
            <OptionControl option="activation" />
            <OptionControl option="headPool" />
            <OptionControl option="shortcutKernel" look="row" />
            <OptionControl option="reduceFirst" look="row" />
            <OptionControl option="survival" step={0.05} />
          </div>
        </details>
      </div>
      <WeightsPanel />
    </div>
  );
}

function AttentionControls() {
  const spec = useExplorer(selectSpec);
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
      <OptionControl option="attention" look="bar" hideLabel />
    </Section>
  );
}

function InputControls() {
  return (
    <Section level={2} title={t('spec.group.input')}>
      <div className="spec-size">
        <span className="rx-label" aria-hidden="true">
          {t('spec.size')}
        </span>
        <OptionControl option="inputHeight" step={32} hideLabel />
        <span className="spec-times" aria-hidden="true">
          ×
        </span>
        <OptionControl option="inputWidth" step={32} hideLabel />
      </div>
      <OptionControl option="inputChannels" />
      <OptionControl option="classes" />
      <OptionControl option="outputStride" look="row" />
    </Section>
  );
}

function StemControls() {
  const spec = useExplorer(selectSpec);
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
