/** ResNet-A to ResNet-D of one network, step by step (arXiv 1812.01187, section 4), and what each step changes. */
import { buildGraph } from '../../arch/build.ts';
import { type Variant, variantPatch, variants } from '../../arch/presets.ts';
import { editSpec, sameSpec } from '../../arch/spec.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { blocksOf, residualBlocks } from '../../graph/blocks.ts';
import { graphTotals, nodeOf, nodesIn, type Totals } from '../../graph/queries.ts';
import { coverageOf, firstWindow, unread } from '../../graph/reads.ts';
import type { ReceptiveField } from '../../graph/receptiveField.ts';
import type { Graph, NodeId, NodeWithOp, RegionId } from '../../graph/types.ts';
import { type TrainedNet, trainedFor } from '../../weights/trained/index.ts';
import { stageFields } from './fields.ts';

export interface Step {
  readonly letter: Variant;
  readonly spec: ResNetSpec;
  readonly graph: Graph;
  readonly totals: Totals;
  /** Shares of a strided block's input that are read; null where no block strides. */
  readonly branchReads: number | null;
  readonly shortcutReads: number | null;
  /** Of the last stage. */
  readonly field: ReceptiveField | null;
  /** The net of this letter that comes with the page, or null. */
  readonly trained: TrainedNet | null;
  /** Nothing changed since the step before: a basic block has no 1x1 whose stride could move. */
  readonly asBefore: boolean;
}

function readOf(graph: Graph, input: NodeId, term: NodeId): number {
  const first = firstWindow(graph, input, term);
  return first === null ? 1 : 1 - unread(coverageOf(graph, first));
}

/** The first block that halves the resolution stands for all of them. */
function readsOf(graph: Graph): Pick<Step, 'branchReads' | 'shortcutReads'> {
  const block = residualBlocks(graph).find(({ downsamples }) => downsamples);
  if (block === undefined || block.input === null) return { branchReads: null, shortcutReads: null };
  return {
    branchReads: readOf(graph, block.input, block.join.branch),
    shortcutReads: readOf(graph, block.input, block.join.shortcut),
  };
}

/** Letters that this network cannot have are left out. */
export function stepsOf(spec: ResNetSpec): readonly Step[] {
  const steps: Step[] = [];
  for (const letter of variants) {
    try {
      const own = editSpec(spec, variantPatch(spec, letter)).spec;
      const graph = buildGraph(own);
      const before = steps.at(-1);
      steps.push({
        letter,
        spec: own,
        graph,
        totals: graphTotals(graph),
        ...readsOf(graph),
        field: stageFields(graph).at(-1)?.field ?? null,
        trained: trainedFor(own),
        asBefore: before !== undefined && sameSpec(before.spec, own),
      });
    } catch {
      // A size at which this letter's maps do not fit: its step is not there.
    }
  }
  return steps;
}

export interface StemLayer {
  readonly node: NodeWithOp<'conv2d'>;
  readonly weights: number;
}

export interface StemFigures {
  readonly layers: readonly StemLayer[];
  readonly weights: number;
  readonly macs: number;
  readonly activations: number;
}

/** The convolutions of the stem, and how many activations stand behind them. */
export function stemOf(graph: Graph): StemFigures {
  const nodes = nodesIn(graph, 'stem');
  const layers = nodes.flatMap((node): StemLayer[] =>
    node.op === 'conv2d' ? [{ node, weights: node.params }] : [],
  );
  return {
    layers,
    weights: layers.reduce((sum, { weights }) => sum + weights, 0),
    macs: layers.reduce((sum, { node }) => sum + node.macs, 0),
    activations: nodes.filter(({ op }) => op === 'activation').length,
  };
}

export interface Narrowing {
  /** Blocks that are alike, in order. */
  readonly blocks: readonly RegionId[];
  readonly input: number;
  /** Channels that the first convolution of the branch puts out. */
  readonly inner: number;
  readonly output: number;
}

/** How far each block narrows its input, and what it puts out. */
export function narrowings(graph: Graph): readonly Narrowing[] {
  const rows: Narrowing[] = [];
  for (const { region, input, output } of blocksOf(graph)) {
    const first = nodesIn(graph, region).find(
      ({ op, scope }) => op === 'conv2d' && !scope.startsWith(`${region}.shortcut`),
    );
    if (input === null || first === undefined) continue;
    const channels = (id: NodeId): number => nodeOf(graph, id).shape[1] ?? 0;
    const row = { input: channels(input), inner: channels(first.id), output: channels(output) };
    const last = rows.at(-1);
    const same = last && last.input === row.input && last.inner === row.inner && last.output === row.output;
    if (last && same) rows[rows.length - 1] = { ...last, blocks: [...last.blocks, region] };
    else rows.push({ ...row, blocks: [region] });
  }
  return rows;
}
