import { useEffect, useId, useRef, useState } from 'react';
import { t } from '../text/index.ts';
import { formatExact } from './format.ts';
import { hasNotes, NoteLines, type Notes } from './hint.tsx';
import { readNumber, type NumberRange, stepNumber } from './numbers.ts';
import './fields.css';

interface NumberFieldProps extends Notes, NumberRange {
  /** Its name. */
  readonly label: string;
  /** For fields whose heading stands right above; the name stays. */
  readonly hideLabel?: boolean;
  readonly value: number;
  /** A value within the range. */
  readonly onCommit: (value: number) => void;
  readonly unit?: string;
  /** Arrow keys double and halve instead of adding `step`. */
  readonly doubling?: boolean;
}

/** After this much silence what was typed counts, if it is valid. Long enough for "32" not to be "3" first. */
const settleMs = 450;

/**
 * A number to type or to step with the arrow keys. It counts on Enter, on leaving, or when typing has rested; an
 * invalid draft stays, with what is allowed beneath it. Escape takes it back.
 */
export function NumberField({
  label,
  hideLabel = false,
  value,
  onCommit,
  unit,
  doubling = false,
  min,
  max,
  step = 1,
  whole = true,
  ...notes
}: NumberFieldProps) {
  const id = useId();
  const range = { min, max, step, whole };
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const text = draft ?? String(value);
  const typed = readNumber(text, range);

  // A new value from outside (undo, a preset) replaces whatever was being typed.
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setDraft(null);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  const commit = (next: number | null): void => {
    clearTimeout(timer.current);
    if (next === null) return;
    setDraft(null);
    if (next !== value) onCommit(next);
  };
  const type = (next: string): void => {
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(readNumber(next, range)), settleMs);
  };
  const limits = { min: formatExact(min), max: formatExact(max) };
  const error = typed === null ? t(whole ? 'ui.number.whole' : 'ui.number.any', limits) : notes.error;
  const lines = { ...notes, error };
  return (
    <div className="rx-field">
      <div className="rx-line">
        <label htmlFor={id} className={hideLabel ? 'rx-visually-hidden' : 'rx-label'}>
          {label}
        </label>
        <span className="rx-number">
          <input
            id={id}
            type="number"
            inputMode={whole ? 'numeric' : 'decimal'}
            className="rx-input"
            min={min}
            max={max}
            step={whole ? step : 'any'}
            value={text}
            disabled={notes.reason !== undefined}
            aria-invalid={error !== undefined}
            {...(hasNotes(lines) ? { 'aria-describedby': `${id}n` } : {})}
            onChange={(event) => type(event.currentTarget.value)}
            onBlur={() => commit(draft === null ? null : typed)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit(typed);
              else if (event.key === 'Escape' && draft !== null) {
                clearTimeout(timer.current);
                setDraft(null);
                event.stopPropagation();
              } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
                event.preventDefault();
                const direction = event.key === 'ArrowUp' ? 1 : -1;
                commit(stepNumber(typed ?? value, direction, range, doubling));
              }
            }}
          />
          {unit === undefined ? null : <span className="rx-unit">{unit}</span>}
        </span>
      </div>
      <NoteLines id={`${id}n`} {...lines} />
    </div>
  );
}
