import { useId } from 'react';
import { hasNotes, NoteLines, type Notes } from './hint.tsx';
import './radioGroup.css';

export interface RadioOption<V extends string | number> {
  readonly value: V;
  readonly label: string;
  /** Why it cannot be chosen; disables it and stands beneath the group. */
  readonly reason?: string | undefined;
  readonly title?: string | undefined;
}

interface RadioGroupProps<V extends string | number> extends Notes {
  readonly label: string;
  /** For groups whose heading stands right above. */
  readonly hideLabel?: boolean;
  readonly options: readonly RadioOption<V>[];
  /** null: none of them. */
  readonly value: V | null;
  readonly onChange: (value: V) => void;
  /** `segments`: one bar of equal parts; `chips`: as many rows as it takes; `row`: the bar right of its label. */
  readonly look?: 'segments' | 'chips' | 'row';
}

/** One of a few. Native radio buttons: one tab stop, arrow keys move and choose. */
export function RadioGroup<V extends string | number>({
  label,
  hideLabel = false,
  options,
  value,
  onChange,
  look = 'segments',
  ...notes
}: RadioGroupProps<V>) {
  const id = useId();
  const reasons = [
    ...new Set(options.map((option) => option.reason).filter((reason) => reason !== undefined)),
  ];
  const lines = { ...notes, help: reasons.length > 0 ? reasons.join(' ') : notes.help };
  return (
    <div className="rx-field">
      <div
        role="radiogroup"
        aria-labelledby={`${id}l`}
        className={`rx-radios rx-radios-${look}`}
        {...(hasNotes(lines) ? { 'aria-describedby': `${id}n` } : {})}
      >
        <span id={`${id}l`} className={hideLabel ? 'rx-visually-hidden' : 'rx-label'}>
          {label}
        </span>
        <div className="rx-radios-options">
          {options.map((option) => (
            <label key={option.value} className="rx-radio" title={option.reason ?? option.title}>
              <input
                type="radio"
                name={id}
                value={option.value}
                checked={option.value === value}
                disabled={option.reason !== undefined || notes.reason !== undefined}
                onChange={() => onChange(option.value)}
              />
              <span>{option.label}</span>
            </label>
          ))}
        </div>
      </div>
      <NoteLines id={`${id}n`} {...lines} />
    </div>
  );
}
