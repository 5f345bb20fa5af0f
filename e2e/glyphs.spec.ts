/** The trained nets that come with the page, and the pad to draw for them. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { required } from '../src/base/invariant.ts';
import type { TrainedNets } from '../src/weights/trained/index.ts';
import { ExplorerPage } from './explorer.ts';

const trained = JSON.parse(
  readFileSync(new URL('../src/weights/trained/nets.json', import.meta.url), 'utf8'),
) as TrainedNets;

test.skip(trained.nets.length === 0, 'no trained nets come with this copy');

const padOf = (page: Page): Locator => page.getByRole('application', { name: 'Drawing pad' });
/** What the page says of the drawing to who does not see it. */
const said = (page: Page): Locator => page.locator('.pad-answer [aria-live]');
const answered = new RegExp(`^(${trained.task.labels.join('|')}), \\d`);

async function stroke(page: Page, ...points: [x: number, y: number][]): Promise<void> {
  const box = required(await padOf(page).boundingBox(), 'the pad on the page');
  const [first, ...rest] = points.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const);
  await page.mouse.move(...required(first, 'a point'));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...point, { steps: 8 });
}

const seven: [number, number][] = [
  [0.28, 0.2],
  [0.74, 0.2],
  [0.56, 0.5],
  [0.44, 0.84],
];

test('opens with a trained net and a glyph, without a click and from its own files alone', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== 'localhost' && !['data:', 'blob:'].includes(protocol)) problems.push(request.url());
  });
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await expect(explorer.name).toHaveValue('glyph26d');
  await expect(explorer.predictions).toContainText(/trained on glyphs, \d+\.\d% held-out/);
  await expect(explorer.predictions).not.toContainText(/untrained/i);
  for (const row of await explorer.top5()) expect(trained.task.labels).toContain(row.split('\n')[0]);
  await expect(explorer.inspector.locator('canvas').first()).toBeVisible();
  expect(problems).toEqual([]);
});

test('classifies while one draws, keeps the drawing through a switch, and clears', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.button('Draw').click();
  // What was answered to the sample is no answer to an empty pad.
  await expect(explorer.predictions.getByRole('listitem')).toHaveCount(0);
  await expect(explorer.predictions).toContainText('Nothing is drawn yet');
  await explorer.button('Draw').click();
  await expect(explorer.predictions.getByRole('listitem')).toHaveCount(5);
  await explorer.button('Draw').click();
  await stroke(page, ...seven);
  // The pen is still down.
  await expect(page.locator('.pad-share')).toHaveText(/\d%/);
  await expect(said(page)).toHaveText('');
  await page.mouse.up();
  await expect(said(page)).toHaveText(answered);
  const before = await explorer.top5();
  await explorer.switch('Squeeze-and-excitation').click();
  await expect(explorer.name).toHaveValue('glyph26d-se');
  await expect.poll(() => explorer.top5()).not.toEqual(before);
  await expect(explorer.predictions).toContainText('trained on glyphs');
  await page
    .getByRole('button', { name: /^Try the sample/ })
    .first()
    .waitFor({ state: 'detached' });
  await explorer.switch('Squeeze-and-excitation').click();
  await expect.poll(() => explorer.top5()).toEqual(before);
  await explorer.button('Clear').click();
  await expect(explorer.predictions.getByRole('listitem')).toHaveCount(0);
  await expect(said(page)).toHaveText('The pad is empty');
});

test('is drawn on by keyboard alone', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.button('Draw').press('Enter');
  const pad = padOf(page);
  await pad.focus();
  for (let times = 0; times < 6; times += 1) await pad.press('ArrowUp');
  await pad.press(' ');
  await expect(page.getByText('Pen down')).toBeAttached();
  for (let times = 0; times < 12; times += 1) await pad.press('ArrowDown');
  await pad.press(' ');
  await expect(said(page)).toHaveText(answered);
  await pad.press('Delete');
  await expect(said(page)).toHaveText('The pad is empty');
  await expect(explorer.name).toHaveValue('glyph26d');
});

test('leaves the grid, names the way back, and comes back by itself', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  const before = await explorer.top5();
  await explorer.setNumber('Width multiplier', 0.25);
  await expect(explorer.predictions).toContainText(/untrained/i);
  await expect(
    page.getByText(/^Nearest trained net: glyph26d\. It differs in width multiplier/),
  ).toBeVisible();
  await explorer.button('Undo').click();
  await expect(explorer.predictions).toContainText('trained on glyphs');
  await expect.poll(() => explorer.top5()).toEqual(before);
  await explorer.button('Redo').click();
  await explorer.button('Go to glyph26d').click();
  await expect.poll(() => explorer.top5()).toEqual(before);
  await explorer.button('Use seeded weights').click();
  await expect(explorer.predictions).toContainText(/untrained/i);
  // The address keeps the choice.
  await expect.poll(() => page.url()).toContain('weights=seeded');
  await page.reload();
  await explorer.answered();
  await expect(explorer.name).toHaveValue('glyph26d');
  await expect(explorer.predictions).toContainText(/untrained/i);
  await explorer.button('Use trained weights').click();
  await expect(explorer.predictions).toContainText('trained on glyphs');
});

test('says where a picture is not for the net, and gives each net its own samples', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await page.getByRole('button', { name: /^Try the sample: A fox/ }).click();
  await expect(explorer.predictions).toContainText('These weights know glyphs alone');
  await page.goto('about:blank');
  await explorer.open('v=1&net=resnet18&inputHeight=64&inputWidth=64');
  await expect(page.getByRole('button', { name: /^Try the sample: A fox/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await explorer.name.fill('glyph26a');
  await explorer.name.press('Enter');
  await expect(explorer.predictions).toContainText('trained on glyphs');
  await expect(page.getByRole('button', { name: /^Try the sample: The digit 4/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('the table names every net, opens one, and is sound for everybody', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open();
  await explorer.predictions.getByRole('button', { name: 'Trained nets…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Trained nets' });
  await expect(dialog.getByRole('row')).toHaveCount(trained.nets.length + 1);
  await expect(dialog).toContainText('the base');
  const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await dialog.getByRole('button', { name: 'Open glyph26b', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(explorer.name).toHaveValue('glyph26b');
  await expect(explorer.predictions).toContainText('trained on glyphs');
});

test.describe('with a finger on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('the pad is drawn on, and the page does not scroll under it', async ({ page }) => {
    const explorer = new ExplorerPage(page);
    await explorer.open();
    await explorer.button('Draw').tap();
    const pad = padOf(page);
    await pad.scrollIntoViewIfNeeded();
    const box = required(await pad.boundingBox(), 'the pad');
    const scrolled = await page.evaluate(() => scrollY);
    const client = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove', x: number, y: number) =>
      client.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: [{ x: box.x + x * box.width, y: box.y + y * box.height }],
      });
    await touch('touchStart', 0.5, 0.15);
    for (let part = 0.2; part < 0.9; part += 0.05) await touch('touchMove', 0.5, part);
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect(said(page)).toHaveText(answered);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  });
});
