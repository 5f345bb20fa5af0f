import type { ExplorerStore } from '../store/store.ts';

/** After the first answer: what is kept for later must not slow down what is wanted now. */
const afterMs = 2000;

/** Lets the built page open without a network from the next visit on. A browser that refuses only loses that. */
export function keepPage(store: ExplorerStore): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const stop = store.subscribe(({ run }) => {
    if (run.result === null) return;
    stop();
    setTimeout(() => {
      navigator.serviceWorker.register(new URL('./sw.js', document.baseURI)).catch(() => undefined);
    }, afterMs);
  });
}
