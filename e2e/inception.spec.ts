import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

// Form and drawing do not wait for the answer, which needs many weights.

test('Inception v3 opens at its size, forks, and says which sizes it cannot take', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await page.goto('/#v=1&net=bn_inception&inputHeight=64');
  await explorer.button('Inception v3').click();
  const height = page.getByRole('spinbutton', { name: 'Input height' });
  // The height was set by hand and is too small; the width was BN-Inception's own.
  await expect(height).toHaveValue('75');
  await expect(page.getByRole('spinbutton', { name: 'Input width' })).toHaveValue('299');

  await height.fill('60');
  await height.press('Enter');
  await expect(height).toHaveValue('75');
  await expect(height).toHaveAccessibleDescription(/Set to 75\..*75 is the nearest size that fits/);
  await height.fill('96');
  await height.press('Enter');
  await expect(page).toHaveURL(/inputHeight=96/);

  await page.getByRole('combobox', { name: 'Version' }).selectOption({ label: 'Inception v4' });
  await expect(explorer.name).toHaveValue(/^inception_v4/);
});

test('branches of an Inception module that fork are drawn as forks', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await page.goto('/#v=1&net=inception_v3&inputHeight=96&inputWidth=96&open=stage3.block1');
  await expect(explorer.graph.getByText('1×3', { exact: true })).toHaveCount(2);
  await expect(explorer.graph.getByText('3×1', { exact: true })).toHaveCount(2);
});
