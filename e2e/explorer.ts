import { expect, type Locator, type Page } from '@playwright/test';

/** The page by its stable names: what assistive technology sees. */
export class ExplorerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get variant(): Locator {
    return this.page.getByRole('radiogroup', { name: 'Variant' });
  }
  get name(): Locator {
    return this.page.getByRole('textbox', { name: 'Model name' });
  }
  get runtime(): Locator {
    return this.page.getByRole('status', { name: 'Runtime' });
  }
  get graph(): Locator {
    return this.page.getByRole('region', { name: 'Graph' });
  }
  get layers(): Locator {
    return this.page.getByRole('region', { name: 'Layers' });
  }
  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' });
  }
  get predictions(): Locator {
    return this.page.getByRole('region', { name: 'Predictions' });
  }
  get header(): Locator {
    return this.page.getByRole('banner');
  }
  switch(name: string): Locator {
    return this.page.getByRole('switch', { name });
  }
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }
  number(name: string): Locator {
    return this.page.getByRole('spinbutton', { name, exact: true });
  }

  /** Opens the page at an address (after `#`) and waits for the first answer. Fails on any error in the console. */
  async open(address = ''): Promise<void> {
    await this.page.goto(`/${address ? `#${address}` : ''}`);
    await this.answered();
  }

  /** Waits until the top-5 of the present specification is there. */
  async answered(): Promise<void> {
    await expect(this.predictions.getByRole('listitem')).toHaveCount(5);
    await expect(this.runtime).toContainText(/\d\s*m?s/);
  }

  async setNumber(name: string, value: number): Promise<void> {
    await this.number(name).fill(String(value));
    await this.number(name).press('Enter');
  }

  /** The row of the layer table with this checkpoint path. */
  layer(path: string): Locator {
    return this.layers.getByRole('row').filter({ has: this.page.getByText(path, { exact: true }) });
  }

  /** Names and probabilities of the top-5, as text. */
  async top5(): Promise<readonly string[]> {
    return this.predictions.getByRole('listitem').allInnerTexts();
  }
}

/** A network that a software device runs in a moment. */
export const small = 'v=1&net=resnet18&inputHeight=64&inputWidth=64&select=stage2.block0&open=stage2.block0';
