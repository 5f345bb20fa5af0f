/** What the families of four bottleneck stages have in common whose 3x3 is another layer: SKNet, ResNeSt, Res2Net. */
import { SpecError } from '../errors.ts';
import type { OptionTable } from '../options.ts';
import { defaultStemWidth, stemConvs, stemWidthRange } from '../stem.ts';
import { postActivation } from '../slots/order.ts';
import { stageOf } from '../stages.ts';
import type { SpatialSpec, TransformSpec } from '../blocks/types.ts';
import type { NetworkSpec, SpecActivation, StageDepths, StemKind } from '../types.ts';
import { usualLayers } from '../uniform.ts';
import { type CommonSpec, imageNet, inputOf, sharedOptions } from './common.ts';

export interface FourStageSpec extends CommonSpec {
  readonly depths: StageDepths;
  readonly stem: Extract<StemKind, 'conv7' | 'deep'>;
  readonly stemWidth: number;
  readonly shortcut: 'projection' | 'avgProjection';
  readonly cardinality: number;
  readonly baseWidth: number;
  readonly survival: number;
  readonly activation: SpecActivation;
}

/** Without those of the ends. */
export const fourStageOptions: OptionTable<
  Omit<FourStageSpec, keyof CommonSpec> & { readonly family: string }
> = {
  depths: { kind: 'integers', length: 4, min: 1, max: 100, label: 'spec.depths', help: 'spec.depths.help' },
  stem: { kind: 'choice', values: ['conv7', 'deep'], label: 'spec.stem', help: 'spec.stem.help' },
  stemWidth: { kind: 'integer', ...stemWidthRange, label: 'spec.stemWidth', help: 'spec.stemWidth.help' },
  shortcut: {
    kind: 'choice',
    values: ['projection', 'avgProjection'],
    label: 'spec.shortcut',
    help: 'spec.fourStages.shortcut.help',
  },
  cardinality: {
    kind: 'integer',
    min: 1,
    max: 256,
    label: 'spec.cardinality',
    help: 'spec.fourStages.cardinality.help',
  },
  baseWidth: {
    kind: 'integer',
    min: 1,
    max: 1024,
    label: 'spec.baseWidth',
    help: 'spec.fourStages.baseWidth.help',
  },
  survival: sharedOptions.survival,
  activation: sharedOptions.activation,
};

export const fourStageDefaults: FourStageSpec = {
  depths: [3, 4, 6, 3],
  stem: 'conv7',
  stemWidth: defaultStemWidth.conv7,
  shortcut: 'projection',
  cardinality: 1,
  baseWidth: 64,
  survival: 1,
  activation: 'relu',
  ...imageNet,
};

/** Stem, pool and shortcut of the D networks. */
export const deep = { stem: 'deep', stemWidth: defaultStemWidth.deep, shortcut: 'avgProjection' } as const;

/** Channels of the stages before expansion (arXiv 1512.03385, table 1). */
export const stagePlanes = [64, 128, 256, 512] as const;

/** floor(planes * baseWidth / 64) * cardinality: timm/models/resnet.py. Throws SpecError where nothing is left. */
export function widthOf({ baseWidth, cardinality }: FourStageSpec, planes: number): number {
  const width = Math.floor((planes * baseWidth) / 64) * cardinality;
  if (width === 0) throw new SpecError('baseWidth', 'spec.zeroWidth', { value: baseWidth, planes });
  return width;
}

/** Throws SpecError at `option` where `parts` do not divide `channels`. */
export function checkDivides(option: string, parts: number, channels: number): void {
  if (channels % parts !== 0)
    throw new SpecError(option, 'spec.partsDoNotDivide', { value: parts, channels });
}

export const bottleneckOf = (
  planes: number,
  inner: { readonly first: number; readonly width: number; readonly groups: number },
  spatial: SpatialSpec,
): TransformSpec => ({ kind: 'bottleneck', ...inner, out: planes * 4, strideAt: 'spatial', spatial });

/** The normal form; `transform` says what the branch of a stage's blocks is, from the stage's channels. */
export const normalizeFourStages = (
  spec: FourStageSpec,
  naming: NetworkSpec['naming'],
  transform: (planes: number) => TransformSpec,
): NetworkSpec => ({
  input: inputOf(spec),
  activation: spec.activation,
  layers: usualLayers,
  stem: { convs: stemConvs(spec.stem, spec.stemWidth), end: 'act', pool: 'max' },
  stages: spec.depths.map((depth, index) => {
    const branch = transform(stagePlanes[index] ?? 0);
    return stageOf({ depth, stride: index === 0 ? 1 : 2 }, () => ({
      kind: 'residual',
      transform: branch,
      attention: { kind: 'none' },
      attentionAt: 'branch',
      shortcut: { kind: spec.shortcut, kernel: 1 },
      order: postActivation,
      gain: 1,
      activation: spec.activation,
    }));
  }),
  head: { lastConv: null, normAct: false, pool: 'avg', classifier: 'linear', classes: spec.classes },
  survival: spec.survival,
  naming,
});
