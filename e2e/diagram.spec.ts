/** The drawing by itself, under the hand and under the keyboard: its own page, its own server. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { item, serveDiagram } from './diagramPage.ts';
import { required } from '../src/base/invariant.ts';

const open = serveDiagram();
const log = (page: Page) => page.evaluate(() => window.drawing.log.splice(0));

test('a click selects, a double click opens, the badge unfolds', async ({ page }) => {
  await open(page, 'name=resnet50&still');
  await item(page, /^stage 3 block 1–5/).click({ position: { x: 30, y: 30 } });
  expect(await log(page)).toEqual(['select stage3.block1']);
  await item(page, /^stage 2 block 0,/).dblclick({ position: { x: 30, y: 30 } });
  await expect(
    item(page, /^stage 2 block 0 conv2, 3×3 convolution, stride 2, output 128 × 28 × 28/),
  ).toBeVisible();
  await item(page, /^stage 3 block 1–5/)
    .getByText('× 5')
    .click();
  await expect(item(page, /^stage 3 block 4,/)).toBeVisible();
  await page.getByText('fold × 5').click();
  await expect(item(page, /^stage 3 block 4,/)).toHaveCount(0);
});

test('the keyboard reaches, opens and leaves a block', async ({ page }) => {
  await open(page, 'name=seresnet50&still');
  await page.keyboard.press('Tab');
  await expect(item(page, /^stem, /)).toBeFocused();
  for (const key of ['ArrowDown', 'ArrowRight', 'Enter', 'ArrowRight', 'ArrowRight'])
    await page.keyboard.press(key);
  await expect(item(page, /^stage 1 block 0 conv2/)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(item(page, /^stage 1 block 0, projection/)).toBeFocused();
  expect((await log(page)).at(-1)).toBe('select stage1.block0');
});

test('focus from elsewhere is where the keyboard goes on', async ({ page }) => {
  await open(page, 'name=resnet50&still&open=stage2.block0');
  await item(page, /^stage 2 block 0,/).click({ position: { x: 60, y: 12 } });
  await expect(item(page, /^stage 2 block 0,/)).toHaveAttribute('aria-selected', 'true');
  await item(page, 'stem input').focus();
  await expect(item(page, 'stem input')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(item(page, /^stage 2 block 0 conv2/)).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(item(page, /^stem conv, /)).toBeFocused();
  await expect(page.locator('.rx-svg [tabindex="0"]')).toHaveCount(1);
  expect(await log(page)).toEqual([
    'select stage2.block0',
    'select input',
    'select input',
    'select stem.conv',
  ]);
});

test('a press on a chevron opens without selecting', async ({ page }) => {
  await open(page, 'name=resnet50&still');
  await item(page, /^stage 2 block 0,/)
    .locator('.rx-toggle')
    .click();
  expect(await log(page)).toEqual(['toggle stage2.block0']);
});

test('is heard as a tree: rows, their blocks, and the operations of an open block', async ({ page }) => {
  await open(page, 'name=seresnet50&still&open=stage2.block0,stage2.block0.attention');
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines: string[] = [];
  const visit = (id: string, depth: number): void => {
    const node = byId.get(id);
    const isItem = node?.role?.value === 'treeitem';
    if (isItem) lines.push(`${'  '.repeat(depth)}${String(node?.name?.value).split(', ')[0]}`);
    for (const child of node?.childIds ?? []) visit(child, isItem ? depth + 1 : depth);
  };
  visit(nodes.find(({ role }) => role?.value === 'tree')?.nodeId ?? '', 0);
  expect(lines).toEqual([
    'stem',
    ...['input', 'conv', 'norm', 'act', 'pool'].map((name) => `  stem ${name}`),
    'stage 1',
    '  stage 1 block 0',
    '  stage 1 block 1–2',
    'stage 2',
    '  stage 2 block 0',
    ...['conv1', 'norm1', 'act1', 'conv2', 'norm2', 'act2', 'conv3', 'norm3', 'SE attention gate'].map(
      (name) => `    stage 2 block 0 ${name}`,
    ),
    ...['pool', 'reduce', 'act', 'expand', 'gate'].map((name) => `      stage 2 block 0 attention ${name}`),
    ...['attention scale', 'shortcut conv', 'shortcut norm', 'add', 'act'].map(
      (name) => `    stage 2 block 0 ${name}`,
    ),
    '  stage 2 block 1–3',
    'stage 3',
    '  stage 3 block 0',
    '  stage 3 block 1–5',
    'stage 4',
    '  stage 4 block 0',
    '  stage 4 block 1–2',
    ...['pool', 'flatten', 'fc'].map((name) => `  head ${name}`),
  ]);
  const expand = item(page, /^stage 2 block 0 attention expand/);
  await expect(expand).toHaveAttribute('aria-level', '4');
  await expect(expand).toHaveAttribute('aria-posinset', '4');
  await expect(expand).toHaveAttribute('aria-setsize', '5');
});

test('an edit moves what stays, marks what changed, and ends where a fresh drawing would', async ({
  page,
}) => {
  const places = () =>
    page
      .locator('.rx-box:not(.rx-gone)')
      .evaluateAll((all) =>
        all.map((box) => `${box.getAttribute('data-key')} ${box.getAttribute('transform')}`).sort(),
      );
  await open(page, 'name=resnet50d&open=stage2.block0&still');
  const fresh = await places();
  await open(page, 'name=resnet50&open=stage2.block0');
  await page.evaluate(() => window.drawing.show('resnet50d'));
  await expect.poll(places).toEqual(fresh);
  await expect(page.locator('.rx-gone')).toHaveCount(0);
  await expect(item(page, /^stem conv2.*changed by the last edit/)).toBeVisible();
  await expect(item(page, /^stage 2 block 0 conv2/)).not.toHaveClass(/rx-changed/);
});

test('only what is in sight is in the document', async ({ page }) => {
  await open(page, 'name=resnet200&open=all&unfolded=all');
  const count = () => page.locator('.rx-svg *').count();
  expect(await count()).toBeLessThan(2500);
  await page.evaluate(() => window.drawing.diagram.fit());
  await expect(page.locator('.rx-svg')).toHaveAttribute('data-detail', '0');
  await expect(page.locator('[data-kind="frame"]')).toHaveCount(66);
  expect(await count()).toBeLessThan(2500);
});

const long = (edit: Record<string, unknown>): string => encodeURIComponent(JSON.stringify(edit));
for (const query of [
  'name=ecaresnet50d&open=stage1.block0,stage2.block0',
  `name=resnet50&edit=${long({ attention: 'ese' })}&open=stage1.block0,stage4.block0`,
  `name=resnext101_32x8d&edit=${long({ outputStride: 8, attention: 'se' })}&open=all`,
  `name=seresnet50&edit=${long({ widthMultiplier: 4 })}&open=stage4.block0,stage4.block0.attention`,
]) {
  test(`what is written in a box or a margin ends there: ${query.slice(5, 24)}`, async ({ page }) => {
    await open(page, `${query}&still`);
    const far = await page.locator('.rx-box').evaluateAll((boxes) =>
      boxes.flatMap((box) => {
        const body = box.querySelector<SVGGraphicsElement>(':scope > .rx-body')?.getBoundingClientRect();
        if (!body || box.getAttribute('data-kind') === 'join') return [];
        return [...box.querySelectorAll(':scope > text')].flatMap((text) => {
          const { left, right, width } = text.getBoundingClientRect();
          const out = Math.max(left + 2 > body.right ? width : right - body.right, body.left - left);
          return width > 0 && out > -2
            ? [`${box.getAttribute('data-key')}: ${text.textContent} (${out})`]
            : [];
        });
      }),
    );
    expect(far).toEqual([]);
  });
}

test('the longest shape ends before the line that enters its row', async ({ page }) => {
  await open(
    page,
    `name=resnet50&edit=${long({ widthMultiplier: 8, inputHeight: 4096, inputWidth: 4096 })}&still`,
  );
  const { ends, starts } = await page.locator('.rx-svg').evaluate((svg) => {
    const boxes = (of: string) =>
      [...svg.querySelectorAll<SVGGraphicsElement>(of)].map((part) => part.getBBox());
    return {
      ends: boxes('.rx-row-shape').map(({ x, width }) => x + width),
      starts: boxes('.rx-edge[data-kind="row"]').map(({ x }) => x),
    };
  });
  expect(ends).toHaveLength(5);
  expect(Math.max(...ends)).toBeLessThan(Math.min(...starts) - 4);
});

test.describe('with little room', () => {
  test.use({ viewport: { width: 708, height: 392 } });

  test('starts with all of an open block in sight, as large as can be, and the map off it', async ({
    page,
  }) => {
    await open(page, 'name=seresnet50&still&open=stage2.block0&select=stage2.block0');
    await expect(page.locator('.rx-svg')).toHaveAttribute('data-detail', '3');
    const place = async (locator: Locator) => required(await locator.boundingBox(), 'a place');
    const frame = await place(page.locator('[data-kind="frame"] > .rx-body'));
    expect(frame.x + frame.width).toBeLessThan(708);
    expect(frame.x + frame.width).toBeGreaterThan(690);
    const map = await place(page.locator('.rx-minimap'));
    for (const part of await page.locator('.rx-box:not([data-kind="frame"]) > .rx-body').all()) {
      const { x, y, width, height } = await place(part);
      const apart =
        x >= map.x + map.width || y >= map.y + map.height || x + width <= map.x || y + height <= map.y;
      expect(apart, `${JSON.stringify({ x, y, width, height })} under the map`).toBe(true);
    }
    await expect(page.locator('.rx-minimap')).toHaveCSS('opacity', '1');
  });

  test('the map lets show what it covers in every corner', async ({ page }) => {
    await open(page, `name=resnet50&edit=${long({ depths: [30, 30, 30, 30] })}&still&unfolded=all`);
    await page.evaluate(() => {
      window.drawing.diagram.zoomBy(1.5);
      window.drawing.diagram.focus('stage4.block20');
    });
    await expect(page.locator('.rx-minimap')).toHaveCSS('opacity', '0.4');
    await page.locator('.rx-minimap').hover();
    await expect(page.locator('.rx-minimap')).toHaveCSS('opacity', '1');
  });
});

test('the picture for saving stands alone', async ({ page }) => {
  await open(page, 'name=resnet50d&open=stage2.block0&pictures');
  const svg = await page.evaluate(() => window.drawing.diagram.svg());
  expect(svg).not.toMatch(/class=|style=|var\(--|<script|tabindex/);
  const shown = await page.evaluate((text) => {
    const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
    return {
      error: drawing.querySelector('parsererror') !== null,
      texts: [...drawing.querySelectorAll('text')].map((element) => element.textContent),
      pictures: drawing.querySelectorAll('image[href^="data:image/png"]').length,
    };
  }, svg);
  expect(shown.error).toBe(false);
  expect(shown.texts).toEqual(expect.arrayContaining(['stage 4', 'avg 2×2 /2', '512×28×28', '× 5']));
  expect(shown.pictures).toBe(8);
});

test('pictures of another run fade, on the screen and in the saved picture', async ({ page }) => {
  await open(page, 'name=resnet18&pictures');
  const shown = page.locator('.rx-picture').first();
  const saved = () => page.evaluate(() => window.drawing.diagram.svg().match(/<image[^>]*>/)?.[0]);
  await expect(shown).toHaveCSS('opacity', '1');
  expect(await saved()).not.toContain('opacity');
  await page.evaluate(() => window.drawing.age(true));
  await expect(shown).toHaveCSS('opacity', '0.35');
  expect(await saved()).toContain('opacity="0.35"');
  await page.evaluate(() => window.drawing.age(false));
  await expect(shown).toHaveCSS('opacity', '1');
});

for (const theme of ['light', 'dark']) {
  test(`no serious accessibility violation (${theme})`, async ({ page }) => {
    await open(
      page,
      `name=seresnet50&open=stage2.block0,stage2.block0.attention&pictures&theme=${theme}&still`,
    );
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  });
}
