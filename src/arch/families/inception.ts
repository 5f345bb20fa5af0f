/**
 * Inception networks: BN-Inception (arXiv 1502.03167), Inception v3 (arXiv 1512.00567) and v4 (arXiv 1602.07261), each
 * with or without squeeze-and-excitation behind its modules (arXiv 1709.01507, section 3.3).
 */
import { SpecError } from '../errors.ts';
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import type { AttentionSpec, InceptionBranch } from '../blocks/types.ts';
import type { NetworkSpec, SpecActivation } from '../types.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import { type Axis, nearestSize, sizeFault } from './inceptionSize.ts';
import { inceptionTables, type InceptionVersion } from './inceptionTables.ts';
import type { Conflict, Family } from './index.ts';

export interface InceptionSpec extends CommonSpec {
  readonly family: 'inception';
  readonly version: InceptionVersion;
  readonly attention: 'none' | 'se';
  readonly reductionRatio: number;
  readonly activation: SpecActivation;
}

const options: OptionTable<InceptionSpec> = {
  version: {
    kind: 'choice',
    values: ['bn', 'v3', 'v4'],
    label: 'spec.inception.version',
    help: 'spec.inception.version.help',
  },
  attention: {
    kind: 'choice',
    values: ['none', 'se'],
    label: 'spec.attention',
    help: 'spec.inception.attention.help',
  },
  reductionRatio: {
    kind: 'number',
    min: 1,
    max: 64,
    label: 'spec.reductionRatio',
    help: 'spec.inception.ratio.help',
  },
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: InceptionSpec = {
  family: 'inception',
  version: 'bn',
  attention: 'none',
  reductionRatio: 16,
  activation: 'relu',
  ...imageNet,
};

const sizes = [
  ['inputHeight', 0],
  ['inputWidth', 1],
] as const satisfies readonly (readonly [keyof InceptionSpec, Axis])[];

function conflicts(spec: InceptionSpec): readonly Conflict[] {
  const table = inceptionTables[spec.version];
  const ofSize = sizes.flatMap(([option, axis]): readonly Conflict[] => {
    const fault = sizeFault(table, spec[option], axis);
    if (fault === null) return [];
    const reason = fault === 'small' ? 'spec.inception.small' : 'spec.inception.uneven';
    return [{ option, fix: nearestSize(table, spec[option], axis), reason }];
  });
  return spec.attention === 'none' && spec.reductionRatio !== defaults.reductionRatio
    ? [...ofSize, { option: 'reductionRatio', fix: defaults.reductionRatio, reason: 'spec.ratioNeedsSe' }]
    : ofSize;
}

/** Channels behind a module. */
const widthOf = (branches: readonly InceptionBranch[], channels: number): number =>
  branches.reduce((sum, { steps, ends }) => {
    const widths = (ends.length > 0 ? ends : steps.slice(-1)).map((step) =>
      step.kind === 'conv' ? step.out : channels,
    );
    return widths.reduce((all, width) => all + width, sum);
  }, 0);

const attentionOf = ({ attention, reductionRatio }: InceptionSpec, channels: number): AttentionSpec =>
  attention === 'none'
    ? { kind: 'none' }
    : { kind: 'se', squeeze: Math.max(1, Math.floor(channels / reductionRatio)) };

function normalize(spec: InceptionSpec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) {
    const value = String(spec[conflict.option as keyof InceptionSpec]);
    throw new SpecError(conflict.option, conflict.reason, { value, fix: String(conflict.fix) });
  }
  const { stem, stages, eps, naming } = inceptionTables[spec.version];
  const { activation } = spec;
  const place = { stride: 1, dilation: 1, stageDilation: 1 };
  let channels = stem.at(-1)?.out ?? 0;
  return {
    input: inputOf(spec),
    activation,
    layers: { norm: { kind: 'batch', eps }, standardize: null },
    stem: { convs: stem, end: 'act', pool: 'none' },
    stages: stages.map((modules) =>
      modules.map((branches) => {
        channels = widthOf(branches, channels);
        const attention = attentionOf(spec, channels);
        return { block: { kind: 'inception', branches, attention, activation }, place };
      }),
    ),
    head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linear', classes: spec.classes },
    survival: 1,
    naming,
  };
}

/** The size that v3 and v4 were trained at (timm's default configurations). */
const published = { inputHeight: 299, inputWidth: 299 } as const;

export const inception: Family<InceptionSpec> = {
  id: 'inception',
  label: 'family.inception',
  help: 'family.inception.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts,
  normalize,
  names: tableNames(
    defaults,
    {
      bn_inception: { title: 'BN-Inception', options: {} },
      se_bn_inception: { title: 'SE-BN-Inception', options: { attention: 'se' } },
      inception_v3: { title: 'Inception v3', options: { version: 'v3', ...published } },
      inception_v4: { title: 'Inception v4', options: { version: 'v4', ...published } },
    },
    { registered: (name) => name.startsWith('inception_v') },
  ),
};
