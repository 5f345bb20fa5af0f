/** The widths, strides and dilations of the ResNet family: from the options of a person to the blocks of the stages. */
import type { AttentionSpec, SpatialSpec, TransformSpec } from '../blocks/types.ts';
import { SpecError } from '../errors.ts';
import { ecaKernel, squeezeChannels } from '../slots/attention.ts';
import { postActivation } from '../slots/order.ts';
import { transforms } from '../slots/transform.ts';
import { stageOf } from '../stages.ts';
import { stemConvs, stemStride } from '../stem.ts';
import type { NetworkSpec, ResNetSpec, StageSpec, StemSpec } from '../types.ts';
import { checkGroups, normOf, widthsOf } from '../uniform.ts';
import { inputOf } from './common.ts';

/** Channels of the four stages before expansion and width multiplier (arXiv 1512.03385, table 1). */
const stagePlanes = [64, 128, 256, 512] as const;

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

/**
 * The network of a spec without conflicts; strides and dilations of the four stages: timm/models/resnet.py,
 * make_blocks. Throws SpecError where numbers do not go together.
 */
export function resnetNetwork(spec: ResNetSpec): NetworkSpec {
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
