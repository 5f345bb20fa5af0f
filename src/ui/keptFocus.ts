import { type RefObject, useEffect, useRef } from 'react';

const focusable =
  'button:not([disabled]), [href], input:not([disabled]), select:not([disabled]), summary, [tabindex="0"]';

/** What takes the place of a control that is gone: what is marked for it, else the first that can. */
const successorIn = (box: HTMLElement): HTMLElement | null =>
  box.querySelector<HTMLElement>('[data-focus]') ?? box.querySelector<HTMLElement>(focusable);

/**
 * For a part of the page whose buttons make way for others: when the one that has the focus goes away, the focus stays
 * in the part, on what has the attribute `data-focus` or else on its first control.
 */
export function useKeptFocus<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  useEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    let held: EventTarget | null = null;
    const hold = ({ target }: FocusEvent): void => {
      held = target;
    };
    const keep = (): void => {
      const lost = held instanceof Element && !held.isConnected && document.activeElement === document.body;
      if (!lost) return;
      held = null;
      successorIn(box)?.focus();
    };
    const observer = new MutationObserver(keep);
    observer.observe(box, { childList: true, subtree: true });
    box.addEventListener('focusin', hold);
    return () => {
      observer.disconnect();
      box.removeEventListener('focusin', hold);
    };
  }, []);
  return ref;
}
