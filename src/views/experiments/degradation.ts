/** Plain against residual nets of the same blocks at growing depth: arXiv 1512.03385, sections 1 and 4.1. */
import { buildGraph } from '../../arch/build.ts';
import { depthPresets, layerCount } from '../../arch/presets.ts';
import { changedOptions, editSpec, optionValue } from '../../arch/spec.ts';
import type { CifarResNetSpec } from '../../arch/families/cifarResnet.ts';
import type { FamilySpec, ResNetSpec } from '../../arch/types.ts';
import { residualBlocks } from '../../graph/blocks.ts';
import type { GraphEdit } from '../../graph/passes/variants.ts';
import { outputOf } from '../../graph/queries.ts';
import type { Graph, NodeId } from '../../graph/types.ts';
import { trained, type TrainedNet } from '../../weights/trained/index.ts';

/** Blocks in each stage of the CIFAR nets; 1 to 18 are 8 to 110 layers of basic blocks. */
const cifarBlocks = [1, 3, 5, 9, 18];
/** Deeper ones of ResNet are left out: their weights alone fill a phone. */
const deepest = 50;

export interface Deep {
  /** Weighted layers by the papers' count, without projections. */
  readonly layers: number;
  readonly spec: FamilySpec;
  readonly graph: Graph;
  /** What leaves each block, in order. */
  readonly outputs: readonly NodeId[];
  /** What makes the plain net of it. */
  readonly plain: readonly GraphEdit[];
}

/**
 * Seeded weights scale the end of each residual branch by 1/4, as training starts with small branches too. A plain net
 * has nothing else to carry the signal, so there it is taken back.
 */
const branchEnd = 4;

function deepOf(spec: FamilySpec, layers: number): Deep {
  const graph = buildGraph(spec);
  const joined = residualBlocks(graph).map(({ region }) => region);
  const blocks = graph.regions.filter(({ kind }) => kind === 'block');
  return {
    layers,
    spec,
    graph,
    outputs: blocks.map(({ id }) => outputOf(graph, id)),
    plain: [
      { kind: 'scaleBranches', factors: Object.fromEntries(joined.map((region) => [region, branchEnd])) },
      { kind: 'branchOnly', blocks: joined },
    ],
  };
}

const cifarLayers = ({ block, blocksPerStage }: CifarResNetSpec): number =>
  blocksPerStage * (block === 'basic' ? 6 : 9) + 2;

function cifarDepths(spec: CifarResNetSpec): readonly Deep[] {
  const counts = new Set([...cifarBlocks, spec.blocksPerStage]);
  return [...counts].map((blocksPerStage) => {
    const deep = { ...spec, blocksPerStage };
    return deepOf(deep, cifarLayers(deep));
  });
}

/** Of nets with as many layers this one stands alone. */
function resNetDepths(spec: ResNetSpec): readonly Deep[] {
  const present = layerCount(spec);
  const presets = depthPresets.filter(
    (preset) => preset.block === spec.block && preset.depth <= deepest && layerCount(preset) !== present,
  );
  return [
    deepOf(spec, present),
    ...presets.map(({ block, depths }) => deepOf({ ...spec, depths }, layerCount({ block, depths }))),
  ];
}

/** The residual net of a plain one. */
function withShortcuts<S extends FamilySpec>(spec: S): S {
  return optionValue(spec, 'shortcut') === 'none' ? editSpec(spec, { shortcut: 'projection' }).spec : spec;
}

/** This network's blocks at growing depth, this one among them; null for families without plain nets. */
export function depthsOf(spec: FamilySpec): readonly Deep[] | null {
  const depths =
    spec.family === 'cifarResnet'
      ? cifarDepths(withShortcuts(spec))
      : spec.family === 'resnet'
        ? resNetDepths(withShortcuts(spec))
        : null;
  return depths?.toSorted((a, b) => a.layers - b.layers) ?? null;
}

export const layersOf = (spec: FamilySpec): number | null =>
  spec.family === 'cifarResnet' ? cifarLayers(spec) : spec.family === 'resnet' ? layerCount(spec) : null;

export interface TrainedPair {
  readonly plain: TrainedNet;
  readonly residual: TrainedNet;
}

/** Trained nets that differ in their shortcuts alone, one of them without any. */
export const trainedPairs = (): readonly TrainedPair[] =>
  trained.nets
    .filter(({ spec }) => optionValue(spec, 'shortcut') === 'none')
    .flatMap((plain) =>
      trained.nets
        .filter((net) => net !== plain && changedOptions(net.spec, plain.spec).join() === 'shortcut')
        .map((residual) => ({ plain, residual })),
    );
