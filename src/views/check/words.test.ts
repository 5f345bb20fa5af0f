import { expect, it } from 'vitest';
import { parseSpec } from '../../arch/spec.ts';
import type { Deviation } from '../../runtime/check/deviation.ts';
import type { CheckReport } from '../../runtime/check/index.ts';
import { detailOf, partRows, reportText, storedOf, verdictOf } from './words.ts';

const spec = parseSpec({ depth: 10, inputHeight: 64, inputWidth: 64 });
const off = (relative: number, at = 0): Deviation => ({
  relative,
  absolute: 2 * relative,
  at,
  actual: 2.5,
  expected: 0.5,
});
const fine = { node: 'stem.conv', alone: off(1e-7), inRun: null };
const pool = { node: 'stem.pool', alone: off(2e-6, 256 + 17), inRun: off(1e-6) };

function report(patch: Partial<CheckReport> = {}): CheckReport {
  const layers = [fine, pool];
  return { spec, backend: 'wasm', layers, first: null, worst: pool, stored: null, ms: 1200, ...patch };
}

it('says that all is right, how far off the worst is, and where', () => {
  expect(verdictOf(report())).toBe('WASM is right in all 2 layers.');
  expect(detailOf(report())).toContain('at maxpool, channel 1, row 1, column 1');
  expect(storedOf(report())).toContain('not in the stored figures');
  expect(partRows(report())).toEqual([{ part: 'stem', title: 'Stem', count: 2, worst: pool, right: true }]);
});

it('names the first wrong layer, and tells a fused kernel from the layer itself', () => {
  const wrong = { node: 'stage2.block0.conv1', alone: off(Number.NaN), inRun: null };
  const fused = { node: 'stage1.block0.act1', alone: off(1e-7), inRun: off(0.2) };
  const both = report({ layers: [fine, fused, wrong], first: fused, worst: wrong });
  expect(verdictOf(both)).toContain('layer1.0.act1');
  expect(detailOf(both)).toContain('2.5 instead of 0.5');
  expect(detailOf(both)).toContain('fused kernel');
  expect(detailOf(report({ layers: [wrong], first: wrong, worst: wrong }))).not.toContain('fused');
  expect(partRows(both).map(({ title, right }) => [title, right])).toEqual([
    ['Stem', true],
    ['Stage 1', false],
    ['Stage 2', false],
  ]);
  const text = reportText(both);
  expect(text).toContain('Stage 2\tNaN\tNaN\tlayer2.0.conv1\tdeviates');
  expect(text.split('\n').filter((line) => line.endsWith('deviates'))).toHaveLength(4);
});

it('does not call a network right whose logits are not PyTorch’s', () => {
  const stored = { spec, logits: 0.02, norm: 0.001, top5: false, ok: false };
  expect(verdictOf(report({ stored }))).toContain('not PyTorch’s');
  expect(storedOf(report({ stored }))).toMatch(/off by 0\.02 .* another top five/);
});
