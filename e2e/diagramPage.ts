/** The drawing on a page of its own, with a server of its own. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';

/** Serves the page during the tests of the file that calls this; the result opens it with a query. */
export function serveDiagram(): (page: Page, query: string) => Promise<void> {
  let server: ViteDevServer;
  test.beforeAll(async () => {
    server = await createServer({ server: { port: 0, hmr: false, watch: null }, logLevel: 'error' });
    await server.listen();
  });
  test.afterAll(() => server.close());
  return async (page, query) => {
    await page.goto(`${server.resolvedUrls?.local[0]}e2e/pages/diagram.html?${query}`);
    await expect(page.getByRole('tree', { name: 'Network' })).toBeVisible();
  };
}

export const item = (page: Page, name: string | RegExp): Locator => page.getByRole('treeitem', { name });
