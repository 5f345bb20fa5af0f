/** ShuffleNet v2: arXiv 1807.11164, section 3; torchvision/models/shufflenetv2.py. */
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { squeezeChannels } from '../slots/attention.ts';
import { stageOf } from '../stages.ts';
import { stemConv } from '../stem.ts';
import type { AttentionSpec, ShuffleV2BlockSpec } from '../blocks/types.ts';
import type { NetworkSpec, SpecActivation } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

type Width = 0.5 | 1 | 1.5 | 2;

export interface ShuffleNetV2Spec extends CommonSpec {
  readonly family: 'shufflenetV2';
  readonly widthMultiplier: Width;
  readonly attention: 'none' | 'se';
  readonly reductionRatio: number;
  /** Whether a unit that keeps its size adds what entered its branch to what leaves it. */
  readonly residual: 'none' | 'branch';
  readonly activation: SpecActivation;
}

/** Table 5: channels that stages 2 to 4 put out, and of the last 1x1. */
const widths: { readonly [W in Width]: readonly [number, number, number, number] } = {
  0.5: [48, 96, 192, 1024],
  1: [116, 232, 464, 1024],
  1.5: [176, 352, 704, 1024],
  2: [244, 488, 976, 2048],
};
const allWidths: readonly Width[] = [0.5, 1, 1.5, 2];

const options: OptionTable<ShuffleNetV2Spec> = {
  widthMultiplier: {
    kind: 'choice',
    values: allWidths,
    label: 'spec.widthMultiplier',
    help: 'spec.shuffle.width.help',
  },
  residual: {
    kind: 'choice',
    values: ['none', 'branch'],
    label: 'spec.residual',
    help: 'spec.residual.help',
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

const defaults: ShuffleNetV2Spec = {
  family: 'shufflenetV2',
  widthMultiplier: 1,
  residual: 'none',
  attention: 'none',
  reductionRatio: 16,
  activation: 'relu',
  ...imageNet,
};

/** Table 5: the stem, whatever the width, and the units of the three stages. */
const stemWidth = 24;
const depths = [4, 8, 4];

function normalize(spec: ShuffleNetV2Spec): NetworkSpec {
  const [first, second, third, last] = widths[spec.widthMultiplier];
  const attentionOf = (half: number): AttentionSpec =>
    spec.attention === 'none'
      ? { kind: 'none' }
      : { kind: 'se', squeeze: squeezeChannels(half, spec.reductionRatio, 'legacy') };
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers: usualLayers,
    stem: { convs: [stemConv(stemWidth, 3, 2)], end: 'act', pool: 'max' },
    stages: [first, second, third].map((out, stage) =>
      stageOf(
        { depth: depths[stage] ?? 0, stride: 2 },
        (): ShuffleV2BlockSpec => ({
          kind: 'shuffleV2',
          half: out / 2,
          attention: attentionOf(out / 2),
          residual: spec.residual === 'branch',
          activation: spec.activation,
        }),
      ),
    ),
    head: { lastConv: last, normAct: true, pool: 'avg', classifier: 'linear', classes: spec.classes },
    survival: 1,
    naming: 'torchvisionShufflenet',
  };
}

const published = allWidths.flatMap((widthMultiplier) =>
  (['none', 'branch'] as const).flatMap((residual) =>
    (['none', 'se'] as const).map((attention) => {
      const width = `x${widthMultiplier.toFixed(1).replace('.', '_')}`;
      const extra = `${residual === 'branch' ? '_res' : ''}${attention === 'se' ? '_se' : ''}`;
      const words = [residual === 'branch' ? 'residual' : '', attention === 'se' ? 'SE' : ''].filter(Boolean);
      const title = [`ShuffleNet v2 ${widthMultiplier}×`, ...words].join(' + ');
      return [
        `shufflenet_v2_${width}${extra}`,
        { title, options: { widthMultiplier, residual, attention } },
      ] as const;
    }),
  ),
);

export const shufflenetV2: Family<ShuffleNetV2Spec> = {
  id: 'shufflenetV2',
  label: 'family.shufflenetV2',
  help: 'family.shufflenetV2.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  // The plain ones are torchvision's names; timm has none of them.
  names: tableNames(defaults, Object.fromEntries(published), {
    registered: () => false,
    offered: (name) => !/_se$|_res$/.test(name) || /_x1_0_|_x2_0_/.test(name),
  }),
};
