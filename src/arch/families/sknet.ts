/** Selective kernel networks: arXiv 1903.06586; timm/models/sknet.py. */
import { SpecError } from '../errors.ts';
import { tableNames } from '../names/table.ts';
import type { OptionTable } from '../options.ts';
import { makeDivisible } from '../slots/attention.ts';
import { stemConvs } from '../stem.ts';
import type { SpatialSpec, TransformSpec } from '../blocks/types.ts';
import type { BlockKind, NetworkSpec } from '../types.ts';
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
import type { Conflict, Family } from './index.ts';

export interface SkNetSpec extends FourStageSpec {
  readonly family: 'sknet';
  readonly block: BlockKind;
  /** Whether each of the two paths reads one half of the channels (timm's smaller nets) or both read all. */
  readonly paths: 'half' | 'all';
  /** The vector that chooses has channels / skRatio channels. */
  readonly skRatio: number;
  /** It is a multiple of this, and at least as much. */
  readonly skDivisor: 8 | 16 | 32;
}

const options: OptionTable<SkNetSpec> = {
  block: { kind: 'choice', values: ['basic', 'bottleneck'], label: 'spec.block', help: 'spec.block.help' },
  paths: { kind: 'choice', values: ['half', 'all'], label: 'spec.paths', help: 'spec.paths.help' },
  skRatio: { kind: 'integer', min: 1, max: 64, label: 'spec.skRatio', help: 'spec.skRatio.help' },
  skDivisor: { kind: 'choice', values: [8, 16, 32], label: 'spec.skDivisor', help: 'spec.skDivisor.help' },
  ...fourStageOptions,
  ...commonOptions,
};

const defaults: SkNetSpec = {
  family: 'sknet',
  block: 'bottleneck',
  paths: 'half',
  skRatio: 16,
  skDivisor: 8,
  ...fourStageDefaults,
};

function conflicts(spec: SkNetSpec): readonly Conflict[] {
  if (spec.block !== 'basic') return [];
  const found: Conflict[] = [];
  if (spec.cardinality !== 1) found.push({ option: 'cardinality', fix: 1, reason: 'spec.basicHasNoGroups' });
  if (spec.baseWidth !== 64) found.push({ option: 'baseWidth', fix: 64, reason: 'spec.basicHasNoBaseWidth' });
  return found;
}

function transformOf(spec: SkNetSpec, planes: number): TransformSpec {
  const basic = spec.block === 'basic';
  const width = basic ? planes : widthOf(spec, planes);
  const splitInput = spec.paths === 'half';
  const spatial: SpatialSpec = {
    kind: 'selectiveKernel',
    splitInput,
    squeeze: makeDivisible(width / spec.skRatio, {
      divisor: spec.skDivisor,
      least: spec.skDivisor,
      lossAllowed: 0.1,
    }),
  };
  // The first basic block reads the stem as it is.
  const fromStem = stemConvs(spec.stem, spec.stemWidth).at(-1)?.out ?? 0;
  if (basic && splitInput && fromStem % 2 !== 0)
    throw new SpecError('stemWidth', 'spec.oddStem', { channels: fromStem });
  if (basic) return { kind: 'basic', first: planes, out: planes, lastAct: false, spatial };
  if (splitInput) {
    checkDivides('paths', 2, width);
    checkDivides('cardinality', spec.cardinality, width / 2);
  }
  return bottleneckOf(planes, { first: width, width, groups: spec.cardinality }, spatial);
}

function normalize(spec: SkNetSpec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) throw new SpecError(conflict.option, conflict.reason, { fix: String(conflict.fix) });
  return normalizeFourStages(spec, 'timmSknet', (planes) => transformOf(spec, planes));
}

const small = { block: 'basic', skRatio: 8, skDivisor: 16 } as const;

export const sknet: Family<SkNetSpec> = {
  id: 'sknet',
  label: 'family.sknet',
  help: 'family.sknet.help',
  options,
  defaults,
  shortForms: [],
  expand: (partial) => partial,
  conflicts,
  normalize,
  names: tableNames(defaults, {
    skresnet18: { title: 'SK-ResNet-18', options: { ...small, depths: [2, 2, 2, 2] } },
    skresnet34: { title: 'SK-ResNet-34', options: small },
    skresnet50: { title: 'SK-ResNet-50', options: {} },
    skresnet50d: { title: 'SK-ResNet-50-D', options: deep },
    skresnext50_32x4d: {
      title: 'SK-ResNeXt-50 32x4d',
      options: { cardinality: 32, baseWidth: 4, paths: 'all', skDivisor: 32 },
    },
  }),
};
