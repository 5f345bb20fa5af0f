/** ShuffleNet v1: arXiv 1707.01083, section 3 and table 1. */
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { squeezeChannels } from '../slots/attention.ts';
import { stageOf } from '../stages.ts';
import { stemConv } from '../stem.ts';
import type { AttentionSpec, ShuffleV1BlockSpec } from '../blocks/types.ts';
import type { NetworkSpec, SpecActivation } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

type Groups = 1 | 2 | 3 | 4 | 8;
type Width = 0.25 | 0.5 | 1 | 1.5 | 2;

export interface ShuffleNetV1Spec extends CommonSpec {
  readonly family: 'shufflenetV1';
  /** Of both 1x1 convolutions of a unit; the very first of the network has one. */
  readonly groups: Groups;
  /** Scales all channels, the stem's too. */
  readonly widthMultiplier: Width;
  readonly attention: 'none' | 'se';
  readonly reductionRatio: number;
  readonly activation: SpecActivation;
}

const allGroups: readonly Groups[] = [1, 2, 3, 4, 8];
const allWidths: readonly Width[] = [0.25, 0.5, 1, 1.5, 2];

const options: OptionTable<ShuffleNetV1Spec> = {
  groups: { kind: 'choice', values: allGroups, label: 'spec.groups', help: 'spec.groups.help' },
  widthMultiplier: {
    kind: 'choice',
    values: allWidths,
    label: 'spec.widthMultiplier',
    help: 'spec.shuffle.width.help',
  },
  attention: {
    kind: 'choice',
    values: ['none', 'se'],
    label: 'spec.attention',
    help: 'spec.attention.help',
  },
  reductionRatio: {
    kind: 'integer',
    min: 1,
    max: 256,
    label: 'spec.reductionRatio',
    help: 'spec.reductionRatio.help',
  },
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: ShuffleNetV1Spec = {
  family: 'shufflenetV1',
  groups: 3,
  widthMultiplier: 1,
  attention: 'none',
  reductionRatio: 16,
  activation: 'relu',
  ...imageNet,
};

/** Table 1: channels that the first stage puts out at width 1, by groups; every later stage has twice as many. */
const firstWidth: { readonly [G in Groups]: number } = { 1: 144, 2: 200, 3: 240, 4: 272, 8: 384 };
/** Table 1: channels of the stem at width 1. */
const stemWidth = 24;
/** Section 3.2: the channels inside a unit are a quarter of those it puts out. */
const bottleneckRatio = 4;
/** Table 1: units of the three stages. */
const depths = [4, 8, 4];

/**
 * Channels of the stem and of the first stage. The paper leaves open how a scaled width is rounded. Here the stage's is
 * the nearest that its groups divide, a quarter of it too; the stem's is the next that leaves the first unit a branch
 * which they divide (16 for 8 groups at half width, as in the authors' code).
 */
export function shuffleV1Widths({
  groups,
  widthMultiplier,
}: Pick<ShuffleNetV1Spec, 'groups' | 'widthMultiplier'>): { readonly stem: number; readonly first: number } {
  const unit = bottleneckRatio * groups;
  return {
    stem: Math.ceil((stemWidth * widthMultiplier) / groups) * groups,
    first: Math.round((firstWidth[groups] * widthMultiplier) / unit) * unit,
  };
}

function normalize(spec: ShuffleNetV1Spec): NetworkSpec {
  const { stem, first } = shuffleV1Widths(spec);
  const attentionOf = (channels: number): AttentionSpec =>
    spec.attention === 'none'
      ? { kind: 'none' }
      : { kind: 'se', squeeze: squeezeChannels(channels, spec.reductionRatio, 'legacy') };
  let channels = stem;
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers: usualLayers,
    stem: { convs: [stemConv(stem, 3, 2)], end: 'act', pool: 'max' },
    stages: depths.map((depth, stage) => {
      const before = channels;
      const out = first * 2 ** stage;
      channels = out;
      return stageOf({ depth, stride: 2 }, (index): ShuffleV1BlockSpec => {
        // Where a unit halves the resolution, its pooled input makes up the rest of the channels.
        const branch = index === 0 ? out - before : out;
        return {
          kind: 'shuffleV1',
          inner: out / bottleneckRatio,
          branch,
          groups: spec.groups,
          firstGroups: stage === 0 && index === 0 ? 1 : spec.groups,
          attention: attentionOf(branch),
          activation: spec.activation,
        };
      });
    }),
    head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linearNoBias', classes: spec.classes },
    survival: 1,
    naming: 'shufflenetV1',
  };
}

const widthName = (width: number): string =>
  `x${String(width.toFixed(width * 10 === Math.trunc(width * 10) ? 1 : 2)).replace('.', '_')}`;

const published = allGroups.flatMap((groups) =>
  allWidths.flatMap((widthMultiplier) =>
    (['none', 'se'] as const).map((attention) => {
      const name = `shufflenet_v1_g${groups}_${widthName(widthMultiplier)}${attention === 'se' ? '_se' : ''}`;
      const title = `${attention === 'se' ? 'SE-' : ''}ShuffleNet ${widthMultiplier}×, g = ${groups}`;
      return [name, { title, options: { groups, widthMultiplier, attention } }] as const;
    }),
  ),
);

export const shufflenetV1: Family<ShuffleNetV1Spec> = {
  id: 'shufflenetV1',
  label: 'family.shufflenetV1',
  help: 'family.shufflenetV1.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  names: tableNames(defaults, Object.fromEntries(published), {
    registered: () => false,
    offered: (name) => /_x1_0$|_g3_x(0_25|0_5|1_5|2_0)$|_g3_x[12]_0_se$/.test(name),
  }),
};
