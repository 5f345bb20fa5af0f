import { useSyncExternalStore } from 'react';

/** Whether a media query holds, kept up to date. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
    () => false,
  );
}

/** Where the page becomes a column with sheets; the same figure stands in the style sheets. */
export const narrowPage = '(max-width: 960px)';
export const reducedMotion = '(prefers-reduced-motion: reduce)';
