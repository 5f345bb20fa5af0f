/** The page on WebGPU's software adapter: small inputs, the same answers. */
import { expect, test } from '@playwright/test';
import { ExplorerPage, small } from './explorer.ts';

test('runs on WebGPU when asked to, with the same top-5, and survives edits', async ({ page }) => {
  test.setTimeout(240_000);
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  await expect(explorer.runtime).toContainText('WASM');
  const onWasm = await explorer.top5();
  await explorer.runtime.getByRole('button').first().click();
  await page.getByRole('radio', { name: /^WebGPU/ }).check();
  await expect(explorer.runtime).toContainText(/WebGPU · \d/, { timeout: 120_000 });
  await expect.poll(() => explorer.top5(), { timeout: 60_000 }).toEqual(onWasm);
  await page.keyboard.press('Escape');
  await explorer.variant.getByRole('radio', { name: 'D', exact: true }).click();
  await explorer.switch('Squeeze-and-excitation').click();
  await expect(explorer.name).toHaveValue(/^seresnet18d/);
  await expect.poll(() => explorer.top5(), { timeout: 120_000 }).not.toEqual(onWasm);
  await expect(explorer.inspector.locator('canvas').first()).toBeVisible();
});
