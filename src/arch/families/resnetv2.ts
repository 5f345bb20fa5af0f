/** Pre-activation ResNets: arXiv 1603.05027, section 4; BiT, arXiv 1912.11370; timm/models/resnetv2.py. */
import { SpecError } from '../errors.ts';
import { type PublishedNetwork, tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { depthPresets } from '../presets.ts';
import { denseTransform } from '../slots/transform.ts';
import { stageOf } from '../stages.ts';
import { stemConvs } from '../stem.ts';
import type { BlockKind, NetworkSpec, NormKind, SpecActivation, StageDepths, StemSpec } from '../types.ts';
import { checkGroups, normOf, widthsOf } from '../uniform.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Conflict, Family } from './index.ts';

export interface ResNetV2Spec extends CommonSpec {
  readonly family: 'resnetv2';
  readonly block: BlockKind;
  readonly depths: StageDepths;
  readonly stem: 'conv7' | 'deep' | 'deepTiered';
  readonly stemPool: 'max' | 'maxZero';
  readonly shortcut: 'projection' | 'avgProjection';
  /** Times the channels of stem and stages: x1, x3 of BiT. */
  readonly widthFactor: number;
  readonly norm: NormKind;
  /** Whether each filter is brought to mean 0 and variance 1 before it is used. */
  readonly standardize: 'off' | 'on';
  readonly survival: number;
  readonly activation: SpecActivation;
}

/** timm's, so small that it only keeps a filter of zeros from dividing by zero. */
const standardizeEps = 1e-8;
const stagePlanes = [64, 128, 256, 512];

const options: OptionTable<ResNetV2Spec> = {
  block: { kind: 'choice', values: ['basic', 'bottleneck'], label: 'spec.block', help: 'spec.block.help' },
  depths: { kind: 'integers', length: 4, min: 1, max: 100, label: 'spec.depths', help: 'spec.depths.help' },
  norm: sharedOptions.norm,
  standardize: {
    kind: 'choice',
    values: ['off', 'on'],
    label: 'spec.standardize',
    help: 'spec.standardize.help',
  },
  widthFactor: {
    kind: 'integer',
    min: 1,
    max: 8,
    label: 'spec.widthFactor',
    help: 'spec.widthFactor.help',
  },
  stem: {
    kind: 'choice',
    values: ['conv7', 'deep', 'deepTiered'],
    label: 'spec.stem',
    help: 'spec.stem.help',
  },
  stemPool: { kind: 'choice', values: ['max', 'maxZero'], label: 'spec.stemPool', help: 'spec.v2Pool.help' },
  shortcut: {
    kind: 'choice',
    values: ['projection', 'avgProjection'],
    label: 'spec.shortcut',
    help: 'spec.v2Shortcut.help',
  },
  survival: sharedOptions.survival,
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: ResNetV2Spec = {
  family: 'resnetv2',
  block: 'bottleneck',
  depths: [3, 4, 6, 3],
  stem: 'conv7',
  stemPool: 'max',
  shortcut: 'projection',
  widthFactor: 1,
  norm: 'batch',
  standardize: 'off',
  survival: 1,
  activation: 'relu',
  ...imageNet,
};

/** `depth` stands for block and depths. */
function expand(partial: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { depth, ...rest } = partial;
  if (depth === undefined) return rest;
  const preset = depthPresets.find((entry) => String(entry.depth) === String(depth));
  if (!preset) {
    const allowed = depthPresets.map((entry) => entry.depth).join(', ');
    throw new SpecError('depth', 'spec.notChoice', { value: String(depth).slice(0, 40), allowed });
  }
  return { block: preset.block, depths: preset.depths, ...rest };
}

/** Behind a batch norm the scale of a filter is lost anyway; only group norm was trained with standardised ones. */
const conflicts = (spec: ResNetV2Spec): readonly Conflict[] =>
  spec.norm === 'batch' && spec.standardize === 'on'
    ? [{ option: 'standardize', fix: 'off', reason: 'spec.standardizeNeedsGroups' }]
    : [];

function normalize(spec: ResNetV2Spec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) throw new SpecError(conflict.option, conflict.reason, { fix: String(conflict.fix) });
  const stemWidth = (spec.stem === 'conv7' ? 64 : 32) * spec.widthFactor;
  const stem: StemSpec = { convs: stemConvs(spec.stem, stemWidth), end: 'conv', pool: spec.stemPool };
  const layers = {
    norm: normOf(spec.norm),
    standardize: spec.standardize === 'on' ? standardizeEps : null,
  };
  checkGroups(
    layers,
    stem.convs.map(({ out }) => out),
  );
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers,
    stem,
    stages: spec.depths.map((depth, index) => {
      const transform = denseTransform(spec.block, (stagePlanes[index] ?? 0) * spec.widthFactor, 'spatial');
      checkGroups(layers, widthsOf(transform));
      return stageOf({ depth, stride: index === 0 ? 1 : 2 }, () => ({
        kind: 'residual',
        transform,
        attention: { kind: 'none' },
        attentionAt: 'branch',
        shortcut: { kind: spec.shortcut, kernel: 1 },
        order: { kind: 'fullPre', sharesIdentity: false },
        gain: 1,
        activation: spec.activation,
      }));
    }),
    head: { lastConv: null, normAct: true, pool: 'avg', classifier: 'conv', classes: spec.classes },
    survival: spec.survival,
    naming: 'timmResnetV2',
  };
}

/** Deep stem and pooled shortcut: timm's letters. */
const d = { stem: 'deep', shortcut: 'avgProjection' } as const;
const t = { stem: 'deepTiered', shortcut: 'avgProjection' } as const;
const bit = { norm: 'group', standardize: 'on', stemPool: 'maxZero' } as const;

type Row = readonly [
  name: string,
  title: string,
  depth: number,
  more: PublishedNetwork<ResNetV2Spec>['options'],
];

/** timm/models/resnetv2.py, without those of other norms. */
const rows: readonly Row[] = [
  ['resnetv2_18', 'ResNetV2-18', 18, {}],
  ['resnetv2_18d', 'ResNetV2-18-D', 18, d],
  ['resnetv2_34', 'ResNetV2-34', 34, {}],
  ['resnetv2_34d', 'ResNetV2-34-D', 34, d],
  ['resnetv2_50', 'ResNetV2-50', 50, {}],
  ['resnetv2_50d', 'ResNetV2-50-D', 50, d],
  ['resnetv2_50t', 'ResNetV2-50-T', 50, t],
  ['resnetv2_101', 'ResNetV2-101', 101, {}],
  ['resnetv2_101d', 'ResNetV2-101-D', 101, d],
  ['resnetv2_152', 'ResNetV2-152', 152, {}],
  ['resnetv2_152d', 'ResNetV2-152-D', 152, d],
  ['resnetv2_50d_gn', 'ResNetV2-50-D, group norm', 50, { ...d, norm: 'group' }],
  ['resnetv2_50x1_bit', 'BiT-50x1', 50, bit],
  ['resnetv2_50x3_bit', 'BiT-50x3', 50, { ...bit, widthFactor: 3 }],
  ['resnetv2_101x1_bit', 'BiT-101x1', 101, bit],
  ['resnetv2_101x3_bit', 'BiT-101x3', 101, { ...bit, widthFactor: 3 }],
  ['resnetv2_152x2_bit', 'BiT-152x2', 152, { ...bit, widthFactor: 2 }],
  ['resnetv2_152x4_bit', 'BiT-152x4', 152, { ...bit, widthFactor: 4 }],
];

function published([name, title, depth, more]: Row): [string, PublishedNetwork<ResNetV2Spec>] {
  const { block, depths } = expand({ depth }) as Pick<ResNetV2Spec, 'block' | 'depths'>;
  return [name, { title, options: { block, depths, ...more } }];
}

export const resnetv2: Family<ResNetV2Spec> = {
  id: 'resnetv2',
  label: 'family.resnetv2',
  help: 'family.resnetv2.help',
  options,
  defaults,
  shortForms: ['depth'],
  expand,
  conflicts,
  normalize,
  names: tableNames(defaults, Object.fromEntries(rows.map(published))),
};
