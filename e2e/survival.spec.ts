/** Stochastic depth from the control to the drawing. */
import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

test('the control of survival is seen on every block of the drawing', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('v=1&net=cifar_resnet20&select=none&open=stage2.block0');
  const marks = explorer.graph.locator('.rx-kept');
  await expect(marks).toHaveCount(0);
  await explorer.setNumber('Survival', 0.5);
  // p of block l of 9 is 1 − (l / 9)(1 − 0.5); stage 1 is l = 1 to 3, the open block l = 4.
  await expect(marks.getByText('p 0.94–0.83')).toBeVisible();
  await expect(marks.getByText('p 0.78: training drops the branch with 0.22')).toBeVisible();
  await explorer.setNumber('Survival', 0.1);
  await expect(marks.getByText('p 0.90–0.70')).toBeVisible();
  await expect(marks.getByText('p 0.60: training drops the branch with 0.40')).toBeVisible();
  await expect(page).toHaveURL(/survival=0\.1/);
  await expect(
    page.getByRole('region', { name: 'What this network is made of' }).getByText('Stochastic depth'),
  ).toBeVisible();
  await explorer.setNumber('Survival', 1);
  await expect(marks).toHaveCount(0);
});
