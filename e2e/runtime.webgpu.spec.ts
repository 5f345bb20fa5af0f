import { expect, test } from '@playwright/test';
import { expectEveryFamily, expectRightNumbers, openRuntime } from './runtime/checks.ts';
import { serveRuntime } from './runtime/serve.ts';

test.describe('the runtime on a software WebGPU adapter', () => {
  let server: Awaited<ReturnType<typeof serveRuntime>>;
  test.beforeAll(async () => {
    server = await serveRuntime(true);
  });
  test.afterAll(() => server.close());

  test('is passed over for WASM, and says so', async ({ page }) => {
    await openRuntime(page, server.url);
    const state = await page.evaluate(() => harness.start(null));
    expect(state).toMatchObject({ active: 'wasm', why: { key: 'run.why.processor' } });
    const webgpu = state.backends.find(({ id }) => id === 'webgpu');
    expect(webgpu).toMatchObject({ software: true, detail: { key: 'run.backend.softwareSkipped' } });
  });

  test('gives right numbers when it is chosen', async ({ page }) => {
    test.setTimeout(600_000);
    await openRuntime(page, server.url);
    await expectRightNumbers(page, 'webgpu');
    await expectEveryFamily(page, 'webgpu');
  });
});
