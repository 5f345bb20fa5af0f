import { type ReactNode, useEffect, useId, useRef } from 'react';
import { t } from '../text/index.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icons.tsx';
import './sheet.css';

/**
 * A panel that comes from the bottom edge on a narrow page. It covers the lower part, so that what a control changes
 * above it can be seen. The platform's dialog: it takes the focus, gives it back, and closes on Escape.
 */
export function Sheet({
  label,
  open,
  onClose,
  children,
}: {
  readonly label: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) element.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    // The pointer is a second way only: Escape and the close button do the same.
    // biome-ignore lint/a11y/useKeyWithClickEvents: a dialog closes on Escape by itself
    <dialog
      ref={dialog}
      className="rx-sheet"
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open ? (
        <div className="rx-sheet-inside">
          <header className="rx-sheet-head">
            <h2 id={id}>{label}</h2>
            <IconButton tone="quiet" label={t('ui.close')} onClick={onClose}>
              <Icon name="close" />
            </IconButton>
          </header>
          <div className="rx-sheet-body">{children}</div>
        </div>
      ) : null}
    </dialog>
  );
}
