/** Odd and non-square inputs against PyTorch, and plain JavaScript against WASM. */
import { expect, it } from 'vitest';
import { golden } from '../../fixtures/golden.ts';
import { parseSpec } from '../arch/spec.ts';
import { required } from '../base/invariant.ts';
import { patternImage } from '../image/pattern.ts';
import type { BackendId } from './contract.ts';
import { Engine } from './engine.ts';
import { nodePlatform } from './platform/node.ts';
import { relativeDeviation } from './reference.ts';

async function logitsOn(backend: BackendId, forms: readonly object[]): Promise<Float32Array[]> {
  const engine = new Engine(nodePlatform());
  expect(await engine.start(backend)).toMatchObject({ active: backend, why: { key: 'run.why.forced' } });
  const found: Float32Array[] = [];
  for (const [index, form] of forms.entries()) {
    const spec = parseSpec(form);
    const input = patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
    const request = { spec, weights: { kind: 'seeded' }, input, keep: [] } as const;
    found.push((await engine.run(index, request, () => undefined)).logits);
  }
  await engine.dispose();
  return found;
}

it('gives the logits of PyTorch at other sizes', async () => {
  const cases = golden.sizes.flatMap(({ name, sizes }) =>
    Object.entries(sizes).flatMap(([size, { logits16, l2 }]) => {
      const { spec } = required(
        golden.networks.find((network) => network.name === name),
        name,
      );
      const [inputHeight, inputWidth] = size.split('x').map(Number);
      return logits16 && l2
        ? [{ name: `${name} ${size}`, form: { ...spec, inputHeight, inputWidth }, logits16, l2 }]
        : [];
    }),
  );
  expect(cases.length).toBeGreaterThanOrEqual(10);
  const found = await logitsOn(
    'wasm',
    cases.map(({ form }) => form),
  );
  for (const [index, { name, logits16, l2 }] of cases.entries()) {
    const logits = required(found[index], name);
    expect([name, relativeDeviation(logits.subarray(0, 16), logits16) < 1e-4]).toEqual([name, true]);
    const norm = Math.sqrt(logits.reduce((sum, x) => sum + x * x, 0));
    expect([name, Math.abs(norm / l2 - 1) < 1e-4]).toEqual([name, true]);
  }
});

it('gives the same logits in plain JavaScript as on WASM', async () => {
  const size = { inputHeight: 32, inputWidth: 35, classes: 20 };
  const forms = [
    { depth: 18, ...size },
    { depth: 14, variant: 'D', attention: 'se', cardinality: 32, baseWidth: 4, ...size },
    { depth: 14, stem: 'deepTiered', attention: 'eca', outputStride: 8, activation: 'silu', ...size },
  ];
  const [plain, wasm] = [await logitsOn('cpu', forms), await logitsOn('wasm', forms)];
  for (const index of forms.keys()) {
    const [actual, expected] = [required(plain[index], 'logits'), required(wasm[index], 'logits')];
    expect(relativeDeviation(actual, expected)).toBeLessThan(1e-5);
  }
});
