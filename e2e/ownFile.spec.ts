import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { checkpointOf, specOf } from '../src/weights/fixtures/files.ts';
import { ExplorerPage, small } from './explorer.ts';

const packed = new URL('../src/weights/fixtures/torch/net.pth.gz', import.meta.url);
const binary = 'application/octet-stream';

test('a PyTorch checkpoint opens as what it is, with its averaged copy and names of one’s own', async ({
  page,
}) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  await explorer.top5();
  const picker = page.getByLabel('Weights file');
  await picker.setInputFiles({ name: 'net.pth', mimeType: binary, buffer: gunzipSync(readFileSync(packed)) });
  await expect(page.getByText('net.pth does not fit this network. Nothing was changed.')).toBeVisible();
  await page.getByRole('button', { name: /^Open as resnet10 \(/ }).click();
  await expect(explorer.name).toHaveValue('resnet10');
  await expect(page.getByText('The prefix “module.” was taken off the names.')).toBeVisible();
  await expect(explorer.predictions).not.toContainText(/untrained/i);

  await page.getByLabel('Class names file').setInputFiles({
    name: 'names.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('ant\nbee\nelk\n'),
  });
  await expect(page.getByText('3 class names from names.txt')).toBeVisible();
  const first = explorer.predictions.getByRole('listitem').first();
  await expect(first).toContainText('elk');
  const parts = page.getByLabel('Weights in the file');
  const [, averaged = ''] = await parts.locator('option').allTextContents();
  expect(averaged).toMatch(/^ema\.module \(\d+ tensors\)$/);
  await parts.selectOption({ label: averaged });
  await expect(first).toContainText('ant');

  await page.getByLabel('Class names file').setInputFiles({
    name: 'two.json',
    mimeType: 'application/json',
    buffer: Buffer.from('["ant", "bee"]'),
  });
  await expect(page.getByText(/two\.json names 2 classes and the network has 3/)).toBeVisible();
  await expect(first).toContainText('ant');
  await page.getByRole('button', { name: 'Remove names' }).click();
  await expect(first).not.toContainText('ant');
});

test('what no tensor tells is asked', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  await explorer.top5();
  const spec = specOf({ depths: [1, 1, 1, 1], widthMultiplier: 0.125, stemWidth: 8, classes: 4 });
  const file = { name: 'a.safetensors', mimeType: binary, buffer: Buffer.from(checkpointOf(spec)) };
  await page.getByLabel('Weights file').setInputFiles(file);
  const ask = page.getByText('Where does it halve the resolution?', { exact: false });
  await expect(ask).toBeVisible();
  const panel = page.locator('.spec-ask');
  await expect(panel.getByRole('radio', { name: '3×3' })).toBeChecked();
  await panel.getByRole('radio', { name: /1×1/ }).click();
  await page.getByRole('button', { name: /^Open as resnet14 \(strideAt=reduce/ }).click();
  await expect(explorer.name).toHaveValue('resnet14');
  await expect.poll(() => page.url()).toContain('strideAt=reduce');
  await expect(page.getByText('Weights from a.safetensors')).toBeVisible();
});

test('shards come together, and a missing one is named', async ({ page }) => {
  const explorer = new ExplorerPage(page);
  await explorer.open(small);
  await explorer.top5();
  const index = {
    name: 'model.safetensors.index.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify({ weight_map: { a: 'm-1.safetensors', b: 'm-2.safetensors' } })),
  };
  await page.getByLabel('Weights file').setInputFiles([index]);
  await expect(page.getByText(/needs 2 more files: m-1\.safetensors, m-2\.safetensors/)).toBeVisible();
});
