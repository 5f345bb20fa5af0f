/** What the values of a choice are called. A mapped type: a value without a name does not compile. */
import { optionsOf } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import type { StemPreset } from '../../arch/presets.ts';
import { type MessageKey, t } from '../../text/index.ts';

type AllKeys = FamilySpec extends infer S ? (S extends FamilySpec ? keyof S : never) : never;
/** What an option can be, over all families that have one of this name. */
type ValuesOf<K> = FamilySpec extends infer S ? (S extends Record<K & string, infer V> ? V : never) : never;
type ChoiceKey = {
  [K in Exclude<AllKeys, 'family'>]: ValuesOf<K> extends string
    ? K
    : number extends ValuesOf<K>
      ? never
      : ValuesOf<K> extends number
        ? K
        : never;
}[Exclude<AllKeys, 'family'>];

const labels: {
  readonly [K in ChoiceKey]: { readonly [V in ValuesOf<K> & (string | number)]: MessageKey };
} = {
  block: { basic: 'spec.choice.basic', bottleneck: 'spec.choice.bottleneck' },
  strideAt: { reduce: 'spec.choice.reduce', spatial: 'spec.choice.spatial' },
  stem: {
    conv7: 'spec.choice.conv7',
    deep: 'spec.choice.deep',
    deepTiered: 'spec.choice.deepTiered',
    cifar: 'spec.choice.cifar',
  },
  stemPool: {
    max: 'spec.choice.poolMax',
    maxCeil: 'spec.choice.poolMaxCeil',
    maxZero: 'spec.choice.poolMaxZero',
    conv: 'spec.choice.poolConv',
    none: 'spec.choice.poolNone',
  },
  shortcut: {
    none: 'spec.choice.plain',
    zeroPad: 'spec.choice.zeroPad',
    projection: 'spec.choice.projection',
    projectionAlways: 'spec.choice.projectionAlways',
    avgProjection: 'spec.choice.avgProjection',
    maxProjection: 'spec.choice.maxProjection',
  },
  shortcutKernel: { 1: 'spec.choice.kernel1', 3: 'spec.choice.kernel3' },
  reduceFirst: { 1: 'spec.choice.by1', 2: 'spec.choice.by2' },
  attention: {
    none: 'spec.choice.none',
    se: 'spec.choice.se',
    eca: 'spec.choice.eca',
    ceca: 'spec.choice.ceca',
    ese: 'spec.choice.ese',
  },
  groups: {
    1: 'spec.choice.groups1',
    2: 'spec.choice.groups2',
    3: 'spec.choice.groups3',
    4: 'spec.choice.groups4',
    8: 'spec.choice.groups8',
  },
  residual: { none: 'spec.choice.none', branch: 'spec.choice.aroundBranch' },
  attentionAt: {
    branch: 'spec.choice.atBranch',
    spatial: 'spec.choice.atSpatial',
    pre: 'spec.choice.atPre',
    post: 'spec.choice.atPost',
    identity: 'spec.choice.atIdentity',
  },
  antiAlias: { none: 'spec.choice.aaNone', avg: 'spec.choice.aaAvg', blur: 'spec.choice.aaBlur' },
  paths: { half: 'spec.choice.half', all: 'spec.choice.all' },
  skDivisor: { 8: 'spec.choice.eight', 16: 'spec.choice.sixteen', 32: 'spec.choice.thirtyTwo' },
  avgDown: { none: 'spec.choice.avgNone', before: 'spec.choice.avgBefore', after: 'spec.choice.avgAfter' },
  reductionRounding: { timm: 'spec.choice.timm', legacy: 'spec.choice.legacy' },
  order: {
    post: 'spec.choice.post',
    bnAfterAdd: 'spec.choice.bnAfterAdd',
    reluBeforeAdd: 'spec.choice.reluBeforeAdd',
    reluOnly: 'spec.choice.reluOnly',
    fullPre: 'spec.choice.fullPre',
  },
  norm: { batch: 'spec.choice.batchNorm', group: 'spec.choice.groupNorm' },
  standardize: { off: 'spec.choice.off', on: 'spec.choice.on' },
  survivalScale: { training: 'spec.choice.inTraining', test: 'spec.choice.atTest' },
  outputStride: { 8: 'spec.choice.stride8', 16: 'spec.choice.stride16', 32: 'spec.choice.stride32' },
  activation: {
    relu: 'spec.choice.relu',
    relu6: 'spec.choice.relu6',
    leakyRelu: 'spec.choice.leakyRelu',
    elu: 'spec.choice.elu',
    silu: 'spec.choice.silu',
    hardSwish: 'spec.choice.hardSwish',
  },
  fusion: {
    mergeAndRun: 'spec.choice.mergeAndRun',
    inception: 'spec.choice.inceptionLike',
    deep: 'spec.choice.deepFusion',
  },
  builtFor: { cifar: 'spec.choice.forCifar', imageNet: 'spec.choice.forImageNet' },
  version: {
    bn: 'spec.choice.bnInception',
    v3: 'spec.choice.inceptionV3',
    v4: 'spec.choice.inceptionV4',
  },
  stemKernel: { 7: 'spec.choice.kernel7', 3: 'spec.choice.kernel3' },
  branchEnd: { cut: 'spec.choice.cut', twoConvs: 'spec.choice.twoConvs' },
  headPool: {
    avg: 'spec.choice.avg',
    max: 'spec.choice.max',
    avgMax: 'spec.choice.avgMax',
    catAvgMax: 'spec.choice.catAvgMax',
  },
};

/** What the page calls an option; the option itself where it has no name. */
export function optionLabel(spec: FamilySpec, option: string): string {
  const description = optionsOf(spec.family)[option];
  return description ? t(description.label) : option;
}

/** The name of a value; the value itself where it has none (numbers, lists). */
export function valueLabel(option: string, value: unknown): string {
  if (Array.isArray(value)) return value.join('·');
  const table: Readonly<Record<string, MessageKey>> | undefined = Object.hasOwn(labels, option)
    ? labels[option as ChoiceKey]
    : undefined;
  const key = table?.[String(value)];
  return key === undefined ? String(value) : t(key);
}

export const stemPresetLabels: { readonly [S in StemPreset]: MessageKey } = {
  conv7: 'spec.choice.conv7',
  deep: 'spec.choice.deep',
  deepWide: 'spec.choice.deepWide',
  deepTiered: 'spec.choice.deepTiered',
  cifar: 'spec.choice.cifar',
};
