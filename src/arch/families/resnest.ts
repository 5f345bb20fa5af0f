/** ResNeSt, split-attention networks: arXiv 2004.08955; timm/models/resnest.py. */
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { makeDivisible } from '../slots/attention.ts';
import type { TransformSpec } from '../blocks/types.ts';
import type { NetworkSpec, StageDepths } from '../types.ts';
import { commonOptions } from './common.ts';
import {
  bottleneckOf,
  checkDivides,
  deep,
  fourStageDefaults,
  fourStageOptions,
  type FourStageSpec,
  normalizeFourStages,
  widthOf,
} from './fourStages.ts';
import type { Family } from './index.ts';

export interface ResNeStSpec extends FourStageSpec {
  readonly family: 'resnest';
  /** Splits of each group of channels that are weighed against each other. */
  readonly radix: number;
  /** Where an average pool takes over the stride of the 3x3: nowhere, before or behind it. */
  readonly avgDown: 'none' | 'before' | 'after';
}

const options: OptionTable<ResNeStSpec> = {
  radix: { kind: 'integer', min: 1, max: 16, label: 'spec.radix', help: 'spec.radix.help' },
  avgDown: {
    kind: 'choice',
    values: ['none', 'before', 'after'],
    label: 'spec.avgDown',
    help: 'spec.avgDown.help',
  },
  ...fourStageOptions,
  ...commonOptions,
};

const defaults: ResNeStSpec = {
  family: 'resnest',
  radix: 2,
  avgDown: 'after',
  ...fourStageDefaults,
  ...deep,
};

function transformOf(spec: ResNeStSpec, planes: number): TransformSpec {
  const { radix, cardinality, avgDown } = spec;
  const width = widthOf(spec, planes);
  checkDivides('radix', cardinality * radix, width);
  const squeeze = makeDivisible((width * radix) / 4, { divisor: 8, least: 32, lossAllowed: 0.1 });
  checkDivides('cardinality', cardinality, squeeze);
  return bottleneckOf(
    planes,
    { first: width, width, groups: cardinality },
    { kind: 'splitAttention', radix, squeeze, avgDown },
  );
}

const normalize = (spec: ResNeStSpec): NetworkSpec =>
  normalizeFourStages(spec, 'timmResnest', (planes) => transformOf(spec, planes));

const sized = (depths: StageDepths): Partial<ResNeStSpec> => ({ depths });
const wide = (depths: StageDepths): Partial<ResNeStSpec> => ({ depths, stemWidth: 64 });

export const resnest: Family<ResNeStSpec> = {
  id: 'resnest',
  label: 'family.resnest',
  help: 'family.resnest.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  names: tableNames(defaults, {
    resnest50d: { title: 'ResNeSt-50-D', options: {} },
    resnest14d: { title: 'ResNeSt-14-D', options: sized([1, 1, 1, 1]) },
    resnest26d: { title: 'ResNeSt-26-D', options: sized([2, 2, 2, 2]) },
    resnest101e: { title: 'ResNeSt-101', options: wide([3, 4, 23, 3]) },
    resnest200e: { title: 'ResNeSt-200', options: wide([3, 24, 36, 3]) },
    resnest269e: { title: 'ResNeSt-269', options: wide([3, 30, 48, 8]) },
    resnest50d_4s2x40d: {
      title: 'ResNeSt-50-D 4s2x40d',
      options: { radix: 4, cardinality: 2, baseWidth: 40, avgDown: 'before' },
    },
    resnest50d_1s4x24d: {
      title: 'ResNeSt-50-D 1s4x24d',
      options: { radix: 1, cardinality: 4, baseWidth: 24, avgDown: 'before' },
    },
  }),
};
