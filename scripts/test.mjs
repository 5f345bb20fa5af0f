/**
 * All checks, fast ones first: format, lint, types, unit and reference tests, exported modules where there is a PyTorch,
 * then the built page in a real browser.
 * Sets up what is missing. The last line counts the tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser, ensureDependencies, root } from './setup.mjs';

ensureDependencies();
const browser = await ensureBrowser();
const reports = join(root, '.cache', 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const bin = (path) => join(root, 'node_modules', path);
const vitest = join(reports, 'vitest.json');
const playwright = join(reports, 'playwright.json');
const steps = [
  ['format', bin('@biomejs/biome/bin/biome'), 'format', '.'],
  ['lint', bin('@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings', '.'],
  ['folder order', join(root, 'scripts/check-layers.mjs')],
  ['types', bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
  ['types of the core', bin('typescript/bin/tsc'), '-p', 'tsconfig.core.json'],
  ['documentation', join(root, 'scripts/docs.mjs'), '--check'],
  [
    'unit',
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${vitest}`,
  ],
  // Says so and passes where Python has no torch.
  ['exported PyTorch modules', join(root, 'scripts/check-pytorch.mjs'), '--every'],
  ['build', bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
  ['browser', bin('@playwright/test/cli.js'), 'test', '--reporter=line,json'],
];

const started = Date.now();
const failures = [];
for (const [name, ...command] of steps) {
  const start = Date.now();
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: playwright },
  });
  console.log(
    `${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`,
  );
  if (status !== 0) failures.push(name);
  // Nothing after a broken build or broken types says anything new.
  if (status !== 0 && ['types', 'build'].includes(name)) break;
}

const read = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
};
const unit = read(vitest);
const pages = read(playwright)?.stats;
const passed = (unit?.numPassedTests ?? 0) + (pages?.expected ?? 0) + (pages?.flaky ?? 0);
const failed = (unit?.numFailedTests ?? 0) + (pages?.unexpected ?? 0);
console.log(
  `${((Date.now() - started) / 1000).toFixed(0)} s${failures.length > 0 ? `; failed: ${failures.join(', ')}` : ''}`,
);
// A step that fails without a test of its own counts as one.
console.log(`${passed} passed, ${failures.length > 0 ? Math.max(failed, failures.length) : failed} failed`);
process.exit(failures.length > 0 ? 1 : 0);
