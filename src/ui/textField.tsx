import { type KeyboardEvent, useId, useState } from 'react';
import { hasNotes, NoteLines, type Notes } from './hint.tsx';
import { matchesOf } from './matches.ts';
import './fields.css';

interface TextFieldProps extends Notes {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  /** On Enter, on leaving with another text, or when a suggestion is picked. Says whether the text was taken. */
  readonly onCommit: (value: string) => boolean;
  /** The draft was given up. */
  readonly onRevert?: () => void;
  readonly suggestions?: readonly string[];
  readonly mono?: boolean;
  readonly placeholder?: string;
}

const none: readonly string[] = [];

/**
 * A text that counts when it is finished. A refused one stays, with the reason beneath it; Escape takes it back.
 * Suggestions are its own list and not a `datalist`, which would make it a combobox that must be one of them.
 */
export function TextField({
  label,
  hideLabel = false,
  value,
  onCommit,
  onRevert,
  suggestions = none,
  mono = false,
  placeholder,
  ...notes
}: TextFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [listed, setListed] = useState(false);
  const [active, setActive] = useState(-1);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setDraft(null);
  }
  const matches = listed && draft !== null ? matchesOf(suggestions, draft) : none;
  const commit = (text: string): void => {
    setListed(false);
    setActive(-1);
    if (text === value) {
      setDraft(null);
      onRevert?.();
    } else {
      // What was taken is shown as the value says it; what was refused stays to be mended.
      setDraft(onCommit(text) ? null : text);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && matches.length > 0) {
      event.preventDefault();
      // -1 is the text itself: one place before the first and after the last.
      setActive(((active + 1 + step + matches.length + 1) % (matches.length + 1)) - 1);
    } else if (event.key === 'Enter') commit(matches[active] ?? draft ?? value);
    else if (event.key === 'Escape' && draft !== null) {
      commit(value);
      event.stopPropagation();
    }
  };
  return (
    <div className="rx-field rx-textfield">
      <label htmlFor={id} className={hideLabel ? 'rx-visually-hidden' : 'rx-label'}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        className={`rx-input rx-text ${mono ? 'rx-mono' : ''}`}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        placeholder={placeholder}
        value={draft ?? value}
        aria-invalid={notes.error !== undefined}
        disabled={notes.reason !== undefined}
        {...(suggestions.length > 0 ? { 'aria-autocomplete': 'list' as const } : {})}
        {...(matches.length > 0 ? { 'aria-controls': `${id}s` } : {})}
        {...(matches[active] ? { 'aria-activedescendant': `${id}s${active}` } : {})}
        {...(hasNotes(notes) ? { 'aria-describedby': `${id}n` } : {})}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          setListed(true);
          setActive(-1);
        }}
        onBlur={() => (draft === null ? undefined : commit(draft))}
        onKeyDown={onKeyDown}
      />
      {matches.length > 0 ? (
        <div id={`${id}s`} role="listbox" aria-label={label} className="rx-suggestions">
          {matches.map((match, index) => (
            <div
              key={match}
              id={`${id}s${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={mono ? 'rx-mono' : ''}
              // Before the field loses the focus and takes its draft for final.
              onPointerDown={(event) => {
                event.preventDefault();
                commit(match);
              }}
            >
              {match}
            </div>
          ))}
        </div>
      ) : (
        <NoteLines id={`${id}n`} {...notes} />
      )}
    </div>
  );
}
