import { useEffect, useId, useState } from 'react';
import { regnet, type RegNetSpec, regnetWidths } from '../../arch/families/regnet.ts';
import { optionsOf } from '../../arch/spec.ts';
import { t } from '../../text/index.ts';
import { formatExact, Section } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { InputControls } from './InputControls.tsx';
import { KnownNetworks } from './KnownNetworks.tsx';
import { useNotes } from './notes.ts';
import { OptionControl } from './OptionControl.tsx';
import { RegNetPicture } from './RegNetPicture.tsx';
import './regnet.css';

/** What the widths follow from, with the step of its slider and how far that reaches: as far as published networks. */
const sliders = [
  { option: 'depth', step: 1, most: 30 },
  { option: 'w0', step: 8, most: 320 },
  { option: 'wa', step: 0.01, most: 120 },
  { option: 'wm', step: 0.01, most: 3 },
  { option: 'groupWidth', step: 8, most: 264 },
] as const;
type Slider = (typeof sliders)[number]['option'];

/** The published values of an option, marked at its slider. */
const published = (option: Slider): readonly number[] => [
  ...new Set(regnet.names.registered.map((name) => regnet.names.parse(name)?.[option] ?? 0)),
];

/** The form of RegNet: the line that its widths follow, drawn while its numbers are moved. */
export function RegNetForm({ spec }: { readonly spec: RegNetSpec }) {
  const [draft, setDraft] = useState<Partial<RegNetSpec>>({});
  // A new spec from outside (a preset, undo) is shown as it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the spec itself is what changed
  useEffect(() => setDraft({}), [spec]);
  const shown = { ...spec, ...draft };
  const nearest = regnet.names.nearest(shown);
  return (
    <>
      <KnownNetworks />
      <Section level={2} title={t('spec.regnet.widths')}>
        <RegNetPicture
          widths={regnetWidths(shown)}
          spec={shown}
          nearest={regnet.names.parse(nearest)}
          name={nearest}
        />
        {sliders.map(({ option, step, most }) => (
          <WidthSlider
            key={option}
            option={option}
            step={step}
            most={most}
            value={shown[option]}
            moved={shown[option] !== spec[option]}
            onMove={(value) => setDraft({ [option]: value })}
            onLeave={() => setDraft({})}
          />
        ))}
      </Section>
      <Section level={2} title={t('spec.group.more')}>
        <OptionControl option="seRatio" step={0.05} explain />
        <OptionControl option="activation" />
        <OptionControl option="survival" step={0.05} explain />
      </Section>
      <InputControls />
    </>
  );
}

interface WidthSliderProps {
  readonly option: Slider;
  readonly step: number;
  readonly most: number;
  readonly value: number;
  /** Whether it is not (yet) the network's. */
  readonly moved: boolean;
  /** While it moves: the drawing follows, the network does not yet. */
  readonly onMove: (value: number) => void;
  /** What was drafted is taken, or was refused. */
  readonly onLeave: () => void;
}

function WidthSlider({ option, step, most, value, moved, onMove, onLeave }: WidthSliderProps) {
  const edit = useExplorer((state) => state.edit);
  const { error } = useNotes(option);
  const listId = useId();
  const description = optionsOf('regnet')[option];
  if (description?.kind !== 'integer' && description?.kind !== 'number') return null;
  const label = t(description.label);
  const max = Math.max(most, value);
  // Let go of, it is an edit: one step of undo, one run.
  const take = (next: number): void => {
    edit({ [option]: next });
    if (error) onLeave();
  };
  return (
    <div className="regnet-slider">
      <OptionControl option={option} step={step} />
      <input
        type="range"
        aria-label={t('spec.regnet.slider', { name: label })}
        aria-valuetext={formatExact(value)}
        min={description.min}
        max={max}
        step={option === 'w0' || option === 'groupWidth' ? 1 : step}
        value={value}
        list={listId}
        onChange={(event) => onMove(event.target.valueAsNumber)}
        onPointerUp={(event) => take(event.currentTarget.valueAsNumber)}
        onKeyUp={(event) => take(event.currentTarget.valueAsNumber)}
        onBlur={(event) => take(event.currentTarget.valueAsNumber)}
      />
      {moved ? <output className="regnet-draft">{formatExact(value)}</output> : null}
      <datalist id={listId}>
        {published(option).map((mark) => (
          <option key={mark} value={mark} />
        ))}
      </datalist>
    </div>
  );
}
