/**
 * Forward passes on this project's runtime and on onnxruntime-web: the same Chromium page, weights, image and number of
 * threads, one run of each in turn. Prints medians, the ratio (below 1: faster than the peer) and the largest difference
 * of the logits; writes the same as JSON.
 *
 *   node scripts/bench-ort.mjs [name …] [--rounds 9] [--json bench-ort.json]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies, root } from './setup.mjs';

ensureDependencies();
const [{ chromium }, { build, preview }] = await Promise.all([import('@playwright/test'), import('vite')]);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' }, json: { type: 'string' } },
});
const names =
  positionals.length > 0
    ? positionals
    : ['resnet18', 'resnet50', 'resnet50d', 'seresnet50', 'resnext50_32x4d'];
const rounds = Number(values.rounds);
/** As many as our runtime takes. */
const threads = Math.min(4, cpus().length);
const system = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

const types = { '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
/** onnxruntime-web as it was published: bundling would be a change to the peer. */
const peer = {
  name: 'peer',
  configurePreviewServer: (server) => {
    server.middlewares.use('/ort', (request, response) => {
      const name = basename(new URL(request.url, 'http://local').pathname);
      const path = join(root, 'node_modules', 'onnxruntime-web', 'dist', name);
      if (!existsSync(path)) {
        response.statusCode = 404;
        response.end();
        return;
      }
      response.setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream');
      response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      response.end(readFileSync(path));
    });
  },
};

const outDir = await mkdtemp(join(tmpdir(), 'bench-ort-'));
const common = { configFile: false, root: join(root, 'e2e', 'bench'), base: './', logLevel: 'error' };
await build({
  ...common,
  worker: { format: 'es' },
  build: { target: 'es2023', outDir, emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
});
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const server = await preview({
  ...common,
  plugins: [peer],
  build: { outDir },
  preview: { port: 0, headers },
});
const address = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  ...(existsSync(system) ? { executablePath: system } : {}),
});

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const cases = [
  ...names.map((name) => ({ name, backend: 'wasm', rounds })),
  // A software adapter: a small picture, and few rounds.
  ...names.map((name) => ({ name: `${name}?inputHeight=32&inputWidth=32`, backend: 'webgpu', rounds: 3 })),
];
const results = [];
console.log(`median ms of ${rounds} runs; onnxruntime-web ${version()}, ${threads} threads`);
for (const entry of cases) {
  const page = await browser.newPage();
  page.setDefaultTimeout(300_000);
  try {
    await page.goto(address);
    await page.waitForFunction('globalThis.bench');
    const { ours, theirs, deviation } = await page.evaluate(
      ({ name, backend, rounds: count, threads: wanted }) => bench.compare(name, backend, count, wanted),
      { ...entry, threads },
    );
    const result = {
      network: entry.name,
      backend: entry.backend,
      ours: median(ours),
      theirs: median(theirs),
      ratio: median(ours) / median(theirs),
      deviation,
    };
    results.push(result);
    console.log(
      `${entry.backend.padEnd(7)} ${entry.name.padEnd(44)} ours ${result.ours.toFixed(1).padStart(8)}  ` +
        `onnxruntime-web ${result.theirs.toFixed(1).padStart(8)}  ratio ${result.ratio.toFixed(2)}  ` +
        `logits differ by ${deviation.toExponential(1)}`,
    );
  } catch (error) {
    const reason = String(error.message).split('\n')[0];
    results.push({ network: entry.name, backend: entry.backend, error: reason });
    console.log(`${entry.backend.padEnd(7)} ${entry.name.padEnd(44)} not measured: ${reason}`);
  }
  await page.close();
}

function version() {
  return JSON.parse(readFileSync(join(root, 'node_modules', 'onnxruntime-web', 'package.json'), 'utf8'))
    .version;
}

await browser.close();
await server.close();
await rm(outDir, { recursive: true });
if (values.json) {
  writeFileSync(values.json, `${JSON.stringify({ peer: version(), threads, rounds, results }, null, 2)}\n`);
}
process.exit(0);
