import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Builds the page with the runtime alone, minified as the real one, and serves it; `isolated`: with threads allowed. */
export async function serveRuntime(isolated: boolean): Promise<{ url: string; close: () => Promise<void> }> {
  const root = dirname(fileURLToPath(import.meta.url));
  const outDir = await mkdtemp(join(tmpdir(), 'runtime-page-'));
  const common = { configFile: false, root, base: './', logLevel: 'error' } as const;
  await build({
    ...common,
    worker: { format: 'es' },
    build: { target: 'es2023', outDir, emptyOutDir: true, assetsInlineLimit: 0 },
  });
  const server = await preview({
    ...common,
    build: { outDir },
    preview: { port: 0, headers: isolated ? isolation : {} },
  });
  const { port } = server.httpServer.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
}
