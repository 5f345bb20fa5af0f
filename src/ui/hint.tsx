import type { ReactNode } from 'react';
import './hint.css';

export type HintTone = 'muted' | 'change' | 'warn' | 'danger';

/**
 * A quiet line of text beneath a control: what it does, why it cannot be used, what followed. Visible text, so that
 * nobody needs a pointer to read it; give it an `id` and name that in the control's `aria-describedby`.
 */
export function Hint({
  id,
  tone = 'muted',
  children,
}: {
  readonly id?: string;
  readonly tone?: HintTone;
  readonly children: ReactNode;
}) {
  return (
    <p className={`rx-hint rx-hint-${tone}`} {...(id === undefined ? {} : { id })}>
      {children}
    </p>
  );
}

/** What may be said beneath a control. */
export interface Notes {
  /** One sentence that says what the control does. */
  readonly help?: string | undefined;
  /** Why it is disabled. A reason disables the control; an empty one where the words stand elsewhere. */
  readonly reason?: string | undefined;
  /** Why the last value was refused. */
  readonly error?: string | undefined;
  /** What changed here because of another control. */
  readonly followed?: string | undefined;
}

/** The notes of a control as lines; `id` names them together. */
export function NoteLines({ id, help, reason, error, followed }: Notes & { readonly id: string }) {
  if (!hasNotes({ help, reason, error, followed })) return null;
  return (
    <div id={id} className="rx-notes">
      {error ? (
        <div role="alert">
          <Hint tone="danger">{error}</Hint>
        </div>
      ) : null}
      {followed ? <Hint tone="change">{followed}</Hint> : null}
      {reason ? <Hint>{reason}</Hint> : null}
      {help && !reason ? <Hint>{help}</Hint> : null}
    </div>
  );
}

export const hasNotes = ({ help, reason, error, followed }: Notes): boolean =>
  Boolean(help || reason || error || followed);
