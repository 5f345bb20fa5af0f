/** RegNet X and Y: arXiv 2003.13678; timm/models/regnet.py. */
import { roundHalfEven } from '../../base/round.ts';
import { SpecError } from '../errors.ts';
import { type PublishedNetwork, tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { postActivation } from '../slots/order.ts';
import { plainConv } from '../slots/spatial.ts';
import { stageOf } from '../stages.ts';
import { stemConv } from '../stem.ts';
import type { NetworkSpec, SpecActivation } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Family } from './index.ts';

export interface RegNetSpec extends CommonSpec {
  readonly family: 'regnet';
  readonly depth: number;
  /** Width of the first block before rounding. */
  readonly w0: number;
  /** By how much the line rises from block to block. */
  readonly wa: number;
  /** Ratio between the widths of neighbouring stages. */
  readonly wm: number;
  readonly groupWidth: number;
  /** Squeeze channels over the block's input channels; 0 for no squeeze-and-excitation (X). */
  readonly seRatio: number;
  readonly survival: number;
  readonly activation: SpecActivation;
}

const options: OptionTable<RegNetSpec> = {
  depth: { kind: 'integer', min: 1, max: 100, label: 'spec.regnet.depth', help: 'spec.regnet.depth.help' },
  w0: { kind: 'integer', min: 8, max: 512, label: 'spec.w0', help: 'spec.w0.help' },
  wa: { kind: 'number', min: 0, max: 256, label: 'spec.wa', help: 'spec.wa.help' },
  wm: { kind: 'number', min: 1.1, max: 4, label: 'spec.wm', help: 'spec.wm.help' },
  groupWidth: { kind: 'integer', min: 1, max: 512, label: 'spec.groupWidth', help: 'spec.groupWidth.help' },
  seRatio: { kind: 'number', min: 0, max: 1, label: 'spec.seRatio', help: 'spec.seRatio.help' },
  survival: sharedOptions.survival,
  activation: sharedOptions.activation,
  ...commonOptions,
};

const defaults: RegNetSpec = {
  family: 'regnet',
  depth: 22,
  w0: 24,
  wa: 24.48,
  wm: 2.54,
  groupWidth: 16,
  seRatio: 0,
  survival: 1,
  activation: 'relu',
  ...imageNet,
};

/** Widths are multiples of this before groups are looked at. */
const quantum = 8;
const stemWidth = 32;

export interface RegNetWidths {
  /** u_j = w0 + wa j for every block: the line. */
  readonly line: readonly number[];
  /** w0 wm^s_j with whole s_j, to a multiple of 8: the steps. */
  readonly steps: readonly number[];
  /** Blocks of one step are a stage; its width is a multiple of its group width. */
  readonly stages: readonly { readonly depth: number; readonly width: number; readonly groupWidth: number }[];
}

/** The widths that the parameters give: arXiv 2003.13678, section 3.3; timm/models/regnet.py, generate_regnet. */
export function regnetWidths({
  depth,
  w0,
  wa,
  wm,
  groupWidth,
}: Pick<RegNetSpec, 'depth' | 'w0' | 'wa' | 'wm' | 'groupWidth'>): RegNetWidths {
  const line = Array.from({ length: depth }, (_, index) => w0 + wa * index);
  const steps = line.map((width) => {
    const exponent = roundHalfEven(Math.log(width / w0) / Math.log(wm));
    return roundHalfEven((w0 * wm ** exponent) / quantum) * quantum;
  });
  const stages = [...new Set(steps)].map((step) => {
    const group = Math.min(groupWidth, step);
    return {
      depth: steps.filter((other) => other === step).length,
      width: roundHalfEven(step / group) * group,
      groupWidth: group,
    };
  });
  return { line, steps, stages };
}

/** More stages than this leave nothing of an image to look at. */
const maxStages = 6;

function normalize(spec: RegNetSpec): NetworkSpec {
  const { stages } = regnetWidths(spec);
  if (stages.length > maxStages) {
    throw new SpecError('wm', 'spec.tooManyStages', { count: stages.length, max: maxStages });
  }
  let channels = stemWidth;
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers: usualLayers,
    stem: { convs: [stemConv(stemWidth, 3, 2)], end: 'act', pool: 'none' },
    stages: stages.map(({ depth, width, groupWidth }) => {
      const before = channels;
      channels = width;
      return stageOf({ depth, stride: 2 }, (index) => ({
        kind: 'residual',
        transform: {
          kind: 'bottleneck',
          first: width,
          width,
          out: width,
          groups: width / groupWidth,
          strideAt: 'spatial',
          spatial: plainConv,
        },
        attention:
          spec.seRatio === 0
            ? { kind: 'none' }
            : { kind: 'se', squeeze: squeezeOf(index === 0 ? before : width, spec.seRatio) },
        attentionAt: 'spatial',
        shortcut: { kind: 'projection', kernel: 1 },
        order: postActivation,
        gain: 1,
        activation: spec.activation,
      }));
    }),
    head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linear', classes: spec.classes },
    survival: spec.survival,
    naming: 'timmRegnet',
  };
}

/** Of the block's input, unlike elsewhere (timm/models/regnet.py, Bottleneck). */
const squeezeOf = (input: number, ratio: number): number => Math.max(1, roundHalfEven(input * ratio));

type Row = readonly [size: string, w0: number, wa: number, wm: number, groupWidth: number, depth: number];

/** timm/models/regnet.py, model_cfgs. The number is hundreds of millions of multiply-accumulates. */
const x: readonly Row[] = [
  ['002', 24, 36.44, 2.49, 8, 13],
  ['004', 24, 24.48, 2.54, 16, 22],
  ['006', 48, 36.97, 2.24, 24, 16],
  ['008', 56, 35.73, 2.28, 16, 16],
  ['016', 80, 34.01, 2.25, 24, 18],
  ['032', 88, 26.31, 2.25, 48, 25],
  ['040', 96, 38.65, 2.43, 40, 23],
  ['064', 184, 60.83, 2.07, 56, 17],
  ['080', 80, 49.56, 2.88, 120, 23],
  ['120', 168, 73.36, 2.37, 112, 19],
  ['160', 216, 55.59, 2.1, 128, 22],
  ['320', 320, 69.86, 2.0, 168, 23],
];
const y: readonly Row[] = [
  ['002', 24, 36.44, 2.49, 8, 13],
  ['004', 48, 27.89, 2.09, 8, 16],
  ['006', 48, 32.54, 2.32, 16, 15],
  ['008', 56, 38.84, 2.4, 16, 14],
  ['016', 48, 20.71, 2.65, 24, 27],
  ['032', 80, 42.63, 2.66, 24, 21],
  ['040', 96, 31.41, 2.24, 64, 22],
  ['064', 112, 33.22, 2.27, 72, 25],
  ['080', 192, 76.82, 2.19, 56, 17],
  ['120', 168, 73.36, 2.37, 112, 19],
  ['160', 200, 106.23, 2.48, 112, 18],
  ['320', 232, 115.89, 2.53, 232, 20],
];

/** As in the paper: 400MF, 1.6GF, 16GF. */
const amount = (giga: number): string =>
  giga < 1 ? `${giga * 1000}MF` : giga < 10 ? `${giga.toFixed(1)}GF` : `${giga}GF`;

const published = (
  kind: 'x' | 'y',
  [size, w0, wa, wm, groupWidth, depth]: Row,
): [string, PublishedNetwork<RegNetSpec>] => {
  const seRatio = kind === 'y' ? 0.25 : 0;
  const title = `RegNet${kind.toUpperCase()}-${amount(Number(size) / 10)}`;
  return [`regnet${kind}_${size}`, { title, options: { w0, wa, wm, groupWidth, depth, seRatio } }];
};

export const regnet: Family<RegNetSpec> = {
  id: 'regnet',
  label: 'family.regnet',
  help: 'family.regnet.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  names: tableNames(
    defaults,
    Object.fromEntries([...x.map((row) => published('x', row)), ...y.map((row) => published('y', row))]),
    { offered: (name) => /_(002|004|008|016|032|080|160)$/.test(name) },
  ),
};
