/** Experiments on networks with several streams, columns or growing widths, on the built page. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

const at = (net: string, experiment: string): string =>
  `v=1&net=${net}&select=stage1.block0&try=${experiment}`;
const merging = 'dmrnet_cifar_56&blocksPerStage=2';
const fractal = 'fractalnet_c3_b5&blocks=3&widths=8.8.8.8.8';
const dual = 'dpn68&depths=2.1.1.1&inputHeight=32&inputWidth=32&classes=10';
const dense = 'densenet121&depths=3.2.1.1&growthRate=8&stemWidth=16&inputHeight=32&inputWidth=32&classes=10';

test('merging removes the difference of two streams, and can be replaced by the identity', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(at(merging, 'merge'));
  const { inspector } = explorer;
  const bars = inspector.getByRole('list', { name: 'Each merge by itself replaced by the identity' });
  await expect(bars.getByRole('listitem')).toHaveCount(5);
  // In the first block both streams are the stem's: a merge changes nothing there, and something in the next one.
  await expect(bars.getByRole('img', { name: /^block 1\.0, the logits move by 0\.0%/ })).toBeVisible();
  await expect(bars.getByRole('img', { name: /^block 1\.1, the logits move by (?!0\.0%)\d/ })).toBeVisible();
  await inspector.getByText('Numbers').click();
  const row = inspector.getByRole('row', { name: /^1\.1 / });
  const cells = await row.getByRole('cell').allTextContents();
  expect(cells.length).toBe(5);
  expect(cells[0]).toBe(cells[1]);
  expect(Number(cells[2])).toBeGreaterThan(0);
  expect(Number(cells[3])).toBe(0);
  await inspector.getByLabel('Around the branches').selectOption('Own identity');
  await expect(inspector).toContainText('two residual networks with the same weights');
  await expect(inspector.getByText(/The logits move by (?!0\.0%)\d/)).toBeVisible();
});

test('columns of a fractal net run alone, and the drawing fades the others', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(at(fractal, 'columns').replace('&select', '&open=&select'));
  const { inspector, graph } = explorer;
  await inspector.getByRole('button', { name: 'Open the first block' }).click();
  await expect(inspector.getByRole('row', { name: /^Column 2 6 6 .*%/ })).toBeVisible();
  await expect(inspector.getByRole('row', { name: /^All, joined 12 21 .* 0\.0% 5\/5/ })).toBeVisible();
  const faded = graph.locator('.rx-box.rx-faded');
  // Two and four convolutions of the other columns, each with norm and activation, and the mean of both.
  await expect(faded).toHaveCount(19);
  await inspector.getByLabel('Look at', { exact: true }).selectOption('Column 3');
  await expect(faded).toHaveCount(9);
  await inspector.getByLabel('Look at', { exact: true }).selectOption('Local drop-path');
  await expect(inspector).toContainText('throw 1');
  await inspector.getByRole('button', { name: 'Throw again' }).click();
  await expect(inspector).toContainText('throw 2');
  await expect(inspector.getByText(/The logits move by \d/)).toBeVisible();
});

test('the nets in a deeply-fused net run one by one', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(at('dfn_fuse3_cifar_14', 'fused'));
  const { inspector } = explorer;
  await expect(inspector.getByRole('row', { name: /^short · short · short 4 4 .*%/ })).toBeVisible();
  await expect(inspector.getByRole('row', { name: /^long · long · long 13 13 .*%/ })).toBeVisible();
  await inspector.getByLabel('Look at', { exact: true }).selectOption('short · long · short');
  await expect(inspector.getByText(/The logits move by \d/)).toBeVisible();
  await expect(inspector.getByRole('row', { name: /^1\.0 [\d.]+ [\d.]+/ })).toBeVisible();
});

test('the two streams of a DPN are measured, each block without what it gives, and cut', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(at(dual, 'dual'));
  const { inspector } = explorer;
  const bars = inspector.getByRole('list', { name: 'Each block without what it gives to one stream' });
  await expect(
    bars.getByRole('img', {
      name: /^block 1\.1, without its addition the logits move by \d.*without what it appends by \d/,
    }),
  ).toBeVisible();
  // The progress goes when all is run, and what is beneath it moves up.
  await expect(inspector.getByRole('progressbar')).toHaveCount(0);
  await inspector.getByText('Numbers').click();
  await expect(inspector.getByRole('row', { name: /^1\.1 64 64 \+16 [\d.]+ [\d.]+ [\d.]+%/ })).toBeVisible();
  await expect(inspector.getByText(/The logits move by \d/)).toHaveCount(2);
});

test('what each layer of a DenseNet reads is a map, and a table', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(at(dense, 'reuse'));
  const { inspector } = explorer;
  await expect(inspector.getByRole('img', { name: /^What each layer takes/ })).toBeVisible();
  await inspector.getByText('Numbers').click();
  await expect(inspector.getByRole('row', { name: /^start ×\s1 × [\d.]+ × [\d.]+/ })).toBeVisible();
  await inspector.getByLabel('Measure', { exact: true }).selectOption('Share, this image');
  await expect(inspector.getByRole('row', { name: /^start 100\.0% [\d.]+% [\d.]+% [\d.]+%/ })).toBeVisible();
  await inspector.getByLabel('Dense block', { exact: true }).selectOption('2, 2 layers');
  await inspector.getByLabel('Measure', { exact: true }).selectOption('Mean absolute weight');
  await expect(inspector.getByRole('img', { name: /^What each layer takes/ })).toBeVisible();
  await inspector.getByText('Numbers').click();
  await expect(inspector.getByRole('row', { name: /^2\.1 0\.\d+ 0\.\d+/ })).toBeVisible();
  const bars = inspector.getByRole('list', { name: 'Each layer by itself replaced by zeros' });
  await expect(bars.getByRole('img', { name: /^block 4\.1, the logits move by \d/ })).toBeVisible();
});

test('blocks with several streams can be taken out; a block of columns says why it cannot', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(at(merging, 'lesion'));
  await expect(
    inspector.getByRole('button', { name: /^block 2\.0, halves the resolution, the logits move by \d/ }),
  ).toBeVisible();
  await explorer.open(at(dual, 'lesion'));
  await expect(inspector).toContainText('those channels are zeros');
  await expect(inspector.getByRole('button', { name: /^block 1\.1, the logits move by \d/ })).toBeVisible();
  await explorer.open(at('cifar_resnet20&order=fullPre', 'lesion'));
  await expect(inspector.getByRole('button', { name: /^block 1\.0, the logits move by \d/ })).toBeVisible();
  await explorer.open(at('fractalnet_c3_b5', 'lesion'));
  await expect(inspector).toContainText('nothing goes around its branches');
});

test('selective kernels show the share of the larger one, and a wrong network offers a right one', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(at('skresnet18&inputHeight=32&inputWidth=32&classes=10', 'gates'));
  await expect(
    inspector.getByRole('img', { name: 'Share of the larger kernel along the depth' }),
  ).toBeVisible();
  await expect(
    inspector.getByRole('button', { name: /^block 4\.1: share of the larger kernel from 0/ }),
  ).toBeVisible();
  await explorer.open(at('cifar_resnet20', 'columns'));
  await expect(inspector).toContainText('Needs a fractal net');
  await inspector.getByRole('button', { name: 'Open fractalnet_c3_b5' }).click();
  await expect(inspector.getByRole('row', { name: /^Column 1 5 5 / })).toBeVisible();
});

test('nothing is wrong for assistive technology, at phone width too', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const nets = [
    [merging, 'merge'],
    [fractal, 'columns'],
    ['dfn_fuse3_cifar_14', 'fused'],
    [dual, 'dual'],
    [dense, 'reuse'],
  ] as const;
  for (const [net, experiment] of nets) {
    await explorer.open(at(net, experiment));
    await expect(explorer.inspector.getByText('Weights: seeded')).toBeVisible();
    for (const summary of await explorer.inspector.getByText('Numbers', { exact: true }).all())
      await summary.click();
    const { violations } = await new AxeBuilder({ page }).include('.app-inspector').analyze();
    expect(violations.map(({ id, nodes }) => [experiment, id, nodes[0]?.html])).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await explorer.open(at(merging, 'merge'));
  // The sheet stands open, for the page was opened at an experiment.
  await expect(explorer.inspector.getByText('Numbers')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
