/** From clone to running page: sets up, builds, serves the built page with the isolation headers, opens it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, root } from './setup.mjs';

ensureDependencies();
const { build, preview } = await import('vite');

/** Newest change of anything that the page is built from. */
function newest(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

const sources = ['src', 'public', 'scripts/offline', 'index.html', 'vite.config.ts', 'package-lock.json'].map(
  (name) => join(root, name),
);
const mark = join(root, 'dist', '.built-from');
const changed = String(Math.max(...sources.filter(existsSync).map(newest)));
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== changed) {
  console.log('Building the page…');
  await build({ root, logLevel: 'warn' });
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(mark, changed);
}

const server = await preview({ root, logLevel: 'warn', preview: { port: Number(process.env.PORT ?? 4173) } });
const address = server.resolvedUrls?.local[0] ?? 'http://localhost:4173/';
console.log(`ResNet Explorer is at ${address}  (Ctrl+C stops it)`);

const desktop =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  process.env.DISPLAY ||
  process.env.WAYLAND_DISPLAY;
if (desktop && !process.env.CI && !process.argv.includes('--no-open')) {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', address]]
        : ['xdg-open', [address]];
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.httpServer.closeAllConnections?.();
    process.exit(0);
  });
}
