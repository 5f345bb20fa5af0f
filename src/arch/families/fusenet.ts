/** Merge-and-run and deeply-fused nets for CIFAR: arXiv 1611.07718, with the authors' code (zlmzju/fusenet). */
import { SpecError } from '../errors.ts';
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { stageOf } from '../stages.ts';
import { stemConvs } from '../stem.ts';
import type { BlockSpec, NetworkSpec, SpecActivation } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

export interface FuseNetSpec extends CommonSpec {
  readonly family: 'fusenet';
  /** Two streams that share their mean; two branches and a line added; or a short and a long chain added. */
  readonly fusion: 'mergeAndRun' | 'inception' | 'deep';
  readonly blocksPerStage: number;
  /** Channels of stem and first stage; every later stage has twice as many. */
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
  blocksPerStage: {
    kind: 'integer',
    min: 1,
    max: 64,
    label: 'spec.blocksPerStage',
    help: 'spec.fusion.blocksPerStage.help',
  },
  width: { kind: 'integer', min: 1, max: 512, label: 'spec.width', help: 'spec.width.help' },
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: FuseNetSpec = {
  family: 'fusenet',
  fusion: 'mergeAndRun',
  blocksPerStage: 9,
  width: 16,
  activation: 'relu',
  classes: 10,
  inputChannels: 3,
  inputHeight: 32,
  inputWidth: 32,
};

function normalize(spec: FuseNetSpec): NetworkSpec {
  const { fusion, activation, blocksPerStage: depth } = spec;
  if (fusion === 'deep' && depth > 1) {
    throw new SpecError('blocksPerStage', 'spec.deepFusionOnce', { fix: '1' });
  }
  const block = (out: number, merges: boolean): BlockSpec => {
    if (fusion === 'mergeAndRun') return { kind: 'mergeAndRun', out, merges, activation };
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
  };
  return {
    input: inputOf(spec),
    activation,
    layers: usualLayers,
    stem: { convs: stemConvs('cifar', spec.width), end: 'act', pool: 'none' },
    stages: [1, 2, 4].map((times, stage) =>
      stageOf({ depth, stride: stage === 0 ? 1 : 2 }, (index) =>
        block(spec.width * times, stage === 2 && index === depth - 1),
      ),
    ),
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
  conflicts: (spec) =>
    spec.fusion === 'deep' && spec.blocksPerStage > 1
      ? [{ option: 'blocksPerStage', fix: 1, reason: 'spec.deepFusionOnce' }]
      : [],
  normalize,
  names: tableNames(
    defaults,
    {
      dmrnet_cifar_56: { title: 'DFN-MR1, depth 56', options: {} },
      dmrnet_cifar_mr2: { title: 'DFN-MR2, depth 32', options: { blocksPerStage: 5, width: 64 } },
      dmrnet_cifar_mr3: { title: 'DFN-MR3, depth 50', options: { blocksPerStage: 8, width: 64 } },
      dfn_il_cifar_n2: { title: 'DFN-IL', options: { fusion: 'inception', blocksPerStage: 2 } },
      dfn_fuse3_cifar_14: { title: 'Three fusions', options: { fusion: 'deep', blocksPerStage: 1 } },
    },
    { registered: () => false },
  ),
};
