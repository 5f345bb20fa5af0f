import { blockedReason, optionsOf, optionValue } from '../../arch/spec.ts';
import type { AnyOption } from '../../arch/options.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { NumberField, RadioGroup, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { valueLabel } from './choices.ts';
import { useNotes } from './notes.ts';

interface OptionControlProps {
  readonly option: string;
  /** A few short names can stand side by side instead of in a list: right of the label, or on rows of their own. */
  readonly look?: 'select' | 'row' | 'chips';
  readonly doubling?: boolean;
  readonly step?: number;
  readonly hideLabel?: boolean;
  /** Whether the option says beneath what it does. */
  readonly explain?: boolean;
}

/** The control of an option, made from its description. */
export function OptionControl({
  option,
  look = 'select',
  doubling,
  step,
  hideLabel,
  explain = false,
}: OptionControlProps) {
  const spec = useExplorer(selectSpec);
  const edit = useExplorer((state) => state.edit);
  const notes = useNotes(option);
  const description: AnyOption | undefined = optionsOf(spec.family)[option];
  if (description === undefined || description.kind === 'integers') return null;
  const value = optionValue(spec, option);
  const label = t(description.label);
  const help = explain ? t(description.help) : undefined;
  const shared = { label, help, hideLabel: hideLabel ?? false, ...notes };
  if (description.kind !== 'choice') {
    return (
      <NumberField
        {...shared}
        value={Number(value)}
        min={description.min}
        max={description.max}
        whole={description.kind === 'integer'}
        step={step ?? 1}
        doubling={doubling ?? false}
        onCommit={(next) => edit({ [option]: next })}
      />
    );
  }
  const options = description.values.map((entry) => {
    const blocked = blockedReason(spec, option, entry);
    return { value: entry, label: valueLabel(option, entry), reason: blocked ? t(blocked) : undefined };
  });
  const choice = {
    ...shared,
    value: value as string | number,
    onChange: (next: string | number) => edit({ [option]: next }),
  };
  return look !== 'select' ? (
    <RadioGroup
      {...choice}
      look={look}
      // A reason that blocks the whole control is said once.
      options={notes.reason ? options.map((entry) => ({ ...entry, reason: undefined })) : options}
    />
  ) : (
    <Select
      {...choice}
      options={options.map((entry) => ({ ...entry, disabled: entry.reason !== undefined }))}
    />
  );
}
