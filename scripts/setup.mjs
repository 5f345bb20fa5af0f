/**
 * Sets up what is missing, and nothing else: dependencies, and for the tests a Chromium. Every command of the project
 * calls it first, so that a fresh clone needs nothing but Node and npm. Uses only what Node brings.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed-lock');

/** Runs a program with its output on stderr, so that stdout stays the caller's. Returns its exit code. */
export function runProgram(program, args, options = {}) {
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
    ...options,
  });
  return error ? 127 : (status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Installs what the lock file names, once per lock file. */
export function ensureDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node ${process.versions.node} is too old: ResNet Explorer needs Node 20.19 or newer.`);
  }
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing dependencies (npm ci)…');
  const code = runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error']);
  if (code !== 0) fail('npm ci failed. Check the network, then run the command again.');
  writeFileSync(stamp, lock);
}

/** Where browsers that we can drive usually live. */
const knownBrowsers = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const findBrowser = () => knownBrowsers.find((path) => path && existsSync(path)) ?? null;

async function playwrightBrowser() {
  const { chromium } = await import(
    pathToFileURL(join(root, 'node_modules/@playwright/test/index.mjs')).href
  );
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/** The path of a Chromium: one that is there, else Playwright's download, else the system's package where we may. */
export async function ensureBrowser() {
  const present = findBrowser() ?? (await playwrightBrowser());
  if (present) return present;
  console.error('No Chromium found; fetching Playwright’s…');
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  runProgram(process.execPath, [cli, 'install', 'chromium'], { timeout: 5 * 60_000 });
  const downloaded = await playwrightBrowser();
  if (downloaded) return downloaded;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.error('That did not work; installing the system’s chromium package…');
    runProgram('apt-get', ['update', '-qq']);
    runProgram(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
      {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      },
    );
  }
  const installed = findBrowser();
  if (!installed) {
    fail('The browser tests need a Chromium. Install Chrome or Chromium, or set CHROMIUM_PATH to one.');
  }
  return installed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureDependencies();
