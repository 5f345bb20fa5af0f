import { useEffect, useState } from 'react';
import { t } from '../text/index.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icons.tsx';
import './toast.css';

/** Long enough to read two lines. */
const shownMs = 6000;

/** Said once, also to a screen reader; goes by itself unless it is to stay, is pointed at or holds the focus. */
export function Toast({
  message,
  onDismiss,
}: {
  /** Another `id` is another message, even with the same text. */
  readonly message: { readonly id: number; readonly text: string; readonly stays: boolean } | null;
  readonly onDismiss: () => void;
}) {
  const [held, setHeld] = useState(false);
  const id = message?.id;
  const stays = held || message?.stays === true;
  useEffect(() => {
    if (id === undefined || stays) return undefined;
    const timer = setTimeout(onDismiss, shownMs);
    return () => clearTimeout(timer);
  }, [id, stays, onDismiss]);
  return (
    <div className="rx-toasts" role="status">
      {message ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: only keeps the message while it is looked at
        <div
          key={message.id}
          className="rx-toast"
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span>{message.text}</span>
          <IconButton
            tone="quiet"
            label={t('ui.dismiss')}
            onClick={() => {
              setHeld(false);
              onDismiss();
            }}
          >
            <Icon name="close" />
          </IconButton>
        </div>
      ) : null}
    </div>
  );
}
