/** Res2Net and Res2NeXt: arXiv 1904.01169; timm/models/res2net.py. */
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import type { TransformSpec } from '../blocks/types.ts';
import type { NetworkSpec } from '../types.ts';
import { commonOptions } from './common.ts';
import {
  bottleneckOf,
  deep,
  fourStageDefaults,
  fourStageOptions,
  type FourStageSpec,
  normalizeFourStages,
  widthOf,
} from './fourStages.ts';
import type { Family } from './index.ts';

export interface Res2NetSpec extends FourStageSpec {
  readonly family: 'res2net';
  /** Slices that the inner channels are cut into; base width is that of one slice. */
  readonly scale: number;
}

const options: OptionTable<Res2NetSpec> = {
  scale: { kind: 'integer', min: 2, max: 16, label: 'spec.scale', help: 'spec.scale.help' },
  ...fourStageOptions,
  ...commonOptions,
};

const defaults: Res2NetSpec = { family: 'res2net', scale: 4, ...fourStageDefaults, baseWidth: 26 };

function transformOf(spec: Res2NetSpec, planes: number): TransformSpec {
  const width = widthOf(spec, planes) * spec.scale;
  return bottleneckOf(
    planes,
    { first: width, width, groups: spec.cardinality },
    { kind: 'res2', scale: spec.scale },
  );
}

const normalize = (spec: Res2NetSpec): NetworkSpec =>
  normalizeFourStages(spec, 'timmRes2net', (planes) => transformOf(spec, planes));

const hundred = { depths: [3, 4, 23, 3] } as const;

export const res2net: Family<Res2NetSpec> = {
  id: 'res2net',
  label: 'family.res2net',
  help: 'family.res2net.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts: () => [],
  normalize,
  names: tableNames(defaults, {
    res2net50_26w_4s: { title: 'Res2Net-50 26w 4s', options: {} },
    res2net50_48w_2s: { title: 'Res2Net-50 48w 2s', options: { baseWidth: 48, scale: 2 } },
    res2net50_14w_8s: { title: 'Res2Net-50 14w 8s', options: { baseWidth: 14, scale: 8 } },
    res2net50_26w_6s: { title: 'Res2Net-50 26w 6s', options: { scale: 6 } },
    res2net50_26w_8s: { title: 'Res2Net-50 26w 8s', options: { scale: 8 } },
    res2net50d: { title: 'Res2Net-50-D', options: deep },
    res2net101_26w_4s: { title: 'Res2Net-101 26w 4s', options: hundred },
    res2net101d: { title: 'Res2Net-101-D', options: { ...hundred, ...deep } },
    res2next50: { title: 'Res2NeXt-50', options: { cardinality: 8, baseWidth: 4 } },
  }),
};
