import { type ReactNode, useId, useRef, useState } from 'react';
import './popover.css';

/**
 * A button that opens a small panel beneath itself, or above where there is more room. The platform's popover: in the top layer, closed by Escape or by
 * a press elsewhere.
 */
export function Popover({
  label,
  button,
  name,
  className = '',
  align = 'end',
  children,
}: {
  /** Names the panel. */
  readonly label: string;
  /** What the button shows. */
  readonly button: ReactNode;
  /** Names the button where what it shows may be hidden. */
  readonly name?: string;
  readonly className?: string;
  /** Which edge of the button the panel keeps to. */
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
}) {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const place = (): void => {
    const box = trigger.current?.getBoundingClientRect();
    const style = panel.current?.style;
    if (!box || !style) return;
    // Upwards where there is more room above.
    const height = document.documentElement.clientHeight;
    const up = box.top > height - box.bottom;
    style.top = up ? 'auto' : `${box.bottom + 6}px`;
    style.bottom = up ? `${height - box.top + 6}px` : 'auto';
    if (align === 'end') style.right = `${Math.max(8, document.documentElement.clientWidth - box.right)}px`;
    // Never off the right edge: a narrow page gives it the whole width.
    else style.left = `${Math.min(box.left, Math.max(8, document.documentElement.clientWidth - 608))}px`;
  };
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={className}
        aria-label={name}
        popoverTarget={id}
        aria-expanded={open}
        aria-controls={id}
      >
        {button}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className="rx-popover"
        onBeforeToggle={(event) => {
          if (event.newState === 'open') place();
        }}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open ? children : null}
      </div>
    </>
  );
}
