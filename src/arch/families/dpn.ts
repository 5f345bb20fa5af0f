/** Dual-path networks: arXiv 1707.01629; timm/models/dpn.py. */
import { SpecError } from '../errors.ts';
import { type PublishedNetwork, tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { stageOf } from '../stages.ts';
import { stemConv } from '../stem.ts';
import type { NetworkSpec, SpecActivation, StageDepths } from '../types.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

export interface DpnSpec extends CommonSpec {
  readonly family: 'dpn';
  /** Blocks in each of the four stages. */
  readonly depths: StageDepths;
  /** Channels that the dense stream gains from each block of a stage. */
  readonly increments: readonly [number, number, number, number];
  /** Channels of the residual stream in the first stage; every later stage has twice as many. */
  readonly residualWidth: number;
  /** Channels of a branch's 3x3 in the first stage; every later stage has twice as many. */
  readonly branchWidth: number;
  readonly cardinality: number;
  readonly stemKernel: 3 | 7;
  readonly stemWidth: number;
  /** How a branch ends: in one 1x1 that is cut in two, or in one 1x1 for each stream. */
  readonly branchEnd: 'cut' | 'twoConvs';
  /** Of stem and head: branches have ReLU always, as timm's have. */
  readonly activation: SpecActivation;
}

const options: OptionTable<DpnSpec> = {
  depths: {
    kind: 'integers',
    length: 4,
    min: 1,
    max: 64,
    label: 'spec.depths',
    help: 'spec.dpn.depths.help',
  },
  increments: {
    kind: 'integers',
    length: 4,
    min: 1,
    max: 512,
    label: 'spec.increments',
    help: 'spec.increments.help',
  },
  residualWidth: {
    kind: 'integer',
    min: 8,
    max: 1024,
    label: 'spec.residualWidth',
    help: 'spec.residualWidth.help',
  },
  branchWidth: {
    kind: 'integer',
    min: 1,
    max: 1024,
    label: 'spec.branchWidth',
    help: 'spec.branchWidth.help',
  },
  cardinality: { kind: 'integer', min: 1, max: 256, label: 'spec.cardinality', help: 'spec.dpn.groups.help' },
  stemKernel: {
    kind: 'choice',
    values: [7, 3],
    label: 'spec.stemKernel',
    help: 'spec.stemKernel.help',
  },
  stemWidth: {
    kind: 'integer',
    min: 1,
    max: 512,
    label: 'spec.stemWidth',
    help: 'spec.dpn.stemWidth.help',
  },
  branchEnd: {
    kind: 'choice',
    values: ['cut', 'twoConvs'],
    label: 'spec.branchEnd',
    help: 'spec.branchEnd.help',
  },
  activation: { ...sharedOptions.activation, help: 'spec.dpn.activation.help' },
  ...commonOptions,
};

const defaults: DpnSpec = {
  family: 'dpn',
  depths: [3, 4, 12, 3],
  increments: [16, 32, 32, 64],
  residualWidth: 64,
  branchWidth: 128,
  cardinality: 32,
  stemKernel: 3,
  stemWidth: 10,
  branchEnd: 'cut',
  activation: 'relu',
  ...imageNet,
};

/** timm/models/dpn.py, its norms' epsilon too. */
function normalize(spec: DpnSpec): NetworkSpec {
  if (spec.branchWidth % spec.cardinality !== 0) {
    throw new SpecError('cardinality', 'spec.groupsDivide', {
      groups: spec.cardinality,
      width: spec.branchWidth,
    });
  }
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers: { norm: { kind: 'batch', eps: 1e-3 }, standardize: null },
    stem: {
      convs: [stemConv(spec.stemWidth, spec.stemKernel, 2)],
      end: 'act',
      pool: 'max',
    },
    stages: spec.depths.map((depth, stage) =>
      stageOf({ depth, stride: stage === 0 ? 1 : 2 }, (index) => ({
        kind: 'dualPath',
        width: spec.branchWidth * 2 ** stage,
        groups: spec.cardinality,
        residual: spec.residualWidth * 2 ** stage,
        increment: spec.increments[stage] ?? 1,
        project: index === 0,
        end: spec.branchEnd,
        activation: 'relu',
      })),
    ),
    head: { lastConv: null, normAct: true, pool: 'avg', classifier: 'conv', classes: spec.classes },
    survival: 1,
    naming: 'timmDpn',
  };
}

const large = { residualWidth: 256, stemKernel: 7 } as const;

/** timm/models/dpn.py, from dpn48b to dpn107. */
const table: Readonly<Record<string, PublishedNetwork<DpnSpec>>> = {
  dpn48b: {
    title: 'DPN-48b',
    options: { depths: [3, 4, 6, 3], branchEnd: 'twoConvs', activation: 'silu' },
  },
  dpn68: { title: 'DPN-68', options: {} },
  dpn68b: { title: 'DPN-68b', options: { branchEnd: 'twoConvs' } },
  dpn92: {
    title: 'DPN-92',
    options: {
      ...large,
      depths: [3, 4, 20, 3],
      increments: [16, 32, 24, 128],
      branchWidth: 96,
      stemWidth: 64,
    },
  },
  dpn98: {
    title: 'DPN-98',
    options: {
      ...large,
      depths: [3, 6, 20, 3],
      increments: [16, 32, 32, 128],
      branchWidth: 160,
      cardinality: 40,
      stemWidth: 96,
    },
  },
  dpn131: {
    title: 'DPN-131',
    options: {
      ...large,
      depths: [4, 8, 28, 3],
      increments: [16, 32, 32, 128],
      branchWidth: 160,
      cardinality: 40,
      stemWidth: 128,
    },
  },
  dpn107: {
    title: 'DPN-107',
    options: {
      ...large,
      depths: [4, 8, 20, 3],
      increments: [20, 64, 64, 128],
      branchWidth: 200,
      cardinality: 50,
      stemWidth: 128,
    },
  },
};

export const dpn: Family<DpnSpec> = {
  id: 'dpn',
  label: 'family.dpn',
  help: 'family.dpn.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  names: tableNames(defaults, table),
};
