/** What a visitor does, on the built page. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { checkpointOf, tiny } from '../src/weights/fixtures/files.ts';
import { ExplorerPage, small } from './explorer.ts';

const fixture = (name: string): string => new URL(`../src/image/fixtures/${name}`, import.meta.url).pathname;

test('opens alive: a sample is classified and its maps are shown', async ({ page }) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== 'localhost' && !['data:', 'blob:'].includes(protocol))
      problems.push(`fetched ${request.url()}`);
  });
  const explorer = new ExplorerPage(page);
  await explorer.open('v=1&net=resnet50&select=stage2.block0');
  await expect(explorer.name).toHaveValue('resnet50');
  await expect(explorer.predictions).toContainText(/untrained/i);
  await expect(explorer.inspector.locator('canvas').first()).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(problems).toEqual([]);
});

test('a switch from A to D moves shapes and totals', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('v=1&net=resnet50a&select=stage2.block0&open=stage2.block0&layers=shown');
  await expect(explorer.variant.getByRole('radio', { name: 'A', exact: true })).toBeChecked();
  await expect(explorer.header).toContainText('25.56');
  await expect(explorer.header).toContainText('3.86');
  const filter = explorer.layers.getByRole('searchbox');
  await filter.fill('layer2.0');
  await expect(explorer.layer('layer2.0.conv1')).toContainText('128×28×28');
  await explorer.variant.getByRole('radio', { name: 'D', exact: true }).click();
  await expect(explorer.name).toHaveValue('resnet50d');
  await expect(explorer.layer('layer2.0.conv1')).toContainText('128×56×56');
  await expect(explorer.layer('layer2.0.downsample.0')).toContainText('256×28×28');
  await expect(explorer.header).toContainText('25.58');
  await expect(explorer.header).toContainText('+19.2');
  await expect(explorer.header).toContainText('4.33');
  await explorer.button('Undo').click();
  await expect(explorer.name).toHaveValue('resnet50a');
  await explorer.button('Redo').click();
  await expect(explorer.name).toHaveValue('resnet50d');
});

test('the table of layers is there without being asked for, and unfolds when it is used', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  await expect(explorer.layers.getByRole('table')).toHaveAttribute('aria-rowcount', /^\d+$/);
  await expect(explorer.layer('layer2.0.conv1')).toContainText('128×8×8');
  const bar = explorer.layers.getByRole('button', { name: /^Layers/ });
  await expect(bar).toHaveAttribute('aria-expanded', 'false');
  await explorer.layers.getByRole('searchbox').focus();
  await expect(bar).toHaveAttribute('aria-expanded', 'true');
  await explorer.layer('layer2.0.conv2').click();
  await expect(explorer.inspector).toContainText('block 0 · conv2');
});

test('squeeze-and-excitation and cardinality make another network, and it runs', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open('v=1&net=resnet26&inputHeight=64&inputWidth=64');
  const before = await explorer.top5();
  await explorer.switch('Squeeze-and-excitation').click();
  await explorer.setNumber('Cardinality', 32);
  await explorer.setNumber('Base width', 4);
  await expect(explorer.name).toHaveValue(/^seresnext26_32x4d/);
  await expect.poll(() => explorer.top5()).not.toEqual(before);
  await explorer.answered();
});

test('an image of one’s own is prepared exactly and classified', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  const before = await explorer.top5();
  await page.getByLabel('Image', { exact: true }).setInputFiles(fixture('scene_640x427.png'));
  await expect.poll(() => explorer.top5()).not.toEqual(before);
  await expect(page.getByText(/640\s*×\s*427/).first()).toBeVisible();
});

test('what is no image says so and leaves the one before', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  const before = await explorer.top5();
  const image = page.getByLabel('Image', { exact: true });
  await image.setInputFiles({
    name: 'notes.png',
    mimeType: 'image/png',
    buffer: Buffer.from('no picture at all'),
  });
  await expect(page.getByText(/no image|not an image|PNG, JPEG/i).first()).toBeVisible();
  await image.setInputFiles({ name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) });
  await expect(page.getByText(/empty/i).first()).toBeVisible();
  expect(await explorer.top5()).toEqual(before);
});

test('a feature map can be looked at, node by node', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(`${small}&layers=shown`);
  await explorer.layers.getByRole('searchbox').fill('layer2.0.bn1');
  await explorer.layer('layer2.0.bn1').click();
  await expect(explorer.inspector).toContainText('128 × 8 × 8');
  await expect(explorer.inspector).toContainText(/128 channels/);
  await explorer.inspector.getByRole('tab', { name: 'Weights' }).click();
  await expect(explorer.inspector).toContainText('layer2.0.bn1.weight');
  await explorer.inspector.getByRole('tab', { name: 'Cost' }).click();
  await expect(explorer.inspector).toContainText('256');
});

test('a safetensors file is bound by name, and one that does not fit changes nothing', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(
    'v=1&net=resnet10&widthMultiplier=0.125&stemWidth=8&classes=10&inputHeight=64&inputWidth=64',
  );
  const seeded = await explorer.top5();
  const picker = page.locator('input[type=file][accept*=safetensors]').first();
  const labels = JSON.stringify(['ant', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu', 'hen', 'ibis', 'jay']);
  const file = Buffer.from(checkpointOf(tiny, { metadata: { labels } }));
  await picker.setInputFiles({
    name: 'tiny.safetensors',
    mimeType: 'application/octet-stream',
    buffer: file,
  });
  await expect(explorer.predictions).toContainText(/ant|bee|cat|dog|elk|fox|gnu|hen|ibis|jay/);
  await expect(explorer.predictions).not.toContainText(/untrained/i);
  const bound = await explorer.top5();
  // The file holds the seeded values: the same probabilities under other names.
  const percent = (lines: readonly string[]) => lines.map((line) => /[\d.]+\s*%/.exec(line)?.[0]);
  expect(percent(bound)).toEqual(percent(seeded));
  const other = Buffer.from(checkpointOf({ ...tiny, depths: [1, 2, 1, 1] }));
  await picker.setInputFiles({
    name: 'other.safetensors',
    mimeType: 'application/octet-stream',
    buffer: other,
  });
  await expect(page.getByText(/other\.safetensors/).first()).toBeVisible();
  expect(await explorer.top5()).toEqual(bound);
  await picker.setInputFiles({ name: 'broken.safetensors', mimeType: '', buffer: file.subarray(0, 100) });
  await expect(page.getByText(/broken\.safetensors/).first()).toBeVisible();
  expect(await explorer.top5()).toEqual(bound);
});

test('a link brings network, view and selection back; a damaged one says what it dropped', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  await explorer.variant.getByRole('radio', { name: 'D', exact: true }).click();
  await expect(explorer.name).toHaveValue(/^resnet18d/);
  await expect.poll(() => page.url()).toContain('net=resnet18d');
  await explorer.button('Share').click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto('about:blank');
  await page.goto(link);
  await explorer.answered();
  await expect(explorer.name).toHaveValue(/^resnet18d/);
  await expect(explorer.inspector).toContainText('128 × 8 × 8');
  await page.reload();
  await expect(explorer.name).toHaveValue(/^resnet18d/);
  await page.goto('about:blank');
  await page.goto(`/#${small}&cardinality=7&evil=1`);
  // A notice does not wait for a slow answer.
  await expect(page.getByText(/evil=1/).first()).toBeVisible();
  await explorer.answered();
  await expect(explorer.name).toHaveValue(/^resnet18/);
});

test('a name opens a network; a wrong one is refused with what would do', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  await explorer.name.fill('seresnext26t_32x4d');
  await explorer.name.press('Enter');
  await expect(explorer.switch('Squeeze-and-excitation')).toBeChecked();
  await expect(explorer.number('Cardinality')).toHaveValue('32');
  await explorer.name.fill('vgg16');
  await explorer.name.press('Enter');
  await expect(page.getByText(/vgg16.*no name/).first()).toBeVisible();
  await expect(explorer.number('Cardinality')).toHaveValue('32');
});

test('ten edits in a burst end in the answer of the last', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  const expected = await explorer.top5();
  for (const letter of ['A', 'B', 'C', 'D', 'C', 'B', 'C', 'D', 'C', 'B']) {
    const radio = explorer.variant.getByRole('radio', { name: letter, exact: true });
    if (await radio.isEnabled()) await radio.click();
  }
  await explorer.answered();
  await expect.poll(() => explorer.top5()).toEqual(expected);
});

test('the keyboard reaches the graph and walks it', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  const block = explorer.graph.getByRole('treeitem', { name: /^stage 2 block 0,/ });
  await block.focus();
  const before = await explorer.inspector.innerText();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => explorer.inspector.innerText()).not.toBe(before);
});

for (const theme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    test(`axe finds nothing serious: ${theme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height });
      const explorer = new ExplorerPage(page);
      await page.goto(`/#${small}`);
      await explorer.answered();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual(
        [],
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    });
  }
}

test('the page’s first chunk holds no tfjs', async ({ page }) => {
  const scripts: string[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script' && !response.request().serviceWorker())
      scripts.push(response.url());
  });
  await page.goto('/');
  const entry = await page.locator('script[type=module]').first().getAttribute('src');
  const text = readFileSync(
    new URL(`../dist/${String(entry).replace(/^\.?\//, '')}`, import.meta.url),
    'utf8',
  );
  expect(text).not.toContain('registerKernel');
});

test('exports the network in other programs’ forms', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await explorer.open(small);
  expect(loaded.filter((url) => /\/make-/.test(url))).toEqual([]);
  await explorer.button('Export').press('Enter');
  const panel = page.getByRole('dialog', { name: 'Export' });
  const save = async (name: string | RegExp) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name }).click(),
    ]);
    return { file: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const svg = await save(/^Drawing/);
  expect([svg.file, svg.bytes.includes('<svg')]).toEqual(['resnet18.svg', true]);
  const csv = await save(/^Table of layers/);
  expect([csv.file, csv.bytes.includes('layer4.1.conv2')]).toEqual(['resnet18-layers.csv', true]);
  const json = await save(/^Specification/);
  expect(JSON.parse(json.bytes.toString())).toMatchObject({ family: 'resnet', inputHeight: 64 });
  const code = await save(/^Module/);
  expect([code.file, code.bytes.includes('class BasicBlock(nn.Module)')]).toEqual(['resnet18.py', true]);
  const project = await save(/^Training project/);
  expect([project.file, project.bytes.subarray(0, 2).toString()]).toEqual(['resnet18-training.zip', 'PK']);
  const weights = await save(/^Weights, half/);
  expect(weights.file).toBe('resnet18-f16.safetensors');
  // 11 689 512 parameters and 9 600 running figures, two bytes each.
  expect(weights.bytes.length).toBeGreaterThan(2 * 11_699_112);
  expect(weights.bytes.length).toBeLessThan(2 * 11_699_112 + 20_000);
  const model = await save(/norms folded/);
  expect([model.file, model.bytes.includes('layer4.1.conv2.weight')]).toEqual(['resnet18-folded.onnx', true]);
  await expect(panel.getByRole('button', { name: /^Copy line for timm/ })).toContainText("'resnet18'");
  const results = await new AxeBuilder({ page }).include('header').analyze();
  expect(results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual(
    [],
  );
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(explorer.button('Export')).toBeFocused();
});
