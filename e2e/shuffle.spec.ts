import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

test('groups and their shuffle are drawn as wires, group by group', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('net=shufflenet_v1_g4_x1_0&open=stage1.block1');
  const inBox = (name: RegExp) => page.getByRole('treeitem', { name }).locator('.rx-wiring');
  const shuffle = inBox(/channel shuffle, 4 groups/);
  await expect(shuffle.locator('.rx-wire')).toHaveCount(4);
  await expect(shuffle.locator('.rx-wire-name')).toHaveCount(8);
  const grouped = inBox(/block 1 conv1, .*4 groups/);
  await expect(grouped.locator('.rx-wire')).toHaveCount(4);
  // Of the 68 channels of a depthwise convolution, the first and the last.
  const depthwise = inBox(/68 groups, each channel on its own/);
  await expect(depthwise.locator('.rx-wire-name')).toHaveText(['1', '1', '2', '2', '3', '3', '68', '68']);
});

test('a plain convolution has no wires', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('net=resnet18&open=stage1.block1');
  await expect(page.getByRole('treeitem', { name: /block 1 conv1/ })).toBeVisible();
  await expect(page.locator('.rx-wiring')).toHaveCount(0);
});

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
