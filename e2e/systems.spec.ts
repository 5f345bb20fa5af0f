/** What a network is made of: the line above the drawing, the tab "About", and the way to an experiment. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { ExplorerPage, small } from './explorer.ts';

const tiny = 'widthMultiplier=0.125&stemWidth=8&classes=10&inputHeight=64&inputWidth=64';

test('the line beside the graph turns to what a switch brings, and steps through all', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  const note = page.getByRole('region', { name: 'What this network is made of' });
  await expect(note).toContainText('Identity shortcut');
  await expect(note).not.toContainText('new');
  await explorer.switch('Squeeze-and-excitation').click();
  await expect(note).toContainText(/new\s*Squeeze-and-excitation/);
  await expect(note).toContainText(/1 of \d/);
  await note.getByRole('button', { name: 'Next explanation' }).press('Enter');
  await expect(note).toContainText(/2 of \d/);
  await expect(note).not.toContainText('Squeeze-and-excitation');
  await note.getByRole('button', { name: 'Previous explanation' }).press('Enter');
  await note.getByRole('button', { name: 'Show in the graph' }).click();
  await expect(page).toHaveURL(/select=stage1\.block0\.attention/);
  await expect(
    explorer.graph.getByRole('treeitem', { name: /block 0 SE attention gate/, selected: true }),
  ).toBeVisible();
  await explorer.switch('Squeeze-and-excitation').click();
  await expect(note).toContainText('gone: Squeeze-and-excitation');
  await note.getByRole('button', { name: 'More…' }).click();
  await expect(explorer.inspector).toContainText('Gone with your last change: Squeeze-and-excitation');
  // It may be put away.
  await page.getByRole('toolbar', { name: 'Graph tools' }).getByRole('button', { pressed: true }).click();
  await expect(note).toHaveCount(0);
});

test('a system is read, shown and tried', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(`v=1&net=resnet18d&${tiny}&about=here&system=avgShortcut`);
  const { inspector } = explorer;
  await expect(inspector.getByRole('tab', { name: 'About' })).toHaveAttribute('aria-selected', 'true');
  const title = inspector.getByRole('button', { name: /^ResNet-D/ });
  await expect(title).toHaveAttribute('aria-expanded', 'true');
  await expect(inspector.getByRole('link', { name: 'arXiv 1812.01187' })).toBeVisible();
  await expect(inspector).toContainText('section 4.2');
  await inspector.getByRole('button', { name: 'Show in the graph' }).click();
  await expect(page).toHaveURL(/select=stage2\.block0\.shortcut\.pool/);
  await title.press('Enter');
  await expect(title).toHaveAttribute('aria-expanded', 'false');
  await expect(page).not.toHaveURL(/system=/);
  await title.press('Enter');
  await inspector.getByRole('button', { name: 'Try: Pool of the shortcut' }).click();
  await expect(page).toHaveURL(/try=pool/);
  await expect(inspector).toContainText(/The logits move by \d/);
});

test('the whole family tree can be walked: a network is opened for a system that is not here', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(`v=1&net=resnet18&${tiny}&select=none&about=here`);
  const { inspector } = explorer;
  await inspector.getByRole('radio', { name: /^All systems/ }).check();
  await expect(inspector.getByRole('button', { name: /^Identity shortcut in this network/ })).toBeVisible();
  const merge = inspector.getByRole('button', { name: /^Merge and run/ });
  await expect(merge).not.toContainText('in this network');
  await merge.click();
  await inspector.getByRole('button', { name: 'Open dmrnet_cifar_56' }).click();
  await expect(explorer.name).toHaveValue('dmrnet_cifar_56');
  await expect(page).toHaveURL(/net=dmrnet_cifar_56.*select=stage1\.block0.*about=all&system=mergeAndRun/);
  await expect(merge).toContainText('new');
  await explorer.button('Undo').click();
  await expect(explorer.name).toHaveValue('resnet18');
});

test('experiments are grouped by what this network has, and the others open one of theirs', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(`v=1&net=seresnet18&${tiny}&try=list`);
  const { inspector } = explorer;
  await expect(inspector.getByRole('heading', { level: 3 })).toHaveText([
    'The point of this network',
    'Works here too',
    'Needs another network',
  ]);
  await expect(inspector.getByRole('listitem').first()).toContainText('Gates');
  await inspector.getByRole('button', { name: /^Open cifar_resnet20.*, for: Five orders/ }).click();
  await expect(page).toHaveURL(/net=cifar_resnet20.*try=orders/);
  await expect(inspector).not.toContainText('Needs a CIFAR ResNet');
});

test('an unknown system is dropped and named', async ({ page }) => {
  // The words stand for a while only: do not wait for the answer first.
  await page.goto(`/#${small}&about=all&system=perpetuum`);
  await expect(page.getByText(/left out: system=perpetuum/)).toBeVisible();
});

for (const width of [1440, 390]) {
  test(`axe finds nothing in both lists, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    const explorer = new ExplorerPage(page);
    await explorer.open(small);
    await page.getByRole('button', { name: 'More…' }).click();
    for (const list of [/^This network/, /^All systems/]) {
      await explorer.inspector.getByRole('radio', { name: list }).check();
      const { violations } = await new AxeBuilder({ page })
        .include('.app-inspector')
        .include('.graph')
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await explorer.inspector.getByRole('button', { name: 'Show in the graph' }).click();
    // On a phone the sheet makes room for what it shows.
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page).toHaveURL(/select=stage1\.block0/);
  });
}
