import { expect, test } from '@playwright/test';
import { expectRightNumbers, openRuntime } from './runtime/checks.ts';
import { serveRuntime } from './runtime/serve.ts';

test.describe('the runtime in a browser', () => {
  let server: Awaited<ReturnType<typeof serveRuntime>>;
  test.beforeAll(async () => {
    server = await serveRuntime(true);
  });
  test.afterAll(() => server.close());

  test('starts WASM with threads, runs, and gives way to a newer run', async ({ page }) => {
    await openRuntime(page, server.url);
    const state = await page.evaluate(() => harness.start(null));
    const wasm = state.backends.find(({ id }) => id === 'wasm');
    expect(state).toMatchObject({ status: 'ready', active: 'wasm' });
    expect(wasm?.detail.key).toBe('run.backend.threads');
    expect(wasm?.detail.values['count']).toBe(
      await page.evaluate(() => Math.min(4, navigator.hardwareConcurrency)),
    );
    const form = { depth: 50, inputHeight: 160, inputWidth: 160 };
    const result = await page.evaluate((spec) => harness.run(spec), form);
    expect(result).toMatchObject({
      backend: 'wasm',
      thumbnails: 16,
      phases: ['compile', 'weights', 'layers'],
    });
    expect(await page.evaluate((spec) => harness.supersede(spec), form)).toEqual({
      older: 'RunSuperseded',
      newer: 1000,
    });
    const grey = await page.evaluate(() =>
      harness.run({ depth: 10, inputChannels: 1 }).then((r) => r.logits.length),
    );
    expect(grey).toBe(1000);
  });

  test('gives right numbers on WebGL', async ({ page }) => {
    test.setTimeout(180_000);
    await openRuntime(page, server.url);
    await expectRightNumbers(page, 'webgl');
  });
});

test('runs with one thread where the page is not isolated, and says so', async ({ page }) => {
  const server = await serveRuntime(false);
  try {
    await openRuntime(page, server.url);
    const state = await page.evaluate(() => harness.start('wasm'));
    const wasm = state.backends.find(({ id }) => id === 'wasm');
    expect([state.active, wasm?.detail.key]).toEqual(['wasm', 'run.backend.oneThreadNotIsolated']);
    const result = await page.evaluate(() => harness.run({ depth: 10, inputHeight: 64, inputWidth: 64 }));
    expect(result.logits).toHaveLength(1000);
  } finally {
    await server.close();
  }
});
