/** The window that geometry gives, held against what really moves when a pixel of the picture is hidden. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { required } from '../base/invariant.ts';
import { nodeOf, outputOf } from '../graph/queries.ts';
import { receptiveFields, spanAt } from '../graph/receptiveField.ts';
import { patternImage } from '../image/pattern.ts';
import { parseNetwork } from '../weights/trained/names.ts';
import type { VariantResult } from './contract.ts';
import { Engine } from './engine.ts';
import { nodePlatform } from './platform/node.ts';

/** Names of networks without gates, and where they are looked at. */
const cases: readonly (readonly [string, number, readonly string[]])[] = [
  ['cifar_resnet20', 32, ['stem', 'stage1']],
  ['resnet26d', 96, ['stem', 'stage1']],
  ['resnet50?outputStride=8', 96, ['stem', 'stage1']],
  ['resnet14?outputStride=8', 224, ['stage2', 'stage3', 'stage4']],
  ['{"family":"inception"}', 224, ['stem', 'stage1']],
  ['{"family":"fractalnet"}', 32, ['stage1']],
  ['{"family":"fusenet"}', 32, ['stage1.block0', 'stage1.block1']],
  ['shufflenet_v2_x0_5', 96, ['stem', 'stage1.block0', 'stage1']],
  ['densenet121', 64, ['stem', 'stage1.block0', 'stage1.block1']],
  ['dpn68', 64, ['stem', 'stage1.block0']],
  ['res2net50_26w_4s', 64, ['stage1.block0', 'stage1.block1']],
  ['regnetx_002', 96, ['stem', 'stage1', 'stage2']],
  ['resnetblur18', 96, ['stem', 'stage1.block0', 'stage2.block0']],
];

describe('a hidden pixel', () => {
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    await engine.start(null);
  }, 60_000);
  afterAll(() => engine.dispose());

  it.each(cases)(
    'moves in %s at %i what sees it, and nothing else',
    async (name, side, regions) => {
      const spec = { ...parseNetwork(name).spec, inputHeight: side, inputWidth: side };
      const graph = buildGraph(spec);
      const nodes = regions.map((region) => outputOf(graph, region));
      const pixel = { top: side / 2 + 1, left: side / 2 - 3 };
      const results: VariantResult[] = [];
      await engine.runVariants(
        1,
        {
          spec,
          weights: { kind: 'seeded' },
          input: patternImage(3, side, side),
          variants: [
            { id: 'whole', edits: [] },
            { id: 'hidden', edits: [], hidden: { ...pixel, height: 1, width: 1 } },
          ],
          read: nodes.map((node) => ({ node, as: 'values' as const })),
        },
        (result) => void results.push(result),
      );
      for (const node of nodes) {
        const [, , height = 0, width = 0] = nodeOf(graph, node).shape;
        const [a, b] = results.map(({ values }) => required(values[node], node));
        const rows = new Set<number>();
        const columns = new Set<number>();
        a?.forEach((value, at) => {
          if (value === b?.[at]) return;
          rows.add(Math.floor(at / width) % height);
          columns.add(at % width);
        });
        const field = required(receptiveFields(graph).get(node), node);
        if (field.kind !== 'window') throw new Error(node);
        const { widest, jump } = field;
        const seen = (span: { lo: number; hi: number }, count: number, at: number): number[] =>
          Array.from({ length: count }, (_, position) => position).filter((position) => {
            const { lo, hi } = spanAt(span, position, jump);
            return lo <= at && at <= hi;
          });
        const sorted = (positions: Set<number>): number[] => [...positions].toSorted((x, y) => x - y);
        expect([node, sorted(rows)]).toEqual([node, seen(widest.rows, height, pixel.top)]);
        expect([node, sorted(columns)]).toEqual([node, seen(widest.columns, width, pixel.left)]);
        expect(rows.size).toBeLessThan(height);
      }
    },
    60_000,
  );
});
