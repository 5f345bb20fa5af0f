/**
 * Frame times of the drawing while it is panned and zoomed, in a browser without a graphics card, against the same
 * page left alone. Prints one line per case.
 *
 *   node scripts/bench-drawing.mjs [name] [--json]
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const name = positionals[0] ?? 'resnet200';
const system = '/usr/bin/chromium';

const server = await createServer({ server: { port: 0, hmr: false, watch: null }, logLevel: 'error' });
await server.listen();
const address = server.resolvedUrls?.local[0];
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(existsSync(system) ? { executablePath: system } : {}),
});

/** Records the time between animation frames for `ms` milliseconds. */
const record = (page, ms) =>
  page.evaluate(
    (length) =>
      new Promise((done) => {
        const gaps = [];
        let last = performance.now();
        const end = last + length;
        const step = (now) => {
          gaps.push(now - last);
          last = now;
          if (now < end) requestAnimationFrame(step);
          else done(gaps.slice(2));
        };
        requestAnimationFrame(step);
      }),
    ms,
  );

/** A hand on the wheel and on the drawing: one event every 16 ms while frames are recorded. */
async function moving(page, act) {
  const frames = record(page, 4000);
  const start = Date.now();
  for (let step = 0; Date.now() - start < 3900; step += 1) {
    await act(step);
    await page.waitForTimeout(8);
  }
  return frames;
}

function figures(gaps) {
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const share = (limit) => sorted.filter((gap) => gap > limit).length / sorted.length;
  return {
    frames: gaps.length,
    median: at(0.5),
    p95: at(0.95),
    worst: at(1),
    over17: share(17.5),
    over33: share(33.4),
  };
}

const cases = [];
async function measure(label, query, act) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${address}e2e/pages/diagram.html?${query}`);
  await page.waitForFunction('window.drawing');
  await page.waitForTimeout(800);
  await page.mouse.move(720, 300);
  const gaps = act ? await moving(page, (step) => act(page, step)) : await record(page, 4000);
  cases.push({ case: label, ...figures(gaps) });
  await page.close();
}

const all = `name=${name}&open=all&unfolded=all&pictures`;
const drag = async (page, step) => {
  const phase = step % 60;
  if (phase === 0) {
    await page.mouse.up();
    await page.mouse.move(1300, 300);
    await page.mouse.down();
  } else await page.mouse.move(1300 - phase * 20, 300 + Math.sin(phase / 8) * 40);
};
const zoom = (page, step) => page.mouse.wheel(0, step % 80 < 40 ? 60 : -60);
const far = (page) => page.evaluate('window.drawing.diagram.fit()');

await measure('idle', all, null);
await measure('pan, all blocks open', all, drag);
await measure('zoom, all blocks open', all, zoom);
await measure('pan from afar, all blocks open', all, async (page, step) => {
  if (step === 0) await far(page);
  await drag(page, step);
});
await measure('pan, all blocks closed, unfolded', `name=${name}&unfolded=all&pictures`, drag);
await measure('zoom, all blocks closed, unfolded', `name=${name}&unfolded=all&pictures`, zoom);

await browser.close();
await server.close();
if (values.json) console.log(JSON.stringify(cases));
else {
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  for (const entry of cases) {
    console.log(
      `${entry.case.padEnd(36)} frames ${String(entry.frames).padStart(4)}  median ${entry.median.toFixed(1)} ms  p95 ${entry.p95.toFixed(1)} ms  worst ${entry.worst.toFixed(1)} ms  over 17.5 ms ${percent(entry.over17)}  over 33.4 ms ${percent(entry.over33)}`,
    );
  }
}
