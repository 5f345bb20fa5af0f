/**
 * Runs named networks, made small, on a backend of a real browser and compares the logits with the operations written
 * out in double precision: every name of every family unless some are given. A software adapter stands in for a
 * graphics card. Exits with 1 where the logits differ by more than 1e-4 of the largest.
 *
 *   node scripts/check-browser.mjs [name …] [--backend webgpu|webgl|wasm]
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { register } from 'tsx/esm/api';
import { ensureBrowser, ensureDependencies } from './setup.mjs';

ensureDependencies();
const browserPath = await ensureBrowser();
register();
const from = (path) => import(new URL(`../${path}`, import.meta.url).href);
const [
  { everyNarrowed, narrowed },
  { parseName },
  { referenceLogits },
  { serveRuntime },
  { relativeDeviation },
] = await Promise.all([
  from('fixtures/narrowed.ts'),
  from('src/arch/names/registry.ts'),
  from('e2e/runtime/reference.ts'),
  from('e2e/runtime/serve.ts'),
  from('src/runtime/reference.ts'),
]);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { backend: { type: 'string', default: 'webgpu' } },
});
const networks =
  positionals.length > 0
    ? positionals.map((name) => ({ names: [name], spec: narrowed(parseName(name)) }))
    : everyNarrowed();
const limit = 1e-4;

const server = await serveRuntime(true);
const browser = await chromium.launch({
  ...(browserPath && existsSync(browserPath) ? { executablePath: browserPath } : {}),
  args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
});
let [worst, wrong] = [0, 0];
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => 'harness' in globalThis);
  const state = await page.evaluate((id) => globalThis.harness.start(id), values.backend);
  if (state.active !== values.backend)
    throw new Error(`${values.backend} did not start: ${JSON.stringify(state)}`);
  for (const { names, spec } of networks) {
    const start = performance.now();
    let off = Number.NaN;
    let note = '';
    try {
      const [{ backend, logits }, expected] = await Promise.all([
        page.evaluate((form) => globalThis.harness.run(form), spec),
        referenceLogits(spec),
      ]);
      off = relativeDeviation(logits, expected);
      if (backend !== values.backend) {
        off = Number.NaN;
        note = `ran on ${backend}`;
      }
    } catch (error) {
      note = String(error.message ?? error).split('\n')[0];
    }
    const ok = off <= limit;
    if (!ok) wrong += 1;
    else worst = Math.max(worst, off);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(
      `${ok ? '  ok ' : 'WRONG'} ${off.toExponential(1)} ${seconds.padStart(5)} s  ${names.join(' ')} ${note}`,
    );
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(
  `${networks.length} networks on ${values.backend}, largest difference ${worst.toExponential(1)} of the largest logit; ${wrong} wrong`,
);
process.exit(wrong > 0 ? 1 : 0);
