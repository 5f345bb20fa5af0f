/** Experiments on what positions see, on letters and options, on depth and width: live numbers on small nets. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { ExplorerPage } from './explorer.ts';

const tiny = 'widthMultiplier=0.125&stemWidth=8&classes=10&inputHeight=64&inputWidth=64';
const at = (net: string, experiment: string, select = 'stage2.block0'): string =>
  `v=1&net=${net}&${tiny}&select=${select}&try=${experiment}`;
const cells = (row: Locator): Promise<readonly string[]> => row.getByRole('cell').allInnerTexts();

test('the inspector says what a position sees, and the experiment shows it', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(`v=1&net=resnet18&${tiny}&select=stage1.block0`);
  await expect(inspector).toContainText(
    'A position sees 27 × 27 pixels of the picture, the next one 4 further.',
  );
  await inspector.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/try=field/);
  const position = inspector.getByRole('slider', { name: /^Position of the map/ });
  await expect(inspector).toContainText('Row 8, column 8 sees rows 19 to 45 and columns 19 to 45');
  await position.press('ArrowUp');
  await position.press('ArrowLeft');
  await position.press('ArrowLeft');
  await expect(inspector).toContainText('Row 7, column 6 sees rows 15 to 41 and columns 11 to 37');
  await position.click({ position: { x: 2, y: 2 } });
  await expect(inspector).toContainText('Row 0, column 0 sees rows −13 to 13');
  // The drawing chooses the map.
  await explorer.graph.getByRole('treeitem', { name: /stage 2 block 1/i }).click();
  await expect(inspector).toContainText('all paths, 99 × 99');
  const row = inspector.getByRole('row', { name: /^stage 4/ });
  await expect(row).toContainText('435');
  await expect(row).toContainText('439');
});

test('hidden patches move what sees them and nothing else; it can be stopped', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(at('resnet18', 'field', 'stem'));
  await inspector.getByLabel('Patches').selectOption('8');
  await inspector.getByRole('button', { name: /^Measure/ }).click();
  await expect(inspector).toContainText('Patches outside the window move it by exactly 0.');
  await expect(inspector).toContainText(
    /Half of the influence comes from [1-4] of 64 patches; the window touches 4\./,
  );
  const table = inspector.getByRole('table', { name: 'Influence of each patch, row by row' });
  await expect(table.getByRole('cell', { name: '0.0%', exact: true })).toHaveCount(60);
  await inspector.getByLabel('Patches').selectOption('14');
  await inspector.getByRole('button', { name: /^Measure/ }).click();
  await inspector.getByRole('button', { name: 'Stop' }).click();
  await expect(inspector).toContainText(/Stopped after \d+ of 196/);
});

test('slices of Res2Net and kernels of SKNet have windows of their own', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(
    `v=1&net=res2net50_26w_4s&classes=10&inputHeight=32&inputWidth=32&select=stage2.block1&try=field`,
  );
  const slices = inspector.getByRole('table', { name: /^spatial · concat/ });
  await expect(slices.getByRole('cell')).toHaveText(['3 × 3', '5 × 5', '7 × 7', '1 × 1']);
  await explorer.open(
    `v=1&net=skresnet18&classes=10&inputHeight=32&inputWidth=32&select=stage1.block1&try=field`,
  );
  const kernels = inspector.getByRole('table', { name: /^spatial · sum/ });
  await expect(kernels.getByRole('cell')).toHaveText(['3 × 3', '5 × 5']);
  await expect(inspector).toContainText('Gates on the way are made from the whole picture');
});

test('the options of the 2015 paper have their costs and their answers', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open('v=1&net=cifar_resnet20&try=options');
  const row = (name: string) => inspector.getByRole('row', { name });
  expect((await cells(row('Projections'))).map(Number)).toEqual([0, 0, 2, 9]);
  await expect(row('Parameters')).toContainText('272.5 k');
  await expect(row('Logits differ from B').getByText(/^\d+(\.\d+)?%$/)).toHaveCount(3);
  // Where it cannot be made, a button opens a net on which it can.
  await explorer.open('v=1&net=shufflenet_v2_x0_5&inputHeight=64&inputWidth=64&try=options');
  await expect(inspector).toContainText('Needs a ResNet or a CIFAR ResNet');
  await inspector.getByRole('button', { name: 'Open resnet34' }).click();
  await expect(row('Projections')).toBeVisible();
});

test('the letters are compared step by step, and timed when asked for', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(at('resnet26d', 'letters'));
  const row = (name: string) => inspector.getByRole('row', { name, exact: false });
  expect(await cells(row('Branch reads'))).toEqual(['25%', '100%', '100%', '100%']);
  expect(await cells(row('Shortcut reads'))).toEqual(['25%', '25%', '25%', '100%']);
  await expect(row('Logits move').getByText(/^\d+(\.\d+)?%$/)).toHaveCount(3);
  await inspector.getByRole('button', { name: 'Measure the four on this device' }).click();
  await expect(row('Time').getByText(/\dms|\d\sm?s/)).toHaveCount(4);
  await expect(inspector.getByRole('row', { name: /^2\.0/ })).toContainText('2');
});

test('plain and residual nets are held against each other at growing depth', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open('v=1&net=cifar_resnet20&try=plain');
  await expect(inspector.getByRole('img', { name: /plain and residual, 20 layers/ })).toBeVisible();
  await expect(inspector).toContainText(
    /With 110 layers, hiding half of the picture moves the plain net’s logits by/,
    {
      timeout: 60_000,
    },
  );
  expect(await cells(inspector.getByRole('row', { name: /^110/ }))).toHaveLength(4);
  await inspector.getByLabel('Depth').selectOption('56');
  await expect(inspector.getByRole('img', { name: /plain and residual, 56 layers/ })).toBeVisible();
  await inspector.getByRole('button', { name: 'Open glyph26d' }).click();
  await expect(inspector.getByRole('img', { name: /of the two trained nets/ })).toBeVisible();
});

test('wide and deep nets of one size are timed', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const { inspector } = explorer;
  await explorer.open(at('resnet18', 'wide'));
  await expect(inspector.getByRole('row', { name: /^WRN-16-2/ })).toContainText('14');
  await inspector.getByRole('button', { name: 'Measure on this device' }).click();
  await expect(inspector).toContainText(/WRN-10-3 against WRN-40-1: 1\.20 times the parameters/, {
    timeout: 60_000,
  });
  await inspector.getByLabel('Time against').selectOption('macs');
  await expect(inspector.getByRole('img', { name: 'Time of each net against: MACs' })).toBeVisible();
});

test('nothing is wrong for assistive technology, and nothing is too wide for a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const explorer = new ExplorerPage(page);
  await explorer.open(at('resnet26d', 'field'));
  // A link to an experiment opens the sheet.
  const titles = {
    field: 'What one position sees',
    options: 'Shortcut options A, B, C',
    letters: 'From A to D, step by step',
    plain: 'Degradation',
    wide: 'Wide or deep',
  };
  for (const [experiment, title] of Object.entries(titles)) {
    // The sheet stays open: the address alone changes.
    await explorer.open(at('resnet26d', experiment));
    await expect(explorer.inspector.getByRole('heading', { level: 2, name: title })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('.try').analyze();
    expect([title, violations.map(({ id, nodes }) => [id, nodes[0]?.html])]).toEqual([title, []]);
    expect([title, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([title, 390]);
  }
});
