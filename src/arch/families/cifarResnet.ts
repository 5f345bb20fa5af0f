/** The ResNets for CIFAR-10: arXiv 1512.03385, section 4.2. */
import { SpecError } from '../errors.ts';
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { plainConv } from '../slots/spatial.ts';
import { stageOf } from '../stages.ts';
import { stemConvs } from '../stem.ts';
import type { NetworkSpec, ResidualBlockSpec, ShortcutKind, SpecActivation } from '../types.ts';
import { type CommonSpec, commonOptions, inputOf, sharedOptions } from './common.ts';
import type { Conflict, Family } from './index.ts';

export interface CifarResNetSpec extends CommonSpec {
  readonly family: 'cifarResnet';
  /** Basic blocks in each of the three stages: the depth is 6 times as many and 2. */
  readonly blocksPerStage: number;
  /** Channels of stem and first stage; every later stage has twice as many. */
  readonly width: number;
  readonly shortcut: Exclude<ShortcutKind, 'avgProjection' | 'maxProjection'>;
  readonly survival: number;
  readonly activation: SpecActivation;
}

const options: OptionTable<CifarResNetSpec> = {
  blocksPerStage: {
    kind: 'integer',
    min: 1,
    max: 200,
    label: 'spec.blocksPerStage',
    help: 'spec.blocksPerStage.help',
  },
  width: { kind: 'integer', min: 1, max: 512, label: 'spec.width', help: 'spec.width.help' },
  shortcut: {
    kind: 'choice',
    values: ['zeroPad', 'projection', 'projectionAlways', 'none'],
    label: 'spec.shortcut',
    help: 'spec.shortcut.help',
  },
  survival: sharedOptions.survival,
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: CifarResNetSpec = {
  family: 'cifarResnet',
  blocksPerStage: 3,
  width: 16,
  shortcut: 'zeroPad',
  survival: 1,
  activation: 'relu',
  classes: 10,
  inputChannels: 3,
  inputHeight: 32,
  inputWidth: 32,
};

/** `depth` stands for the blocks of a stage: 20 for 3, 110 for 18. Throws SpecError for what is no 6n + 2. */
function expand(partial: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { depth, ...rest } = partial;
  if (depth === undefined) return rest;
  const blocksPerStage = (Number(depth) - 2) / 6;
  if (!Number.isInteger(blocksPerStage) || blocksPerStage < 1) {
    throw new SpecError('depth', 'spec.notDepthOf6n', { value: String(depth).slice(0, 40) });
  }
  return { blocksPerStage, ...rest };
}

const conflicts = (spec: CifarResNetSpec): readonly Conflict[] =>
  spec.shortcut === 'none' && spec.survival !== 1
    ? [{ option: 'survival', fix: 1, reason: 'spec.plainCannotDrop' }]
    : [];

function normalize(spec: CifarResNetSpec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) throw new SpecError(conflict.option, conflict.reason, { fix: String(conflict.fix) });
  const block = (out: number): ResidualBlockSpec => ({
    kind: 'residual',
    transform: { kind: 'basic', first: out, out, lastAct: false, spatial: plainConv },
    attention: { kind: 'none' },
    attentionAt: 'branch',
    shortcut: { kind: spec.shortcut, kernel: 1 },
    activation: spec.activation,
  });
  return {
    input: inputOf(spec),
    activation: spec.activation,
    stem: { convs: stemConvs('cifar', spec.width), pool: 'none' },
    stages: [1, 2, 4].map((times, index) =>
      stageOf({ depth: spec.blocksPerStage, stride: index === 0 ? 1 : 2 }, () => block(spec.width * times)),
    ),
    head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linear', classes: spec.classes },
    survival: spec.survival,
    naming: 'timmResnet',
  };
}

/** The depths of the paper's table 6. */
const depths = [20, 32, 44, 56, 110, 1202];

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
    Object.fromEntries(
      depths.map((depth) => [
        `cifar_resnet${depth}`,
        { title: `ResNet-${depth}`, options: { blocksPerStage: (depth - 2) / 6 } },
      ]),
    ),
    { registered: () => false },
  ),
};
