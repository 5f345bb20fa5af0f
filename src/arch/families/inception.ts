/**
 * BN-Inception, and the same with squeeze-and-excitation: arXiv 1502.03167 and arXiv 1709.01507, as the authors of the
 * latter published them (SE-BN-Inception.prototxt).
 */
import { SpecError } from '../errors.ts';
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import type { InceptionBlockSpec, InceptionStep, NetworkSpec, SpecActivation } from '../types.ts';
import { normEps } from '../layers.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

export interface InceptionSpec extends CommonSpec {
  readonly family: 'inception';
  readonly attention: 'none' | 'se';
  readonly reductionRatio: number;
  readonly activation: SpecActivation;
}

const options: OptionTable<InceptionSpec> = {
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
  attention: 'none',
  reductionRatio: 16,
  activation: 'relu',
  ...imageNet,
};

/**
 * Channels of one module: of the 1x1 (0 where there is none), of the 3x3 and its reduction, of the two 3x3 and theirs,
 * and of the 1x1 behind the pool (0 where the pool strides and passes on).
 */
type Row = readonly [
  one: number,
  three: readonly [number, number],
  double: readonly [number, number],
  pool: 'avg' | 'max',
  projection: number,
];

const rows: readonly (readonly Row[])[] = [
  [
    [64, [64, 64], [64, 96], 'avg', 32],
    [64, [64, 96], [64, 96], 'avg', 64],
    [0, [128, 160], [64, 96], 'max', 0],
  ],
  [
    [224, [64, 96], [96, 128], 'avg', 128],
    [192, [96, 128], [96, 128], 'avg', 128],
    [160, [128, 160], [128, 160], 'avg', 128],
    [96, [128, 192], [160, 192], 'avg', 128],
    [0, [128, 192], [192, 256], 'max', 0],
  ],
  [
    [352, [192, 320], [160, 224], 'avg', 128],
    [352, [192, 320], [192, 224], 'max', 128],
  ],
];

const conv = (out: number, size: number, stride = 1): InceptionStep => ({
  kind: 'conv',
  out,
  kernel: [size, size],
  stride,
  valid: false,
});

function moduleOf(
  row: Row,
  channels: number,
  spec: InceptionSpec,
): InceptionBlockSpec & { readonly out: number } {
  const [one, [reduce, three], [reduceDouble, double], pool, projection] = row;
  const stride = one === 0 ? 2 : 1;
  const out = one + three + double + (projection === 0 ? channels : projection);
  const branch = (name: string, steps: readonly InceptionStep[]) => ({ name, steps, ends: [] });
  return {
    kind: 'inception',
    branches: [
      ...(one === 0 ? [] : [branch('branch1', [conv(one, 1)])]),
      branch('branch3', [conv(reduce, 1), conv(three, 3, stride)]),
      branch('branchd', [conv(reduceDouble, 1), conv(double, 3), conv(double, 3, stride)]),
      branch('pool', [
        { kind: 'pool', pool, stride, countPadding: true, ceil: stride === 2 },
        ...(projection === 0 ? [] : [conv(projection, 1)]),
      ]),
    ],
    attention:
      spec.attention === 'none'
        ? { kind: 'none' }
        : { kind: 'se', squeeze: Math.max(1, Math.floor(out / spec.reductionRatio)) },
    eps: normEps,
    activation: spec.activation,
    out,
  };
}

/**
 * Where a module strides, its convolutions pad and its pool does not: on an odd map they would end with different sizes.
 * Sizes: a stem of a 7x7 and two pools, each by 2, then the two striding modules.
 */
function checkSize(option: 'inputHeight' | 'inputWidth', pixels: number): void {
  const pooled = (size: number): number => Math.ceil((size - 3) / 2) + 1;
  let size = pooled(pooled(Math.ceil(pixels / 2)));
  for (const row of rows.flat()) {
    if (row[0] !== 0) continue;
    if (size < 3) throw new SpecError(option, 'spec.smallForPool', { option, value: pixels, size });
    if (size % 2 !== 0) throw new SpecError(option, 'spec.oddForJoin', { option, value: pixels, size });
    size /= 2;
  }
}

function normalize(spec: InceptionSpec): NetworkSpec {
  checkSize('inputHeight', spec.inputHeight);
  checkSize('inputWidth', spec.inputWidth);
  const place = { stride: 1, dilation: 1, stageDilation: 1 };
  let channels = 192;
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers: usualLayers,
    stem: {
      convs: [
        { out: 64, kernel: 7, stride: 2, pool: 'maxCeil' },
        { out: 64, kernel: 1, stride: 1 },
        { out: 192, kernel: 3, stride: 1, pool: 'maxCeil' },
      ],
      end: 'act',
      pool: 'none',
    },
    stages: rows.map((stage) =>
      stage.map((row) => {
        const { out, ...block } = moduleOf(row, channels, spec);
        channels = out;
        return { block, place };
      }),
    ),
    head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linear', classes: spec.classes },
    survival: 1,
    naming: 'bnInception',
  };
}

export const inception: Family<InceptionSpec> = {
  id: 'inception',
  label: 'family.inception',
  help: 'family.inception.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: ({ attention, reductionRatio }) =>
    attention === 'none' && reductionRatio !== defaults.reductionRatio
      ? [{ option: 'reductionRatio', fix: defaults.reductionRatio, reason: 'spec.ratioNeedsSe' }]
      : [],
  normalize,
  names: tableNames(
    defaults,
    {
      bn_inception: { title: 'BN-Inception', options: {} },
      se_bn_inception: { title: 'SE-BN-Inception', options: { attention: 'se' } },
    },
    { registered: () => false },
  ),
};
