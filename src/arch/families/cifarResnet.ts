/**
 * The residual nets for CIFAR: arXiv 1512.03385, section 4.2; the orders of norm, activation and addition of 1603.05027;
 * wide ones of 1605.07146; stochastic depth of 1603.09382.
 */
import { SpecError } from '../errors.ts';
import { type PublishedNetwork, tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { activatesFirst } from '../slots/order.ts';
import { denseTransform } from '../slots/transform.ts';
import { stageOf } from '../stages.ts';
import { stemConvs } from '../stem.ts';
import { survivalOf } from '../survival.ts';
import type { BlockSpec, TransformSpec } from '../blocks/types.ts';
import type {
  BlockKind,
  BlockOrder,
  NetworkSpec,
  ShortcutKind,
  SpecActivation,
  StemSpec,
  StridePlace,
} from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, inputOf, sharedOptions } from './common.ts';
import type { Conflict, Family } from './index.ts';

export interface CifarResNetSpec extends CommonSpec {
  readonly family: 'cifarResnet';
  readonly block: BlockKind;
  /** Blocks in each of the three stages: the depth is 6 times as many and 2, or 9 times of bottlenecks. */
  readonly blocksPerStage: number;
  /** Channels of stem and first stage; every later stage has twice as many. A bottleneck puts out four times as many. */
  readonly width: number;
  /** Times the channels of the stages, not of the stem. */
  readonly widen: number;
  readonly order: BlockOrder;
  readonly strideAt: StridePlace;
  readonly shortcut: Exclude<ShortcutKind, 'avgProjection' | 'maxProjection'>;
  readonly survival: number;
  /**
   * Where stochastic depth makes up for dropped branches: in training, where kept ones are divided by their chance
   * (timm), or at test time, where branches are multiplied by it (the paper).
   */
  readonly survivalScale: 'training' | 'test';
  readonly activation: SpecActivation;
}

const options: OptionTable<CifarResNetSpec> = {
  order: {
    kind: 'choice',
    values: ['post', 'bnAfterAdd', 'reluBeforeAdd', 'reluOnly', 'fullPre'],
    label: 'spec.order',
    help: 'spec.order.help',
  },
  block: { kind: 'choice', values: ['basic', 'bottleneck'], label: 'spec.block', help: 'spec.block.help' },
  blocksPerStage: {
    kind: 'integer',
    min: 1,
    max: 200,
    label: 'spec.blocksPerStage',
    help: 'spec.blocksPerStage.help',
  },
  width: { kind: 'integer', min: 1, max: 512, label: 'spec.width', help: 'spec.width.help' },
  widen: { kind: 'integer', min: 1, max: 16, label: 'spec.widen', help: 'spec.widen.help' },
  strideAt: {
    kind: 'choice',
    values: ['reduce', 'spatial'],
    label: 'spec.strideAt',
    help: 'spec.strideAt.help',
  },
  shortcut: {
    kind: 'choice',
    values: ['zeroPad', 'projection', 'projectionAlways', 'none'],
    label: 'spec.shortcut',
    help: 'spec.shortcut.help',
  },
  survival: sharedOptions.survival,
  survivalScale: {
    kind: 'choice',
    values: ['training', 'test'],
    label: 'spec.survivalScale',
    help: 'spec.survivalScale.help',
  },
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: CifarResNetSpec = {
  family: 'cifarResnet',
  block: 'basic',
  blocksPerStage: 3,
  width: 16,
  widen: 1,
  order: 'post',
  strideAt: 'spatial',
  shortcut: 'zeroPad',
  survival: 1,
  survivalScale: 'training',
  activation: 'relu',
  classes: 10,
  inputChannels: 3,
  inputHeight: 32,
  inputWidth: 32,
};

/**
 * `depth` stands for the blocks of a stage: 20 for 3, 110 for 18, 164 for 18 bottlenecks. Wide nets count their
 * projections: 28 is 4 blocks a stage where the activation comes first. Throws SpecError for what is no such depth.
 */
function expand(partial: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { depth, ...rest } = partial;
  if (depth === undefined) return rest;
  const layers = rest['block'] === 'bottleneck' ? 9 : 6;
  const ends = layers === 6 && rest['order'] === 'fullPre' ? [2, 4] : [2];
  const blocksPerStage = ends.map((end) => (Number(depth) - end) / layers).find(Number.isInteger) ?? 0;
  if (blocksPerStage < 1) {
    throw new SpecError('depth', layers === 9 ? 'spec.notDepthOf9n' : 'spec.notDepthOf6n', {
      value: String(depth).slice(0, 40),
    });
  }
  return { blocksPerStage, ...rest };
}

function conflicts(spec: CifarResNetSpec): readonly Conflict[] {
  const found: Conflict[] = [];
  const need = <K extends keyof CifarResNetSpec>(
    option: K,
    fix: CifarResNetSpec[K],
    reason: Conflict['reason'],
  ): void => {
    if (spec[option] !== fix) found.push({ option, fix, reason });
  };
  if (spec.block === 'basic') need('strideAt', 'spatial', 'spec.basicHasNoReduce');
  if (spec.shortcut === 'none') {
    need('order', 'post', 'spec.plainHasNoOrder');
    need('survival', 1, 'spec.plainCannotDrop');
  }
  if (spec.shortcut === 'none' || spec.survival === 1)
    need('survivalScale', 'training', 'spec.noBranchToScale');
  return found;
}

/** Where the stem ends: what it has no more of, the first block brings. */
const stemEnd = (order: BlockOrder): StemSpec['end'] =>
  order === 'fullPre' ? 'conv' : order === 'reluOnly' ? 'norm' : 'act';

function normalize(spec: CifarResNetSpec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) throw new SpecError(conflict.option, conflict.reason, { fix: String(conflict.fix) });
  const { activation, blocksPerStage: depth, order, shortcut } = spec;
  const blockOf = (transform: TransformSpec, stage: number, index: number): BlockSpec => ({
    kind: 'residual',
    transform,
    attention: { kind: 'none' },
    attentionAt: 'branch',
    shortcut: { kind: shortcut, kernel: 1 },
    // The paper's first unit activates before the split; where it widens, as in wide nets, it does so anyway.
    order: { kind: order, sharesIdentity: shortcut === 'zeroPad' && stage === 0 && index === 0 },
    gain: spec.survivalScale === 'test' ? survivalOf(stage * depth + index + 1, 3 * depth, spec.survival) : 1,
    activation,
  });
  return {
    input: inputOf(spec),
    activation,
    layers: usualLayers,
    stem: { convs: stemConvs('cifar', spec.width), end: stemEnd(order), pool: 'none' },
    stages: [1, 2, 4].map((times, stage) => {
      const transform = denseTransform(spec.block, spec.width * spec.widen * times, spec.strideAt);
      const stride = stage === 0 ? 1 : 2;
      if (shortcut === 'none' && spec.block === 'basic') {
        const { out } = transform;
        return stageOf({ depth: 2 * depth, stride }, () => ({ kind: 'plain', out, activation }));
      }
      return stageOf({ depth, stride }, (index) => blockOf(transform, stage, index));
    }),
    head: {
      lastConv: null,
      normAct: order === 'reluOnly' ? 'act' : activatesFirst(order),
      pool: 'avg',
      classifier: 'linear',
      classes: spec.classes,
    },
    survival: spec.survival,
    naming: 'timmResnet',
  };
}

/** The depths of arXiv 1512.03385, table 6. */
const depths = [20, 32, 44, 56, 110, 1202];
const plain = (depth: number): [string, PublishedNetwork<CifarResNetSpec>] => [
  `cifar_resnet${depth}`,
  { title: `ResNet-${depth}`, options: { blocksPerStage: (depth - 2) / 6 } },
];

/** arXiv 1603.05027, tables 2 to 4; bottlenecks as in the authors’ code, which strides in the first 1x1. */
const preBottleneck = {
  order: 'fullPre',
  block: 'bottleneck',
  strideAt: 'reduce',
  shortcut: 'projection',
} as const;
const preactivated: Readonly<Record<string, PublishedNetwork<CifarResNetSpec>>> = {
  cifar_preact_110: { title: 'Pre-activation 110', options: { order: 'fullPre', blocksPerStage: 18 } },
  cifar_preact_164: { title: 'Pre-activation 164', options: { ...preBottleneck, blocksPerStage: 18 } },
  cifar_preact_1001: { title: 'Pre-activation 1001', options: { ...preBottleneck, blocksPerStage: 111 } },
};

/** Depth and widening factor of arXiv 1605.07146, tables 4 and 5. */
const wide = ['16-4', '16-8', '16-10', '22-8', '22-10', '28-10', '28-12', '40-1', '40-2', '40-4', '40-8'];
function widened(name: string): [string, PublishedNetwork<CifarResNetSpec>] {
  const [depth = 0, widen = 1] = name.split('-').map(Number);
  const options = {
    order: 'fullPre',
    shortcut: 'projection',
    blocksPerStage: (depth - 4) / 6,
    widen,
  } as const;
  return [`wrn_${depth}_${widen}`, { title: `WRN-${name}`, options }];
}

export const cifarResnet: Family<CifarResNetSpec> = {
  id: 'cifarResnet',
  label: 'family.cifarResnet',
  help: 'family.cifarResnet.help',
  options,
  defaults,
  shortForms: ['depth'],
  expand,
  conflicts,
  normalize,
  names: tableNames(
    defaults,
    {
      ...Object.fromEntries(depths.map(plain)),
      ...preactivated,
      ...Object.fromEntries(wide.map(widened)),
      // arXiv 1603.09382, section 4: linear decay to one half.
      cifar_stochdepth_110: {
        title: 'Stochastic depth 110',
        options: { blocksPerStage: 18, survival: 0.5, survivalScale: 'test' },
      },
    },
    { registered: () => false, offered: (name) => !/^wrn_(16_10|22|28_12|40_[128])/.test(name) },
  ),
};
