import type { Theme } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';

const storageKey = 'resnet-explorer.theme';

/** The theme of the last visit. Storage may be closed to us; then the system decides. */
export function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto';
  }
}

function apply(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Applies the store's theme now and whenever it changes, and remembers it. */
export function keepTheme(store: ExplorerStore): void {
  apply(store.getState().theme);
  store.subscribe(({ theme }, before) => {
    if (theme === before.theme) return;
    apply(theme);
    try {
      localStorage.setItem(storageKey, theme);
    } catch {
      // A visitor who forbids storage chooses the theme again next time.
    }
  });
}
