/** DenseNet: arXiv 1608.06993; timm/models/densenet.py and torchvision/models/densenet.py. */
import { type PublishedNetwork, tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { stemConv } from '../stem.ts';
import type { NetworkSpec, SpecActivation, StageBlock, StageDepths } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

export interface DenseNetSpec extends CommonSpec {
  readonly family: 'densenet';
  /** Layers in each of the four dense blocks. */
  readonly depths: StageDepths;
  /** Channels that every layer appends. */
  readonly growthRate: number;
  /** Channels of a layer's 1x1 over the growth rate. */
  readonly bottleneckRatio: number;
  readonly stemWidth: number;
  readonly activation: SpecActivation;
}

const options: OptionTable<DenseNetSpec> = {
  depths: {
    kind: 'integers',
    length: 4,
    min: 1,
    max: 64,
    label: 'spec.denseDepths',
    help: 'spec.denseDepths.help',
  },
  growthRate: { kind: 'integer', min: 1, max: 256, label: 'spec.growthRate', help: 'spec.growthRate.help' },
  bottleneckRatio: {
    kind: 'integer',
    min: 1,
    max: 16,
    label: 'spec.bottleneckRatio',
    help: 'spec.bottleneckRatio.help',
  },
  stemWidth: { kind: 'integer', min: 4, max: 512, label: 'spec.stemWidth', help: 'spec.dpn.stemWidth.help' },
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: DenseNetSpec = {
  family: 'densenet',
  depths: [6, 12, 24, 16],
  growthRate: 32,
  bottleneckRatio: 4,
  stemWidth: 64,
  activation: 'relu',
  ...imageNet,
};

function normalize(spec: DenseNetSpec): NetworkSpec {
  const { growthRate: growth, activation } = spec;
  const place = { stride: 1, dilation: 1, stageDilation: 1 };
  const layer: StageBlock = {
    block: { kind: 'dense', bottleneck: growth * spec.bottleneckRatio, growth, activation },
    place,
  };
  let channels = spec.stemWidth;
  return {
    input: inputOf(spec),
    activation,
    layers: usualLayers,
    stem: { convs: [stemConv(spec.stemWidth, 7, 2)], end: 'act', pool: 'max' },
    stages: spec.depths.map((depth, stage) => {
      const layers = Array.from({ length: depth }, () => layer);
      const before = Math.floor(channels / 2);
      channels = (stage === 0 ? channels : before) + depth * growth;
      if (stage === 0) return layers;
      return [
        { block: { kind: 'transition', out: before, activation }, place: { ...place, stride: 2 } },
        ...layers,
      ];
    }),
    head: { lastConv: null, normAct: true, pool: 'avg', classifier: 'linear', classes: spec.classes },
    survival: 1,
    naming: 'densenet',
  };
}

/** Table 1 of the paper; 161 with the width that torchvision gives it. */
const table: Readonly<Record<string, PublishedNetwork<DenseNetSpec>>> = {
  densenet121: { title: 'DenseNet-121', options: {} },
  densenet169: { title: 'DenseNet-169', options: { depths: [6, 12, 32, 32] } },
  densenet201: { title: 'DenseNet-201', options: { depths: [6, 12, 48, 32] } },
  densenet161: {
    title: 'DenseNet-161',
    options: { depths: [6, 12, 36, 24], growthRate: 48, stemWidth: 96 },
  },
};

export const densenet: Family<DenseNetSpec> = {
  id: 'densenet',
  label: 'family.densenet',
  help: 'family.densenet.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  names: tableNames(defaults, table),
};
