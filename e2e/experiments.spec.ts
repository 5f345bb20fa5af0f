/** Things to try on the present network, on the built page. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

const tiny = 'widthMultiplier=0.125&stemWidth=8&classes=10&inputHeight=64&inputWidth=64';
const at = (net: string, experiment: string): string =>
  `v=1&net=${net}&${tiny}&select=stage2.block0&open=stage2.block0&try=${experiment}`;

test('blocks are taken out from the list and from the drawing, and the drawing fades them', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(at('resnet18', 'lesion'));
  const { inspector, graph } = explorer;
  const bars = inspector.getByRole('list', { name: 'Each block by itself' });
  await expect(bars.getByRole('listitem')).toHaveCount(8);
  await expect(bars.getByRole('button', { name: /^block 4\.1,.*move by \d/ })).toBeVisible();
  await bars.getByRole('button', { name: /^block 3\.1/ }).click();
  await expect(inspector).toContainText('Without block 3.1');
  await expect(inspector).toContainText(/The logits move by \d/);
  const card = graph.getByRole('treeitem', { name: /Stage 3 block 1.*taken out/i });
  await expect(card).toHaveClass(/rx-faded/);
  // The same once more in the drawing puts it back.
  await card.click();
  await expect(inspector).toContainText('Nothing is taken out');
  await expect(graph.locator('.rx-box.rx-faded')).toHaveCount(0);
  await inspector.getByRole('button', { name: 'Take out at random' }).click();
  await expect(inspector).toContainText('Without 2 blocks');
  await inspector.getByRole('switch', { name: 'Plain net beside it' }).click();
  await expect(bars.getByRole('button', { name: /^block 1\.1.*in the plain net by/ })).toBeVisible();
  await inspector.getByRole('button', { name: 'All experiments' }).click();
  await expect(graph.locator('.rx-box.rx-faded')).toHaveCount(0);
  await expect(page).toHaveURL(/try=list/);
});

test('a link opens each experiment, with its numbers', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(at('resnet34', 'swap'));
  await expect(inspector).toContainText(/The logits move by \d/);
  await explorer.open(at('resnet18', 'depth'));
  await expect(inspector).toContainText('5.75 of 8 blocks');
  await expect(inspector.getByText(/The logits move by \d/)).toHaveCount(2);
  await explorer.open(at('seresnet18', 'gates'));
  await expect(inspector.getByRole('button', { name: /block 4\.1: gates from 0\.\d+ to/ })).toBeVisible();
  await inspector.getByRole('button', { name: /block 3\.1: gates/ }).click();
  await expect(page).toHaveURL(/select=stage3\.block1\.attention\.gate/);
  await explorer.open(at('resnet18d', 'pool'));
  await expect(inspector).toContainText(/The logits move by \d/);
  await expect(inspector.getByRole('img', { name: 'shortcut, Maximum' })).toBeVisible();
  await explorer.open(at('resnet50a', 'reads'));
  await expect(inspector).toContainText('75.0% of the input is read by neither');
  await expect(inspector).toContainText(/\d+(\.\d+)?% of the input’s squared values/);
});

test('paths are measured when asked for, and a new network starts over', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(at('resnet18', 'paths'));
  await expect(inspector).toContainText('256 paths');
  await inspector.getByRole('button', { name: /^Measure, \d+ runs/ }).click();
  await expect(inspector.getByRole('img', { name: /^Share by length/ })).toBeVisible();
  await explorer.number('Blocks in stage 1').fill('3');
  await explorer.number('Blocks in stage 1').press('Enter');
  await expect(inspector).toContainText('512 paths');
  await expect(inspector.getByRole('img', { name: /^Share by length/ })).toBeVisible();
});

test('what a network does not allow is said, and nothing is wrong for assistive technology', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(at('resnet18', 'gates'));
  await expect(explorer.inspector).toContainText('This network has no gates');
  await explorer
    .button('All experiments')
    .or(explorer.inspector.getByText('← All experiments'))
    .first()
    .click();
  for (const name of ['Lesion study', 'What is read']) {
    await explorer.inspector.getByRole('button', { name }).click();
    const { violations } = await new AxeBuilder({ page }).include('.app-inspector').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await explorer.inspector.getByText('← All experiments').click();
  }
});

test('on a phone it is a button of its own', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const explorer = new ExplorerPage(page);
  await explorer.open(at('resnet18', 'lesion').replace('&try=lesion', ''));
  await explorer.button('Try').click();
  await explorer.inspector.getByRole('button', { name: 'Stochastic depth' }).click();
  await expect(explorer.inspector.getByText(/The logits move by \d/)).toHaveCount(2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('the keyboard keeps its place where a button makes way for another', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('v=1&net=cifar_resnet20&try=list');
  const lesion = explorer.inspector.getByRole('button', { name: /^Lesion study/ });
  await lesion.press('Enter');
  const back = explorer.inspector.getByRole('button', { name: 'All experiments' });
  await expect(back).toBeFocused();
  await back.press('Enter');
  await expect(lesion).toBeFocused();
});
