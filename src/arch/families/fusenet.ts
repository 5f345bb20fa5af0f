/** Merge-and-run and deeply-fused nets: arXiv 1611.07718, with the authors' code (zlmzju/fusenet). */
import { SpecError } from '../errors.ts';
import { tableNames } from '../names/table.ts';
import { type OptionTable, sameValue } from '../options.ts';
import { stageOf } from '../stages.ts';
import { stemConvs } from '../stem.ts';
import type { BlockSpec } from '../blocks/types.ts';
import type { NetworkSpec, SpecActivation, StageDepths } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Conflict, Family } from './index.ts';

export interface FuseNetSpec extends CommonSpec {
  readonly family: 'fusenet';
  /** Two streams that share their mean; two branches and a line added; or a short and a long chain added. */
  readonly fusion: 'mergeAndRun' | 'inception' | 'deep';
  /** Three stages of equal depth for small images; or four of bottlenecks, merge and run alone. */
  readonly builtFor: 'cifar' | 'imageNet';
  /** For CIFAR. */
  readonly blocksPerStage: number;
  /** For ImageNet. */
  readonly depths: StageDepths;
  /**
   * Channels of stem and first stage, in bottlenecks of the first stage's 3x3; every later stage has twice as many.
   */
  readonly width: number;
  readonly activation: SpecActivation;
}

const options: OptionTable<FuseNetSpec> = {
  fusion: {
    kind: 'choice',
    values: ['mergeAndRun', 'inception', 'deep'],
    label: 'spec.fusion',
    help: 'spec.fusion.help',
  },
  builtFor: {
    kind: 'choice',
    values: ['cifar', 'imageNet'],
    label: 'spec.builtFor',
    help: 'spec.builtFor.help',
  },
  blocksPerStage: {
    kind: 'integer',
    min: 1,
    max: 64,
    label: 'spec.blocksPerStage',
    help: 'spec.fusion.blocksPerStage.help',
  },
  depths: {
    kind: 'integers',
    length: 4,
    min: 1,
    max: 64,
    label: 'spec.fusion.depths',
    help: 'spec.fusion.depths.help',
  },
  width: { kind: 'integer', min: 1, max: 512, label: 'spec.width', help: 'spec.width.help' },
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: FuseNetSpec = {
  family: 'fusenet',
  fusion: 'mergeAndRun',
  builtFor: 'cifar',
  blocksPerStage: 9,
  depths: [1, 2, 11, 2],
  width: 16,
  activation: 'relu',
  classes: 10,
  inputChannels: 3,
  inputHeight: 32,
  inputWidth: 32,
};

function conflicts(spec: FuseNetSpec): readonly Conflict[] {
  const found: Conflict[] = [];
  const need = <K extends keyof FuseNetSpec>(
    option: K,
    fix: FuseNetSpec[K],
    reason: Conflict['reason'],
  ): void => {
    if (!sameValue(spec[option], fix)) found.push({ option, fix, reason });
  };
  if (spec.builtFor === 'imageNet') {
    need('fusion', 'mergeAndRun', 'spec.fusion.imageNetMerges');
    need('blocksPerStage', defaults.blocksPerStage, 'spec.fusion.depthsInstead');
  } else {
    need('depths', defaults.depths, 'spec.fusion.equalDepths');
    if (spec.fusion === 'deep') need('blocksPerStage', 1, 'spec.deepFusionOnce');
  }
  return found;
}

function blockOf({ fusion, activation }: FuseNetSpec, out: number, merges: boolean): BlockSpec {
  if (fusion === 'mergeAndRun') {
    return { kind: 'mergeAndRun', out, narrow: null, line: 'projection', merges, activation };
  }
  const branches =
    fusion === 'deep'
      ? [
          { name: 'short', convs: 1 },
          { name: 'long', convs: 4 },
        ]
      : [
          { name: 'branch1', convs: 2 },
          { name: 'branch2', convs: 2 },
        ];
  return { kind: 'fused', out, branches, withLine: fusion === 'inception', activation };
}

/** Three stages; the last block makes one stream of two. */
const cifarNet = (spec: FuseNetSpec): Pick<NetworkSpec, 'stem' | 'stages'> => ({
  stem: { convs: stemConvs('cifar', spec.width), end: 'act', pool: 'none' },
  stages: [1, 2, 4].map((times, stage) =>
    stageOf({ depth: spec.blocksPerStage, stride: stage === 0 ? 1 : 2 }, (index) =>
      blockOf(spec, spec.width * times, stage === 2 && index === spec.blocksPerStage - 1),
    ),
  ),
});

/** The authors' symbol_cross.py: a bare 7x7, and two streams to the end. */
const imageNetNet = ({ depths, width, activation }: FuseNetSpec): Pick<NetworkSpec, 'stem' | 'stages'> => ({
  stem: { convs: stemConvs('conv7', width), end: 'conv', pool: 'max' },
  stages: depths.map((depth, stage) => {
    const narrow = width * 2 ** stage;
    return stageOf({ depth, stride: stage === 0 ? 1 : 2 }, () => ({
      kind: 'mergeAndRun',
      out: 4 * narrow,
      narrow,
      line: 'none',
      merges: false,
      activation,
    }));
  }),
});

function normalize(spec: FuseNetSpec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) throw new SpecError(conflict.option, conflict.reason, { fix: String(conflict.fix) });
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers: usualLayers,
    ...(spec.builtFor === 'imageNet' ? imageNetNet(spec) : cifarNet(spec)),
    head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linear', classes: spec.classes },
    survival: 1,
    naming: 'fused',
  };
}

export const fusenet: Family<FuseNetSpec> = {
  id: 'fusenet',
  label: 'family.fusenet',
  help: 'family.fusenet.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts,
  normalize,
  names: tableNames(
    defaults,
    {
      dmrnet_cifar_56: { title: 'DFN-MR1, depth 56', options: {} },
      dmrnet_cifar_mr2: { title: 'DFN-MR2, depth 32', options: { blocksPerStage: 5, width: 64 } },
      dmrnet_cifar_mr3: { title: 'DFN-MR3, depth 50', options: { blocksPerStage: 8, width: 64 } },
      dfn_il_cifar_n2: { title: 'DFN-IL', options: { fusion: 'inception', blocksPerStage: 2 } },
      dfn_fuse3_cifar_14: { title: 'Three fusions', options: { fusion: 'deep', blocksPerStage: 1 } },
      dfn_mr_imagenet_50: {
        title: 'DFN-MR, ImageNet, depth 50',
        options: { builtFor: 'imageNet', width: 64, ...imageNet },
      },
    },
    { registered: () => false },
  ),
};
