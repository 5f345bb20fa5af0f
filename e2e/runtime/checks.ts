import { expect, type Page } from '@playwright/test';
import { golden, goldenNetwork } from '../../fixtures/golden.ts';
import { relativeDeviation } from '../../src/runtime/reference.ts';
import type { BackendId } from '../../src/runtime/contract.ts';
import type {} from './main.ts';

export async function openRuntime(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => 'harness' in globalThis);
}

/** Small networks that between them have every operation of the family. */
const small = { inputHeight: 64, inputWidth: 64, classes: 50, widthMultiplier: 0.5 };
const forms = [
  { depth: 14, variant: 'D', attention: 'se', cardinality: 32, baseWidth: 4, ...small },
  { depth: 10, attention: 'eca', outputStride: 16, activation: 'silu', headPool: 'catAvgMax', ...small },
];

/** The backend's logits against those of WASM, and of a whole ResNet-18 against PyTorch's. */
export async function expectRightNumbers(page: Page, backend: BackendId): Promise<void> {
  const start = (id: BackendId) => page.evaluate((wanted) => harness.start(wanted), id);
  const run = (form: Record<string, unknown>) => page.evaluate((spec) => harness.run(spec), form);
  expect(await start('wasm')).toMatchObject({ active: 'wasm' });
  const expected = [];
  for (const form of forms) expected.push((await run(form)).logits);

  const state = await start(backend);
  expect(state).toMatchObject({ status: 'ready', active: backend, why: { key: 'run.why.forced' } });
  const report = state.backends.find(({ id }) => id === backend);
  expect(report?.deviation).toBeLessThan(1e-4);
  for (const [index, form] of forms.entries()) {
    const result = await run(form);
    expect(result.backend).toBe(backend);
    expect(relativeDeviation(result.logits, expected[index] ?? [])).toBeLessThan(1e-4);
  }
  const { tensors } = await page.evaluate(() => harness.memory());
  await run(forms[0] ?? {});
  await run(forms[1] ?? {});
  expect((await page.evaluate(() => harness.memory())).tensors).toBe(tensors);

  const figures = golden.sizes.find(({ name }) => name === 'resnet18')?.sizes['97x131'];
  const { spec } = goldenNetwork('resnet18');
  const whole = await run({ ...spec, inputHeight: 97, inputWidth: 131 });
  expect(relativeDeviation(whole.logits.slice(0, 16), figures?.logits16 ?? [])).toBeLessThan(1e-4);
  const folded = await page.evaluate(() => harness.inspect('stage2.block0.norm1'));
  expect(folded.shape).toEqual([1, 128, 13, 17]);
}
