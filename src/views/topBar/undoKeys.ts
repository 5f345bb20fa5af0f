import { useEffect } from 'react';
import { useExplorerStore } from '../context.tsx';

interface Keys {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** What a key press asks for: Ctrl or Cmd with Z, with Shift+Z, or with Y. */
export function historyKey({ key, ctrlKey, metaKey, shiftKey, altKey }: Keys): 'undo' | 'redo' | null {
  if (ctrlKey === metaKey || altKey) return null;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' && !shiftKey && ctrlKey ? 'redo' : null;
}

/** A field that is being typed in has an undo of its own. */
const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'file', 'range'].includes(target.type)) ||
  (target instanceof HTMLElement && target.isContentEditable);

export function useUndoKeys(): void {
  const store = useExplorerStore();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const wish = historyKey(event);
      if (wish === null || typing(event.target)) return;
      event.preventDefault();
      store.getState()[wish]();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [store]);
}
