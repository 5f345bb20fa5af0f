import { SpecError } from '../errors.ts';
import type { OptionTable } from '../options.ts';
import { depthPresets, stemPresets, type StemPreset, variants, variantTweaks } from '../presets.ts';
import { defaultStemWidth, stemWidthRange } from '../stem.ts';
import { resnetNames } from '../names/timm.ts';
import type { NetworkSpec, ResNetSpec } from '../types.ts';
import { commonOptions, imageNet, sharedOptions } from './common.ts';
import type { Conflict, Family } from './index.ts';
import { resnetNetwork } from './resnetNetwork.ts';

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

function normalize(spec: ResNetSpec): NetworkSpec {
  const [conflict] = conflicts(spec);
  if (conflict) throw new SpecError(conflict.option, conflict.reason, { fix: String(conflict.fix) });
  return resnetNetwork(spec);
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
