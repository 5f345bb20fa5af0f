/**
 * The shortcut options of arXiv 1512.03385, section 4.1, on one network: A adds zeros, B projects where shapes differ, C
 * projects everywhere. They are not ResNet-A to -D.
 */
import { buildGraph } from '../../arch/build.ts';
import { editSpec } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { residualBlocks } from '../../graph/blocks.ts';
import { applyEdits, type GraphEdit } from '../../graph/passes/variants.ts';
import { graphTotals, nodesIn, type Totals } from '../../graph/queries.ts';
import type { Graph } from '../../graph/types.ts';

export const optionKinds = ['plain', 'zeroPad', 'projection', 'projectionAlways'] as const;
export type OptionKind = (typeof optionKinds)[number];

export interface ShortcutOption {
  readonly kind: OptionKind;
  readonly spec: FamilySpec;
  readonly edits: readonly GraphEdit[];
  readonly totals: Totals;
  /** Blocks whose shortcut has a convolution. */
  readonly projections: number;
  readonly graph: Graph;
}

/** Families that have the options. */
export const hasOptions = ({ family }: FamilySpec): boolean =>
  family === 'resnet' || family === 'cifarResnet';

const projects = (graph: Graph): number =>
  residualBlocks(graph).filter(({ region }) =>
    nodesIn(graph, `${region}.shortcut`).some(({ op }) => op === 'conv2d'),
  ).length;

/**
 * The network with each option; one that it cannot have is left out. The plain one is option A with the shortcuts taken
 * away, so that its tensors keep their names and with them their seeded values.
 */
export function optionsOn(spec: FamilySpec): readonly ShortcutOption[] {
  return optionKinds.flatMap((kind): ShortcutOption[] => {
    try {
      const shortcut = kind === 'plain' ? 'zeroPad' : kind;
      const edited = editSpec(spec, { shortcut }).spec;
      const whole = buildGraph(edited);
      const blocks = residualBlocks(whole).map(({ region }) => region);
      const edits: readonly GraphEdit[] = kind === 'plain' ? [{ kind: 'branchOnly', blocks }] : [];
      const graph = applyEdits(whole, edits);
      return [{ kind, spec: edited, edits, totals: graphTotals(graph), projections: projects(graph), graph }];
    } catch {
      return [];
    }
  });
}
