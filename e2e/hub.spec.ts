/** Checkpoints from a Hub: the page against a stand-in on two other origins. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { parseSpecText } from '../src/arch/names/specText.ts';
import { checkpointOf } from '../src/weights/fixtures/files.ts';
import { commit, type HubServer, startHub } from '../src/weights/fixtures/hubServer.ts';
import { ExplorerPage } from './explorer.ts';

const spec = parseSpecText(
  'resnet10?widthMultiplier=0.125&stemWidth=8&classes=6&inputHeight=64&inputWidth=64',
).spec;
const weights = checkpointOf(spec);
const labels = ['apple', 'boat', 'cat', 'door', 'egg', 'fox'];
const config = JSON.stringify({
  architecture: 'resnet10',
  num_classes: 6,
  label_names: labels,
  pretrained_cfg: {
    tag: 'test',
    input_size: [3, 64, 64],
    crop_pct: 0.9,
    interpolation: 'bilinear',
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    license: 'mit',
  },
});
const start = 'v=1&net=resnet18&inputHeight=64&inputWidth=64';

let hub: HubServer;
test.beforeAll(async () => {
  hub = await startHub();
});
test.afterAll(() => hub.close());

async function open(page: Page, address = start): Promise<ExplorerPage> {
  await page.addInitScript((base) => localStorage.setItem('resnet-explorer.hub', base), hub.base);
  const explorer = new ExplorerPage(page);
  await explorer.open(address);
  return explorer;
}

async function load(page: Page, reference: string): Promise<void> {
  await page.getByRole('button', { name: /^Trained weights/ }).click();
  const picker = page.getByRole('dialog', { name: 'Trained weights' });
  await picker.getByRole('textbox', { name: 'Hub id or link' }).fill(reference);
  await picker.getByRole('button', { name: 'Load', exact: true }).click();
}

test('a checkpoint of the Hub is drawn, fetched, named, kept, shared and used without a network', async ({
  page,
}) => {
  hub.repositories.set('me/small', {
    weights,
    config,
    slow: { ms: 120, parts: 8 },
    breaks: { after: 9000, times: 1, ms: 400 },
  });
  const explorer = await open(page);
  await load(page, 'hf-hub:me/small');
  await expect(page.getByRole('progressbar', { name: /me\/small/ })).toBeVisible();
  // The network is there before its weights are.
  await expect(explorer.name).toHaveValue(/^resnet10/);
  await expect(page.getByRole('button', { name: 'Cancel', exact: true }).first()).toBeVisible();
  await expect(explorer.predictions).toContainText('Weights from me/small');
  await expect(explorer.predictions.getByRole('listitem').first()).toContainText(
    new RegExp(labels.join('|')),
  );
  await expect(page.getByText(/mit · kept in this browser/)).toBeVisible();
  // Of the bytes before the break some may be lost with the connection; what arrived is not asked for again.
  const resumedAt = hub.seen.map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0));
  expect(Math.max(...resumedAt)).toBeGreaterThan(0);
  expect(Math.max(...resumedAt)).toBeLessThanOrEqual(9000);
  expect(hub.seen.every(({ referer }) => referer === null)).toBe(true);
  await expect.poll(() => page.url()).toContain(`weights=hub:me/small@${commit}`);
  const answer = await explorer.top5();

  // What is kept needs nobody: a link to it opens at once, with the same answer.
  const link = page.url();
  hub.seen.length = 0;
  await page.goto('about:blank');
  await page.goto(link);
  await expect(explorer.predictions).toContainText('Weights from me/small');
  await explorer.answered();
  expect(await explorer.top5()).toEqual(answer);
  expect(hub.seen).toEqual([]);

  await page.getByRole('button', { name: /^Trained weights/ }).click();
  await page.getByRole('button', { name: 'Delete me/small' }).click();
  await expect(page.getByRole('button', { name: 'Delete me/small' })).toHaveCount(0);
});

test('a link asks before it downloads, and a no costs nothing', async ({ page }) => {
  hub.repositories.set('me/asked', { weights, config });
  hub.seen.length = 0;
  const net = 'v=1&net=resnet10&widthMultiplier=0.125&stemWidth=8&classes=6&inputHeight=64&inputWidth=64';
  const explorer = await open(page, `${net}&weights=hub:me/asked@${commit}`);
  const download = page.getByRole('button', { name: /^Download/ });
  await expect(download).toBeVisible();
  expect(hub.seen).toEqual([]);
  await expect(explorer.predictions).toContainText(/untrained/i);
  await download.click();
  await expect(explorer.predictions).toContainText('Weights from me/asked');
});

test('what goes wrong is said, and nothing is lost', async ({ page }) => {
  hub.repositories.set('me/closed', { weights, config, cors: false });
  hub.repositories.set('me/gone', { weights, config, refusal: { status: 404 } });
  hub.repositories.set('me/short', { weights, config, missing: 500 });
  const explorer = await open(page);
  const before = await explorer.top5();
  const say = async (reference: string, text: RegExp): Promise<void> => {
    await load(page, reference);
    await expect(page.getByRole('alert').filter({ hasText: text })).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
  };
  await say('not a reference', /names no checkpoint/);
  await say('me/nobody', /does not give/);
  await say('me/closed', /does not let other pages read/);
  await say('me/gone', /has no me\/gone/);
  await say('me/short', /damaged/);
  expect(before).toHaveLength(5);
  await expect(page.getByText('Seeded, untrained weights').first()).toBeVisible();
});

test('a busy Hub is waited for, with a countdown that can be ended', async ({ page }) => {
  hub.repositories.set('me/busy', { weights, config, refusal: { status: 429, retryAfter: '42' } });
  hub.repositories.set('me/soon', { weights, config, refusal: { status: 503, times: 2, retryAfter: '1' } });
  const explorer = await open(page);
  await load(page, 'me/busy');
  const status = page.locator('.spec-fetch');
  await expect(status.getByText(/is busy\. Try 2 of 5 comes by itself/)).toBeVisible();
  await expect(status.getByText(/^Next try in 4\d s$/)).toBeVisible();
  await expect(status.getByText(/^Next try in 3\d s$/)).toBeVisible();
  hub.seen.length = 0;
  await status.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(status).toHaveCount(0);
  // The keyboard is not thrown back to the page's beginning.
  await expect(page.getByRole('button', { name: /^Trained weights/ })).toBeFocused();
  expect(hub.seen).toEqual([]);

  await load(page, 'me/soon');
  await expect(status.getByText(/is busy/)).toBeVisible();
  await expect(explorer.predictions).toContainText('Weights from me/soon');
});

test('another try after a broken download goes on from what is here', async ({ page }) => {
  // The first answer breaks, four more bring nothing, and then the server is well again.
  hub.repositories.set('me/broken', { weights, config, breaks: { after: [20_000, 0], times: 5, ms: 400 } });
  const explorer = await open(page);
  const before = await explorer.top5();
  await load(page, 'me/broken');
  const box = page.locator('.spec-fetch');
  const alert = page.getByRole('alert').filter({ hasText: /broke again and again/ });
  await expect(alert).toBeVisible();
  await expect(alert.getByText(/^\d.* are here\. Trying again goes on from there\.$/)).toBeVisible();
  await expect(explorer.predictions).toContainText(/untrained/i);
  expect(before).toHaveLength(5);
  hub.seen.length = 0;
  await box.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(explorer.predictions).toContainText('Weights from me/broken');
  const ranges = hub.seen.flatMap(({ path, range }) => (path.startsWith('/blobs/') ? [range] : []));
  expect(ranges).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
});

test('a repository with nothing but a PyTorch file opens', async ({ page }) => {
  const packed = readFileSync(new URL('../src/weights/fixtures/torch/net.pth.gz', import.meta.url));
  hub.repositories.set('me/torch', { weights: gunzipSync(packed), file: 'pytorch_model.bin' });
  const explorer = await open(page);
  await load(page, 'me/torch');
  await expect(explorer.predictions).toContainText('Weights from me/torch/pytorch_model.bin');
  await expect(explorer.name).toHaveValue('resnet10');
  await expect(page.getByLabel('Weights in the file').locator('option')).toHaveCount(2);
  await expect.poll(() => page.url()).toContain(`weights=hub:me/torch@${commit}:pytorch_model.bin`);
  await expect(page.getByText(/kept in this browser/)).toBeVisible();
});

test('a slow download can be cancelled', async ({ page }) => {
  hub.repositories.set('me/slow', { weights, config, slow: { ms: 500, parts: 40 } });
  await open(page);
  await load(page, 'me/slow');
  const progress = page.getByRole('progressbar', { name: /me\/slow/ });
  await expect(progress).toBeVisible();
  await page.locator('.spec-fetch').getByRole('button', { name: 'Cancel' }).click();
  await expect(progress).toHaveCount(0);
});

test('a name with a tag sets network and recipe and offers the weights', async ({ page }) => {
  const explorer = await open(page);
  await explorer.name.fill('resnet18d.ra4_e3600_r224_in1k');
  await explorer.name.press('Enter');
  await expect(explorer.name).toHaveValue('resnet18d');
  await expect(page.getByRole('button', { name: 'Download 46.8 MB' })).toBeVisible();
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('button', { name: /^Trained weights · 2 fit/ }).click();
  const picker = page.getByRole('dialog', { name: 'Trained weights' });
  await expect(picker.getByText('resnet18d.ra4_e3600_r224_in1k')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('.ckpt').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await expect(picker.getByRole('button', { name: /^74\.4% at 224/ })).toBeVisible();
});

test('page and kept checkpoint open without a network', async ({ page, context }) => {
  hub.repositories.set('me/kept', { weights, config });
  const explorer = await open(page);
  await load(page, 'me/kept');
  await expect(explorer.predictions).toContainText('Weights from me/kept');
  await explorer.answered();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);
  await page.goto('about:blank');
  await page.goto(`/#${start}`);
  await explorer.answered();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  // A branch can be asked of nobody now: the kept commit stands in for it.
  await load(page, 'me/kept');
  await expect(explorer.predictions).toContainText('Weights from me/kept');
  await load(page, 'me/other');
  await expect(
    page.getByRole('alert').filter({ hasText: /no network connection|could not be reached/ }),
  ).toBeVisible();
});
