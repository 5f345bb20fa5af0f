import { useId } from 'react';
import { hasNotes, NoteLines, type Notes } from './hint.tsx';
import './fields.css';

export interface SelectOption<V extends string | number> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean;
}

interface SelectProps<V extends string | number> extends Notes {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly options: readonly SelectOption<V>[];
  /** null: none of them; `noneLabel` says what then. */
  readonly value: V | null;
  readonly noneLabel?: string;
  readonly onChange: (value: V) => void;
}

/** One of many: the platform's own list. */
export function Select<V extends string | number>({
  label,
  hideLabel = false,
  options,
  value,
  noneLabel = '',
  onChange,
  ...notes
}: SelectProps<V>) {
  const id = useId();
  return (
    <div className="rx-field">
      <div className="rx-line">
        <label htmlFor={id} className={hideLabel ? 'rx-visually-hidden' : 'rx-label'}>
          {label}
        </label>
        <select
          id={id}
          className="rx-input rx-select"
          value={value ?? ''}
          disabled={notes.reason !== undefined}
          {...(hasNotes(notes) ? { 'aria-describedby': `${id}n` } : {})}
          onChange={(event) => {
            const chosen = options.find((option) => String(option.value) === event.currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {value === null ? (
            <option value="" disabled>
              {noneLabel}
            </option>
          ) : null}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      </div>
      <NoteLines id={`${id}n`} {...notes} />
    </div>
  );
}
