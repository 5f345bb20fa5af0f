/** What the drawing shows of groups of channels and of branches that training drops: on a page of its own. */
import { expect, type Page, test } from '@playwright/test';
import { item, serveDiagram } from './diagramPage.ts';

const openPage = serveDiagram();
const open = (page: Page, query: string): Promise<void> => openPage(page, `${query}&still`);
const half = encodeURIComponent(JSON.stringify({ survival: 0.5 }));

test('groups and their shuffle are drawn as wires, group by group', async ({ page }) => {
  await open(page, 'name=shufflenet_v1_g4_x1_0&open=stage1.block1');
  const shuffle = item(page, /channel shuffle, 4 groups/).locator('.rx-wiring');
  await expect(shuffle.locator('.rx-wire')).toHaveCount(4);
  await expect(shuffle.locator('.rx-wire-name')).toHaveCount(8);
  const grouped = item(page, /block 1 conv1, .*4 groups/).locator('.rx-wiring');
  await expect(grouped.locator('.rx-wire')).toHaveCount(4);
  // Of the 68 channels of a depthwise convolution, the first and the last.
  const depthwise = item(page, /68 groups, .*each channel on its own/).locator('.rx-wiring');
  await expect(depthwise.locator('.rx-wire-name')).toHaveText(['1', '1', '2', '2', '3', '3', '68', '68']);
  // A closed block says what is in it.
  const closed = item(page, /^stage 2 block 0, .*4 groups, depthwise, channel shuffle in 4 groups/);
  await expect(closed.locator('.rx-chip[data-tone="groups"]')).toHaveText(/^4/);
});

test('a plain convolution has no wires', async ({ page }) => {
  await open(page, 'name=resnet18&open=stage1.block1');
  await expect(item(page, /block 1 conv1/)).toBeVisible();
  await expect(page.locator('.rx-wiring, [data-tone="groups"], .rx-kept')).toHaveCount(0);
});

/** Texts in the boxes' drawings and marks that reach out of what is around them. */
const textsOutside = (page: Page) =>
  page.locator('.rx-wiring, .rx-kept, .rx-chip').evaluateAll((all) =>
    all.flatMap((mark) => {
      const ground = mark.matches('.rx-wiring')
        ? mark.parentElement?.firstElementChild
        : mark.firstElementChild;
      const around = ground?.getBoundingClientRect();
      return [...mark.querySelectorAll('text')].flatMap((text) => {
        const { left, right, width } = text.getBoundingClientRect();
        return around && width > 0 && (left < around.left + 1 || right > around.right - 1)
          ? [`${text.textContent} of ${mark.parentElement?.getAttribute('data-key')}`]
          : [];
      });
    }),
  );

for (const query of [
  'name=shufflenet_v2_x2_0_se',
  'name=resnest50d_4s2x40d',
  `name=resnext101_32x8d&edit=${half}`,
  `name=regnety_160&edit=${half}`,
]) {
  test(`numbers of groups stand within their boxes and marks: ${query.slice(5, 26)}`, async ({ page }) => {
    await open(page, `${query}&open=stage1.block0`);
    await expect(page.locator('.rx-wiring text').first()).toBeVisible();
    expect(await textsOutside(page)).toEqual([]);
  });
}

test('survival stands on every block with a branch, and what is drawn stays what it was', async ({
  page,
}) => {
  await open(page, 'name=resnet18&open=stage2.block1');
  const marks = page.locator('.rx-kept');
  await expect(marks).toHaveCount(0);
  await page.locator('[data-key="stage2.block1.add"]').evaluate((box) => box.setAttribute('data-met', ''));
  await page.evaluate(() => window.drawing.show('resnet18', { survival: 0.5 }));
  // One for the fold of stage 1, one for each block that follows.
  await expect(marks).toHaveCount(7);
  await expect(marks.getByText('p 0.94–0.88')).toBeVisible();
  await expect(marks.getByText('p 0.75: training drops the branch with 0.25')).toBeVisible();
  await expect(
    item(page, /^stage 4 block 1, .*branch kept in training with probability 0\.50/),
  ).toBeVisible();
  await expect(item(page, /dropped in training with probability 0\.25$/)).toHaveAttribute('data-met', '');
  // Of each dash as much as is kept.
  await expect(page.locator('.rx-edge[stroke-dasharray="7.50 2.50"]')).toHaveCount(3);
});
