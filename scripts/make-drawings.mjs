/**
 * Writes fixtures/drawings.json.gz: the SVG of every preset of every family, closed and with one block open. Run it after
 * a change to the drawing or to the presets, and look at what it says has changed; /gallery.html of `npm run dev` shows
 * the same drawings.
 *
 *   node scripts/make-drawings.mjs
 */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { register } from 'tsx/esm/api';
import { ensureBrowser, ensureDependencies } from './setup.mjs';

ensureDependencies();
register();
const { movedLines, readDrawings, writeDrawings } = await import('../fixtures/drawings.ts');
const { takeDrawings } = await import('../e2e/gallery.ts');

const before = existsSync(new URL('../fixtures/drawings.json.gz', import.meta.url))
  ? readDrawings()
  : new Map();
const browser = await chromium.launch({ args: ['--no-sandbox'], executablePath: await ensureBrowser() });
const drawings = await takeDrawings(browser);
await browser.close();

for (const [name, drawing] of drawings) {
  const known = before.get(name);
  if (!known) console.log(`new      ${name}`);
  else if (['closed', 'open'].some((state) => movedLines(known[state], drawing[state]).length > 0))
    console.log(`changed  ${name}`);
}
for (const name of before.keys()) if (!drawings.has(name)) console.log(`gone     ${name}`);
const bytes = writeDrawings(drawings);
console.log(`${drawings.size} presets, ${(bytes / 1024).toFixed(0)} KiB`);
