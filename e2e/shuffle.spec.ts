import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

test('layers are timed when asked for, and the page goes on', async ({ page }) => {
  test.slow();
  const explorer = new ExplorerPage(page);
  await explorer.open('net=shufflenet_v2_x0_5&inputHeight=64&inputWidth=64&try=speed');
  await page.getByRole('button', { name: 'Measure each layer on this device' }).click();
  await expect(page.getByRole('table', { name: 'Shares of each kind of layer' })).toBeVisible();
  const rows = page.getByRole('region', { name: 'Layer by layer' }).getByRole('row');
  expect(await rows.count()).toBeGreaterThan(50);
  await page.getByRole('button', { name: 'Measure on this device' }).click();
  await expect(page.getByText(/^On this device, /)).toBeVisible();
  // The network and its answer are as before.
  await explorer.answered();
});

test('RegNet’s line follows a slider, the network when it is let go', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('net=regnetx_002&inputHeight=64&inputWidth=64');
  const picture = page.getByRole('img', { name: /^Widths of 13 blocks/ });
  await expect(picture).toHaveAccessibleName(
    'Widths of 13 blocks: stages of 1 × 24, 1 × 56, 4 × 152, 7 × 368',
  );
  const slider = page.getByRole('slider', { name: 'Depth, slider' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('img', { name: /^Widths of 14 blocks/ })).toBeVisible();
  await expect(page).toHaveURL(/depth=14/);
});
