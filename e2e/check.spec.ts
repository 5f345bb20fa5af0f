/** Whether numbers are right, and what else than the network can change them. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { ExplorerPage, small } from './explorer.ts';

class CheckDialog {
  readonly page: Page;
  readonly explorer: ExplorerPage;

  constructor(page: Page) {
    this.page = page;
    this.explorer = new ExplorerPage(page);
  }
  get panel(): Locator {
    return this.page.getByRole('dialog', { name: 'Check the numbers' });
  }
  async open(): Promise<void> {
    await this.explorer.runtime.getByRole('button').click();
    await this.page.getByRole('button', { name: 'Check the numbers…' }).click();
    await expect(this.panel).toBeVisible();
  }
  async start(): Promise<void> {
    await this.panel.getByRole('button', { name: /^Check on/ }).click();
  }
}

/** What a backend hands over of one layer is wrong on its way to the check: as if the backend had computed it so. */
async function spoilLayer(page: Page, node: string): Promise<void> {
  await page.addInitScript((wrong) => {
    const post = Worker.prototype.postMessage as (...args: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
      const message = args[0] as { path?: string[]; argumentList?: { value: unknown }[] };
      if (message.path?.[0] === 'give') {
        const given = message.argumentList?.[1]?.value as { node: string; values: Float32Array };
        if (given.node === wrong) given.values.fill(2.5, 5, 6);
      }
      post.apply(this, args);
    };
  }, node);
}

test('a check finds the backend right, layer by layer and against PyTorch', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  const check = new CheckDialog(page);
  await check.explorer.open(small.replace('inputHeight=64&inputWidth=64', 'inputHeight=96&inputWidth=96'));
  await check.open();
  await expect(check.panel).toContainText(/64 × 64 takes about .* here, 96 × 96 about/);
  await check.start();
  await expect(check.panel).toContainText('is right in all');
  await expect(check.panel).toContainText('PyTorch: the same logits at 224 × 224');
  const table = check.panel.getByRole('table');
  await expect(table.getByRole('row')).toHaveCount(7);
  await expect(table).toContainText('right');
  await expect(table).not.toContainText('deviates');
  await check.panel.getByRole('button', { name: 'Copy as text' }).click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain('Stage 4\t');
  expect(text).toContain('resnet18 at 64 × 64');
  // A row leads to its layer, and the page goes on working beside the panel.
  const row = table.getByRole('row', { name: /Stage 3/ });
  const layer = await row.getByRole('button').innerText();
  await row.click();
  await expect.poll(() => new URL(page.url()).hash).toMatch(/select=stage3\./);
  expect(layer).toMatch(/^layer3\./);
  await check.explorer.switch('Squeeze-and-excitation').click();
  await expect(check.panel).toContainText('The network has been changed since.');
  await check.explorer.answered();
  const { violations } = await new AxeBuilder({ page }).include('.check').analyze();
  expect(violations).toEqual([]);
  await check.panel.press('Escape');
  await expect(check.panel).toBeHidden();
  expect(problems).toEqual([]);
});

test('a layer that the backend gets wrong is named', async ({ page }) => {
  await spoilLayer(page, 'stage2.block0.conv1');
  const check = new CheckDialog(page);
  await check.explorer.open(`${small}&classes=10`);
  await check.open();
  await check.start();
  await expect(check.panel).toContainText('first deviates at layer2.0.conv1.');
  await expect(check.panel).toContainText('2.5 instead of');
  await expect(check.panel).toContainText('channel 0, row 0, column 5');
  await expect(check.panel).toContainText('not in the stored figures');
  await expect(check.panel.getByRole('row', { name: /Stage 2/ })).toContainText('deviates');
  await expect(check.panel.getByRole('row', { name: /Stage 1/ })).toContainText('right');
  await check.panel.getByText(/^All \d+ layers$/).click();
  await check.panel
    .getByRole('listitem')
    .getByRole('button', { name: 'layer2.0.conv2', exact: true })
    .click();
  await expect.poll(() => new URL(page.url()).hash).toContain('select=stage2.block0.conv2');
});

test('a check can be cancelled and begun again', async ({ page }) => {
  const check = new CheckDialog(page);
  await check.explorer.open('v=1&net=resnet50&classes=10');
  await check.open();
  await check.panel.getByRole('radio', { name: /^224 × 224, full/ }).check();
  await check.start();
  await expect(check.panel.getByRole('progressbar')).toBeVisible();
  await check.panel.getByRole('button', { name: 'Cancel the check' }).click();
  await expect(check.panel).toContainText('The check was cancelled.');
  await check.panel.getByRole('radio', { name: /quick/ }).check();
  await check.start();
  await expect(check.panel).toContainText('is right in all');
});

test('canvas scaling changes pixels and logits, and is never silent', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  const mark = explorer.predictions.getByText('Preprocessing differs from the recipe');
  await expect(mark).toHaveCount(0);
  await page.getByRole('button', { name: 'Recipe…' }).click();
  const recipe = page.getByRole('dialog', { name: 'How the picture is prepared' });
  await recipe.getByRole('switch', { name: 'Scale with canvas' }).click();
  await expect(recipe).toContainText(/Of 255: \d+ at most, [\d.]+ on average/);
  await expect(recipe).toContainText(/Largest change of a logit: [\d.]+/);
  await expect(recipe.getByRole('table').getByRole('row')).toHaveCount(6);
  await expect(recipe.locator('.img-changes canvas')).toHaveCount(3);
  await expect(mark).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('.img-recipe').analyze();
  expect(violations).toEqual([]);
  await expect.poll(() => new URL(page.url()).hash).toContain('scaling=canvas');
  await page.reload();
  await explorer.answered();
  await expect(mark).toBeVisible();
  await page.getByRole('button', { name: 'Recipe…' }).click();
  await recipe.getByRole('switch', { name: 'Scale with canvas' }).click();
  await expect(mark).toHaveCount(0);
  await expect(recipe.locator('.img-changes')).toHaveCount(0);
  await expect.poll(() => new URL(page.url()).hash).not.toContain('scaling');
});

test('on a phone a row makes way for the graph, and the result is still there', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const check = new CheckDialog(page);
  await check.explorer.open(`${small}&classes=10`);
  await check.open();
  await check.start();
  await expect(check.panel).toContainText('is right in all');
  await check.panel.getByRole('row', { name: /Stage 4/ }).click();
  await expect(check.panel).toBeHidden();
  await expect.poll(() => new URL(page.url()).hash).toContain('select=stage4.');
  await check.open();
  await expect(check.panel).toContainText('is right in all');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
});
