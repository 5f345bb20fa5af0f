/** The drawings of all presets, taken from the gallery page in a real browser. */
import type { Browser } from '@playwright/test';
import { createServer } from 'vite';
import type { Drawing } from '../fixtures/drawings.ts';

/** Presets that one page draws before it answers. */
const batch = 8;

/** By name, in the light theme. */
export async function takeDrawings(browser: Browser): Promise<ReadonlyMap<string, Drawing>> {
  const server = await createServer({ server: { port: 0, hmr: false, watch: null }, logLevel: 'error' });
  await server.listen();
  const page = await browser.newPage();
  try {
    // A filter that nothing passes: nothing is drawn but what is asked for.
    await page.goto(`${server.resolvedUrls?.local[0]}gallery.html?theme=light&filter=~`);
    await page.waitForFunction('window.gallery');
    const names = await page.evaluate(() => window.gallery.names);
    const drawings = new Map<string, Drawing>();
    for (let start = 0; start < names.length; start += batch) {
      const part = names.slice(start, start + batch);
      const made = await page.evaluate((wanted) => wanted.map((name) => window.gallery.svgs(name)), part);
      part.forEach((name, index) => {
        const drawing = made[index];
        if (drawing) drawings.set(name, drawing);
      });
    }
    return drawings;
  } finally {
    await page.close();
    await server.close();
  }
}
