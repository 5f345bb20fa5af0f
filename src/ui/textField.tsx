import { useId, useState } from 'react';
import { hasNotes, NoteLines, type Notes } from './hint.tsx';
import './fields.css';

interface TextFieldProps extends Notes {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  /** On Enter, on leaving with another text, or when a suggestion is picked. */
  readonly onCommit: (value: string) => void;
  readonly suggestions?: readonly string[];
  readonly mono?: boolean;
  readonly placeholder?: string;
}

/** A text that counts when it is finished. A refused one stays, with the reason beneath it; Escape takes it back. */
export function TextField({
  label,
  hideLabel = false,
  value,
  onCommit,
  suggestions,
  mono = false,
  placeholder,
  ...notes
}: TextFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setDraft(null);
  }
  const commit = (text: string): void => {
    if (text === value) setDraft(null);
    else onCommit(text);
  };
  return (
    <div className="rx-field">
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
        list={suggestions ? `${id}s` : undefined}
        aria-invalid={notes.error !== undefined}
        disabled={notes.reason !== undefined}
        {...(hasNotes(notes) ? { 'aria-describedby': `${id}n` } : {})}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setDraft(next);
          // Picking from the list is no typing: it arrives as one event without an input type.
          const picked = !(event.nativeEvent instanceof InputEvent) || !event.nativeEvent.inputType;
          if (picked && suggestions?.includes(next)) commit(next);
        }}
        onBlur={() => (draft === null ? undefined : commit(draft))}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(draft ?? value);
          else if (event.key === 'Escape' && draft !== null) {
            setDraft(null);
            event.stopPropagation();
          }
        }}
      />
      {suggestions ? (
        <datalist id={`${id}s`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      ) : null}
      <NoteLines id={`${id}n`} {...notes} />
    </div>
  );
}
