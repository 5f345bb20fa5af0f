/** FractalNet: arXiv 1605.07648. The join comes before the pool, as in the paper's figure 1. */
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { stageOf } from '../stages.ts';
import type { NetworkSpec, SpecActivation } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

export interface FractalNetSpec extends CommonSpec {
  readonly family: 'fractalnet';
  /** Columns of every block: the longest has 2 to the power of one less convolutions. */
  readonly columns: number;
  readonly blocks: number;
  /** Channels of the blocks, of which the first `blocks` are used. */
  readonly widths: readonly [number, number, number, number, number];
  readonly activation: SpecActivation;
}

const options: OptionTable<FractalNetSpec> = {
  columns: { kind: 'integer', min: 1, max: 6, label: 'spec.columns', help: 'spec.columns.help' },
  blocks: { kind: 'integer', min: 1, max: 5, label: 'spec.blocks', help: 'spec.blocks.help' },
  widths: { kind: 'integers', length: 5, min: 1, max: 2048, label: 'spec.widths', help: 'spec.widths.help' },
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: FractalNetSpec = {
  family: 'fractalnet',
  columns: 3,
  blocks: 5,
  widths: [16, 32, 64, 128, 128],
  activation: 'relu',
  classes: 10,
  inputChannels: 3,
  inputHeight: 32,
  inputWidth: 32,
};

const normalize = (spec: FractalNetSpec): NetworkSpec => ({
  input: inputOf(spec),
  activation: spec.activation,
  layers: usualLayers,
  stem: { convs: [], end: 'act', pool: 'none' },
  stages: spec.widths.slice(0, spec.blocks).map((out) =>
    stageOf({ depth: 1, stride: 2 }, () => ({
      kind: 'fractal',
      columns: spec.columns,
      out,
      activation: spec.activation,
    })),
  ),
  head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linear', classes: spec.classes },
  survival: 1,
  naming: 'fractal',
});

/** Widths of the narrow nets follow from the parameters of the paper's table 4, with 1 to 6 columns. */
const narrow = Object.fromEntries(
  [2, 3, 4, 5, 6].map((columns) => [
    `fractalnet_c${columns}_b5`,
    { title: `${5 * 2 ** (columns - 1)} layers, ${columns} columns`, options: { columns } },
  ]),
);

export const fractalnet: Family<FractalNetSpec> = {
  id: 'fractalnet',
  label: 'family.fractalnet',
  help: 'family.fractalnet.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  names: tableNames(
    defaults,
    {
      ...narrow,
      fractalnet_c2_b3: { title: '2 columns, 3 blocks', options: { columns: 2, blocks: 3 } },
      fractalnet_20: { title: '20 layers, wide', options: { widths: [64, 128, 256, 512, 512] } },
      fractalnet_40: {
        title: '40 layers, wide',
        options: { columns: 4, widths: [64, 128, 256, 512, 512] },
      },
    },
    { registered: () => false },
  ),
};
