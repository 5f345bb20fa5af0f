import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const port = Number(process.env['E2E_PORT'] ?? 4179);
const system = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update'];

/** The built page in a real Chromium; a second project runs it on WebGPU's software adapter. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // A loaded machine may miss a deadline once; what is broken fails twice.
  retries: 1,
  forbidOnly: process.env['CI'] !== undefined,
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: existsSync(system) ? { executablePath: system, args } : { args },
  },
  projects: [
    // First, because its software adapter makes the longest test.
    {
      name: 'webgpu',
      testMatch: /webgpu\.spec/,
      use: {
        launchOptions: {
          ...(existsSync(system) ? { executablePath: system } : {}),
          args: [...args, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
        },
      },
    },
    { name: 'page', testIgnore: /webgpu\.spec/ },
  ],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
