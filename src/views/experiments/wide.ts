/** Wide and shallow against narrow and deep at about equal numbers of parameters: arXiv 1605.07146, section 3. */
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { graphTotals } from '../../graph/queries.ts';
import { sequentialLayers } from '../../graph/sequence.ts';

export const budgets = ['small', 'middle', 'large'] as const;
export type Budget = (typeof budgets)[number];

/** Depth and widening factor; of each budget the deepest and narrowest last. */
const pairs: { readonly [B in Budget]: readonly (readonly [depth: number, widen: number])[] } = {
  small: [
    [10, 3],
    [16, 2],
    [40, 1],
  ],
  middle: [
    [16, 4],
    [22, 3],
    [40, 2],
    [160, 1],
  ],
  large: [
    [16, 8],
    [28, 6],
    [40, 4],
  ],
};

export interface WideNet {
  /** `WRN-16-4` */
  readonly name: string;
  readonly spec: FamilySpec;
  readonly params: number;
  readonly macs: number;
  readonly sequential: number;
}

function netOf(depth: number, widen: number): WideNet {
  const spec = parseSpec({ family: 'cifarResnet', order: 'fullPre', shortcut: 'projection', depth, widen });
  const graph = buildGraph(spec);
  const { params, macs } = graphTotals(graph);
  return { name: `WRN-${depth}-${widen}`, spec, params, macs, sequential: sequentialLayers(graph) };
}

export const netsOf = (budget: Budget): readonly WideNet[] =>
  pairs[budget].map(([depth, widen]) => netOf(depth, widen));
