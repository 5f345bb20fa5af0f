import { type ReactNode, useId } from 'react';
import { hasNotes, NoteLines, type Notes } from './hint.tsx';
import './switch.css';

interface SwitchProps extends Notes {
  /** Its name. */
  readonly label: string;
  /** A few words on what it does in its present position. */
  readonly detail?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A sentence that is on or off. The whole row can be pressed. */
export function Switch({ label, detail, checked, onChange, ...notes }: SwitchProps) {
  const id = useId();
  const described = [detail ? `${id}d` : '', hasNotes(notes) ? `${id}n` : ''].filter(Boolean).join(' ');
  return (
    <div className="rx-field">
      <div className="rx-switch">
        <span className="rx-switch-text">
          <span className="rx-switch-label" aria-hidden="true">
            {label}
          </span>
          {detail ? (
            <span id={`${id}d`} className="rx-switch-detail">
              {detail}
            </span>
          ) : null}
        </span>
        <input
          type="checkbox"
          role="switch"
          checked={checked}
          aria-checked={checked}
          disabled={notes.reason !== undefined}
          aria-label={label}
          {...(described ? { 'aria-describedby': described } : {})}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span className="rx-switch-track" aria-hidden="true" />
      </div>
      <NoteLines id={`${id}n`} {...notes} />
    </div>
  );
}
