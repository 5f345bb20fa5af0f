/** Networks of papers of which only some figures are known, and no tensor by tensor reference. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { graphTotals } from '../graph/queries.ts';
import { patternImage } from '../image/pattern.ts';
import { Engine } from './engine.ts';
import { nodePlatform } from './platform/node.ts';

const engine = new Engine(nodePlatform());
beforeAll(async () => {
  expect((await engine.start('wasm')).active).toBe('wasm');
});
afterAll(() => engine.dispose());

// arXiv 1611.07718: 46.4 million parameters. The rest is of the authors' network in double precision, with the seeded
// weights and the pattern image: multiply-accumulates in millions, the first logit, their norm, and the largest one.
it.each([
  {
    name: 'dfn_mr_imagenet_50',
    params: 46_395_048,
    millions: 7341.031,
    first: -239.458166299,
    l2: 4927.84,
    top1: 706,
  },
])('$name has the known cost and logits', async ({ name, params, millions, first, l2, top1 }) => {
  const { spec } = parseSpecText(name);
  const totals = graphTotals(buildGraph(spec));
  expect(totals.params).toBe(params);
  expect(totals.macs / 1e6).toBeCloseTo(millions, 2);
  const input = patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
  const request = { spec, weights: { kind: 'seeded' }, input, keep: [] } as const;
  const { logits } = await engine.run(1, request, () => undefined);
  const norm = Math.hypot(...logits);
  expect(Math.abs((logits[0] ?? 0) / first - 1)).toBeLessThan(1e-4);
  expect(Math.abs(norm / l2 - 1)).toBeLessThan(1e-4);
  expect(logits.indexOf(Math.max(...logits))).toBe(top1);
});
