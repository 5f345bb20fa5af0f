import { SpecError } from '../errors.ts';
import type { OptionTable } from '../options.ts';
import { depthPresets, stemPresets, type StemPreset, variants, variantTweaks } from '../presets.ts';
import { ecaKernel, squeezeChannels } from '../slots/attention.ts';
import { postActivation } from '../slots/order.ts';
import { transforms } from '../slots/transform.ts';
import { defaultStemWidth, stemConvs, stemStride, stemWidthRange } from '../stem.ts';
import { resnetNames } from '../names/timm.ts';
import { stageOf } from '../stages.ts';
import type { AttentionSpec, SpatialSpec, TransformSpec } from '../blocks/types.ts';
import type { NetworkSpec, ResNetSpec, StageSpec, StemSpec } from '../types.ts';
import { checkGroups, normOf, widthsOf } from '../uniform.ts';
import { commonOptions, imageNet, inputOf, sharedOptions } from './common.ts';
import type { Conflict, Family } from './index.ts';

/** Channels of the four stages before expansion and width multiplier (arXiv 1512.03385, table 1). */
const stagePlanes = [64, 128, 256, 512] as const;

const options: OptionTable<ResNetSpec> = {
  block: { kind: 'choice', values: ['basic', 'bottleneck'], label: 'spec.block', help: 'spec.block.help' },
  depths: { kind: 'integers', length: 4, min: 1, max: 100, label: 'spec.depths', help: 'spec.depths.help' },
  strideAt: {
    kind: 'choice',
    values: ['reduce', 'spatial'],
    label: 'spec.strideAt',
    help: 'spec.strideAt.help',
  },
  stem: {
    kind: 'choice',
    values: ['conv7', 'deep', 'deepTiered', 'cifar'],
    label: 'spec.stem',
    help: 'spec.stem.help',
  },
  stemWidth: { kind: 'integer', ...stemWidthRange, label: 'spec.stemWidth', help: 'spec.stemWidth.help' },
  stemPool: {
    kind: 'choice',
    values: ['max', 'maxCeil', 'conv', 'none'],
    label: 'spec.stemPool',
    help: 'spec.stemPool.help',
  },
  shortcut: {
    kind: 'choice',
    values: ['projection', 'projectionAlways', 'avgProjection', 'maxProjection', 'zeroPad', 'none'],
    label: 'spec.shortcut',
    help: 'spec.shortcut.help',
  },
  shortcutKernel: {
    kind: 'choice',
    values: [1, 3],
    label: 'spec.shortcutKernel',
    help: 'spec.shortcutKernel.help',
  },
  cardinality: {
    kind: 'integer',
    min: 1,
    max: 256,
    label: 'spec.cardinality',
    help: 'spec.cardinality.help',
  },
  baseWidth: { kind: 'integer', min: 1, max: 1024, label: 'spec.baseWidth', help: 'spec.baseWidth.help' },
  widthMultiplier: {
    kind: 'number',
    min: 0.125,
    max: 8,
    label: 'spec.widthMultiplier',
    help: 'spec.widthMultiplier.help',
  },
  reduceFirst: { kind: 'choice', values: [1, 2], label: 'spec.reduceFirst', help: 'spec.reduceFirst.help' },
  attention: {
    kind: 'choice',
    values: ['none', 'se', 'eca', 'ceca', 'ese'],
    label: 'spec.attention',
    help: 'spec.attention.help',
  },
  attentionAt: {
    kind: 'choice',
    values: ['branch', 'spatial', 'pre', 'post', 'identity'],
    label: 'spec.attentionAt',
    help: 'spec.attentionAt.help',
  },
  reductionRatio: {
    kind: 'integer',
    min: 1,
    max: 64,
    label: 'spec.reductionRatio',
    help: 'spec.reductionRatio.help',
  },
  reductionRounding: {
    kind: 'choice',
    values: ['timm', 'legacy'],
    label: 'spec.reductionRounding',
    help: 'spec.reductionRounding.help',
  },
  antiAlias: {
    kind: 'choice',
    values: ['none', 'avg', 'blur'],
    label: 'spec.antiAlias',
    help: 'spec.antiAlias.help',
  },
  survival: sharedOptions.survival,
  outputStride: {
    kind: 'choice',
    values: [8, 16, 32],
    label: 'spec.outputStride',
    help: 'spec.outputStride.help',
  },
  activation: sharedOptions.activation,
  norm: sharedOptions.norm,
  headPool: {
    kind: 'choice',
    values: ['avg', 'max', 'avgMax', 'catAvgMax'],
    label: 'spec.headPool',
    help: 'spec.headPool.help',
  },
  ...commonOptions,
};

const defaults: ResNetSpec = {
  family: 'resnet',
  block: 'bottleneck',
  depths: [3, 4, 6, 3],
  strideAt: 'spatial',
  stem: 'conv7',
  stemWidth: defaultStemWidth.conv7,
  stemPool: 'max',
  shortcut: 'projection',
  shortcutKernel: 1,
  cardinality: 1,
  baseWidth: 64,
  widthMultiplier: 1,
  reduceFirst: 1,
  attention: 'none',
  attentionAt: 'branch',
  reductionRatio: 16,
  reductionRounding: 'timm',
  antiAlias: 'none',
  survival: 1,
  outputStride: 32,
  activation: 'relu',
  norm: 'batch',
  headPool: 'avg',
  ...imageNet,
};

/** Whether two layers without anything around them are all that is left of a block. */
const isPlain = (spec: ResNetSpec): boolean =>
  spec.shortcut === 'none' &&
  spec.block === 'basic' &&
  spec.attention === 'none' &&
  spec.antiAlias === 'none' &&
  spec.reduceFirst === 1;

/** Base channels of a stage after the width multiplier. */
const planesOf = (spec: ResNetSpec, stage: number): number =>
  Math.max(1, Math.round((stagePlanes[stage] ?? 0) * spec.widthMultiplier));

/** Whether the network is one of the older SENet code: no other has its stem pool. */
const isLegacy = (spec: ResNetSpec): boolean => spec.stemPool === 'maxCeil';

/** floor(planes * baseWidth / 64) * cardinality: timm/models/resnet.py, Bottleneck.__init__. */
const innerWidth = (spec: ResNetSpec, planes: number): number =>
  Math.floor((planes * spec.baseWidth) / 64) * spec.cardinality;

/** `depth`, `variant` and the named stems are short forms; a stem brings its width and pool unless they are given. */
function expand(partial: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { depth, variant, ...rest } = partial;
  let short: Record<string, unknown> = {};
  if (depth !== undefined) {
    const preset = depthPresets.find((entry) => String(entry.depth) === String(depth));
    if (!preset) {
      const allowed = depthPresets.map((entry) => entry.depth).join(', ');
      throw new SpecError('depth', 'spec.notChoice', { value: String(depth).slice(0, 40), allowed });
    }
    short = { block: preset.block, depths: preset.depths };
  }
  if (variant !== undefined) {
    const letter = variants.find((entry) => entry === variant);
    if (!letter) {
      throw new SpecError('variant', 'spec.notChoice', {
        value: String(variant).slice(0, 40),
        allowed: variants.join(', '),
      });
    }
    short = { ...short, ...variantTweaks[letter] };
  }
  if (typeof rest['stem'] === 'string' && Object.hasOwn(stemPresets, rest['stem'])) {
    return { ...short, ...rest, ...stemPresets[rest['stem'] as StemPreset], ...without(rest, 'stem') };
  }
  return { ...short, ...rest };
}

function without(record: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const { [key]: _left, ...rest } = record;
  return rest;
}

function conflicts(spec: ResNetSpec): readonly Conflict[] {
  const found: Conflict[] = [];
  const need = <K extends keyof ResNetSpec>(
    option: K,
    fix: ResNetSpec[K],
    reason: Conflict['reason'],
  ): void => {
    if (spec[option] !== fix) found.push({ option, fix, reason });
  };
  if (spec.block === 'basic') {
    need('strideAt', 'spatial', 'spec.basicHasNoReduce');
    need('cardinality', 1, 'spec.basicHasNoGroups');
    need('baseWidth', 64, 'spec.basicHasNoBaseWidth');
  }
  if (spec.shortcut === 'none') {
    need('shortcutKernel', 1, 'spec.plainHasNoShortcut');
    need('survival', 1, 'spec.plainCannotDrop');
  } else if (spec.shortcut === 'zeroPad') {
    need('shortcutKernel', 1, 'spec.zeroPadHasNoKernel');
  } else if (spec.shortcut === 'avgProjection' || spec.shortcut === 'maxProjection') {
    need('shortcutKernel', 1, 'spec.pooledShortcutIs1x1');
  }
  if (spec.attention === 'none') need('attentionAt', 'branch', 'spec.placeNeedsAttention');
  else if (spec.attentionAt === 'identity' && spec.shortcut === 'none') {
    need('attentionAt', 'branch', 'spec.plainHasNoShortcut');
  }
  if (spec.stemPool === 'maxCeil' || spec.stemPool === 'conv') {
    need('antiAlias', 'none', 'spec.antiAliasNeedsMaxPool');
  }
  if (spec.attention !== 'se') {
    need('reductionRatio', defaults.reductionRatio, 'spec.ratioNeedsSe');
    need('reductionRounding', defaults.reductionRounding, 'spec.ratioNeedsSe');
  }
  return found;
}

/** Channels of the map that a block's attention scales. */
function attendedOf(spec: ResNetSpec, input: number, transform: TransformSpec): number {
  if (spec.attentionAt === 'pre') return input;
  if (spec.attentionAt !== 'spatial') return transform.out;
  return transform.kind === 'basic' ? transform.first : transform.width;
}

function attentionOf(spec: ResNetSpec, out: number): AttentionSpec {
  switch (spec.attention) {
    case 'none':
    case 'ese':
      return { kind: spec.attention };
    case 'se':
      return { kind: 'se', squeeze: squeezeChannels(out, spec.reductionRatio, spec.reductionRounding) };
    case 'eca':
    case 'ceca':
      return { kind: spec.attention, kernel: ecaKernel(out) };
  }
}

function transformOf(spec: ResNetSpec, planes: number): TransformSpec {
  const out = planes * transforms[spec.block].expansion;
  const width = spec.block === 'basic' ? planes : innerWidth(spec, planes);
  if (width === 0) throw new SpecError('baseWidth', 'spec.zeroWidth', { value: spec.baseWidth, planes });
  const first = Math.floor(width / spec.reduceFirst);
  if (first === 0) throw new SpecError('reduceFirst', 'spec.zeroFirst', { value: spec.reduceFirst, width });
  const spatial: SpatialSpec = { kind: 'conv', antiAlias: spec.antiAlias };
  if (spec.block === 'basic') {
    const lastAct = isLegacy(spec) && spec.attention === 'se' && spec.attentionAt === 'branch';
    return { kind: 'basic', first, out, lastAct, spatial };
  }
  if (first % spec.cardinality !== 0) {
    throw new SpecError('reduceFirst', 'spec.groupsDoNotDivide', { value: spec.cardinality, first });
  }
  return {
    kind: 'bottleneck',
    first,
    width,
    out,
    groups: spec.cardinality,
    strideAt: spec.strideAt,
    spatial,
  };
}

/** Zeros can add channels, not take them away; behind the first stage they only grow. */
function checkZeroPad(spec: ResNetSpec, stem: StemSpec, out: number): void {
  const width = stem.convs.at(-1)?.out ?? 0;
  if (spec.shortcut === 'zeroPad' && width > out) {
    throw new SpecError('shortcut', 'spec.zeroPadNarrows', { value: width, out });
  }
}

/** What anti-aliasing makes of the max pool: timm/models/resnet.py, ResNet.__init__. */
function stemPoolOf({ stemPool, antiAlias }: ResNetSpec): StemSpec['pool'] {
  if (stemPool !== 'max' || antiAlias === 'none') return stemPool;
  return antiAlias === 'avg' ? 'avg' : 'maxBlur';
}

/**
 * A 2x2 average leaves out the last row of an odd map, where the shortcut's convolution reads it: the sizes then differ
 * and nothing can be added. `reduction` is that of the map that a stage halves.
 */
function checkAverages(spec: ResNetSpec, stem: StemSpec, reduction: number): void {
  if (spec.antiAlias !== 'avg' || spec.shortcut === 'none') return;
  for (const option of ['inputHeight', 'inputWidth'] as const) {
    let size = stem.convs.reduce((at, { stride }) => Math.ceil(at / stride), spec[option]);
    if (stem.pool !== 'none') size = Math.floor(size / 2);
    // The halvings in between were looked at before this one, and were exact.
    size /= reduction / stemStride(stem);
    if (size % 2 !== 0) throw new SpecError(option, 'spec.oddForAverage', { value: spec[option], size });
  }
}

/** Strides and dilations of the four stages: timm/models/resnet.py, make_blocks. */
function normalize(spec: ResNetSpec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) throw new SpecError(conflict.option, conflict.reason, { fix: String(conflict.fix) });
  const stem: StemSpec = { convs: stemConvs(spec.stem, spec.stemWidth), end: 'act', pool: stemPoolOf(spec) };
  const layers = { norm: normOf(spec.norm), standardize: null };
  checkGroups(
    layers,
    stem.convs.map(({ out }) => out),
  );
  let reduction = stemStride(stem);
  let dilation = 1;
  let channels = stem.convs.at(-1)?.out ?? 0;
  const stages = spec.depths.map((depth, index): StageSpec => {
    const wanted = index === 0 ? 1 : 2;
    const firstDilation = dilation;
    const dilates = reduction >= spec.outputStride;
    if (dilates) dilation *= wanted;
    else reduction *= wanted;
    const transform = transformOf(spec, planesOf(spec, index));
    if (index === 0) checkZeroPad(spec, stem, transform.out);
    if (!dilates && wanted > 1) checkAverages(spec, stem, reduction / wanted);
    checkGroups(layers, widthsOf(transform));
    const stride = dilates ? 1 : wanted;
    if (isPlain(spec)) {
      const { out } = transform;
      const layer = { kind: 'plain', out, activation: spec.activation } as const;
      return stageOf({ depth: 2 * depth, stride, firstDilation, dilation }, () => layer);
    }
    const before = channels;
    channels = transform.out;
    return stageOf({ depth, stride, firstDilation, dilation }, (position) => ({
      kind: 'residual',
      transform,
      attention: attentionOf(spec, attendedOf(spec, position === 0 ? before : channels, transform)),
      attentionAt: spec.attentionAt,
      shortcut: { kind: spec.shortcut, kernel: spec.shortcutKernel },
      order: postActivation,
      gain: 1,
      activation: spec.activation,
    }));
  });
  return {
    input: inputOf(spec),
    activation: spec.activation,
    layers,
    stem,
    stages,
    head: {
      lastConv: null,
      normAct: false,
      pool: spec.headPool,
      classifier: 'linear',
      classes: spec.classes,
    },
    survival: spec.survival,
    naming: isLegacy(spec) ? 'legacySenet' : 'timmResnet',
  };
}

export const resnet: Family<ResNetSpec> = {
  id: 'resnet',
  label: 'family.resnet',
  help: 'family.resnet.help',
  options,
  defaults,
  shortForms: ['depth', 'variant'],
  expand,
  conflicts,
  normalize,
  names: resnetNames(defaults, Object.keys(options)),
};
