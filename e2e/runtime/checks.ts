import { expect, type Page } from '@playwright/test';
import { golden, goldenNetwork } from '../../fixtures/golden.ts';
import { narrowed } from '../../fixtures/narrowed.ts';
import { allFamilies } from '../../src/arch/families/index.ts';
import { parseName } from '../../src/arch/names/registry.ts';
import { relativeDeviation } from '../../src/runtime/reference.ts';
import type { BackendId } from '../../src/runtime/contract.ts';
import type {} from './main.ts';
import { referenceLogits } from './reference.ts';

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

/** Between them, what each family brings that the others do not have. All names: `scripts/check-browser.mjs`. */
const ofEveryFamily = [
  'resnetblur18',
  'resnetaa34d',
  'plain18',
  'resnetv2_50x1_bit',
  'cifar_resnet20',
  'regnety_002',
  'skresnet18',
  'resnest14d',
  'res2net50_48w_2s',
  'shufflenet_v1_g3_x0_5',
  'shufflenet_v2_x0_5',
  'dpn68',
  'densenet121',
  'dfn_il_cifar_n2',
  'dfn_fuse3_cifar_14',
  'fractalnet_c2_b3',
  'bn_inception',
];

/** Networks of small pictures are whole in the reference figures. */
const whole = ['cifar_v2order_full_20', 'dmrnet_cifar_56', 'fractalnet_C2_B3'];

/**
 * The active backend's logits for a small network of every family against double precision, and for whole networks of
 * small pictures against PyTorch's.
 */
export async function expectEveryFamily(page: Page, backend: BackendId): Promise<void> {
  const run = async (name: string, form: object, expected: ArrayLike<number>): Promise<void> => {
    const result = await page.evaluate((spec) => harness.run(spec), { ...form });
    expect([name, result.backend]).toEqual([name, backend]);
    const deviation = relativeDeviation(result.logits.slice(0, expected.length), expected);
    expect(deviation, name).toBeLessThan(1e-4);
  };
  const specs = ofEveryFamily.map((name) => ({ name, spec: narrowed(parseName(name)) }));
  const covered = new Set(specs.map(({ spec }) => spec.family));
  expect([...covered].toSorted()).toEqual(allFamilies.map(({ id }) => id).toSorted());
  for (const { name, spec } of specs) await run(name, spec, await referenceLogits(spec));
  for (const { name, spec, logits16 } of whole.map(goldenNetwork)) await run(name, spec, logits16);
}
