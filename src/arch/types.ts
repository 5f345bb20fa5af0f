/**
 * The two specifications. A **family spec** is what a person edits: flat, one value per control, all of them
 * written. A **network spec** is the normal form that building starts from: every width, stride and dilation
 * resolved, no optional field, no notion of depth presets or letters. Its blocks are specified in `blocks/types.ts`.
 */
import type { ActivationKind, NamingScheme } from '../graph/types.ts';
import type { BlockSpec, BlockPlace } from './blocks/types.ts';
import type { CifarResNetSpec } from './families/cifarResnet.ts';
import type { CommonSpec } from './families/common.ts';
import type { DenseNetSpec } from './families/densenet.ts';
import type { DpnSpec } from './families/dpn.ts';
import type { FractalNetSpec } from './families/fractalnet.ts';
import type { FuseNetSpec } from './families/fusenet.ts';
import type { InceptionSpec } from './families/inception.ts';
import type { RegNetSpec } from './families/regnet.ts';
import type { Res2NetSpec } from './families/res2net.ts';
import type { ResNeStSpec } from './families/resnest.ts';
import type { ResNetV2Spec } from './families/resnetv2.ts';
import type { ShuffleNetV1Spec } from './families/shufflenetV1.ts';
import type { ShuffleNetV2Spec } from './families/shufflenetV2.ts';
import type { SkNetSpec } from './families/sknet.ts';

export type BlockKind = 'basic' | 'bottleneck';
/** Which convolution of a bottleneck halves the resolution: the first 1x1 (ResNet-A) or the 3x3 (ResNet-B). */
export type StridePlace = 'reduce' | 'spatial';
export type StemKind = 'conv7' | 'deep' | 'deepTiered' | 'cifar';
/**
 * `maxCeil` is the max pool of the older SENet code (timm/models/senet.py): no padding, so its windows begin at the
 * first pixel. It marks a network of that code, whose checkpoints have other names. In `maxZero` the padding is zero
 * and competes in the maximum (BiT).
 */
export type StemPool = 'max' | 'maxCeil' | 'maxZero' | 'conv' | 'none';
/**
 * What goes around a block's branch. `none` is a plain net: no path around, no addition. `zeroPad` skips positions and
 * adds channels of zeros, without parameters. `projection` and `projectionAlways` are the 1x1 where shapes differ and
 * in every block.
 */
export type ShortcutKind =
  | 'none'
  | 'zeroPad'
  | 'projection'
  | 'projectionAlways'
  | 'avgProjection'
  | 'maxProjection';
/**
 * In which order a block has norm, activation and addition (arXiv 1603.05027, figure 4): `post` is the original,
 * conv BN ReLU conv BN + ReLU.
 */
export type BlockOrder = 'post' | 'bnAfterAdd' | 'reluBeforeAdd' | 'reluOnly' | 'fullPre';
export type NormKind = 'batch' | 'group';
export type AttentionKind = 'none' | 'se' | 'eca' | 'ceca' | 'ese';
/**
 * Where a block's attention stands: at the branch's end (`branch`, the usual place), behind its 3x3 and that one's
 * activation (`spatial`), before the branch (`pre`), behind the addition and its activation (`post`), or on the
 * shortcut (`identity`): arXiv 1709.01507, section 6.5 and figure 5.
 */
export type AttentionPlace = 'branch' | 'spatial' | 'pre' | 'post' | 'identity';
/** What takes over the stride of a convolution or pool: a 2x2 average, or a binomial blur (arXiv 1904.11486). */
export type AntiAlias = 'none' | 'avg' | 'blur';
/** How squeeze-and-excitation rounds C / ratio: to a multiple of 8 (timm), or down to an integer (SENet). */
export type ReductionRounding = 'timm' | 'legacy';
export type HeadPool = 'avg' | 'max' | 'avgMax' | 'catAvgMax';
export type SpecActivation = Exclude<ActivationKind, 'sigmoid' | 'hardSigmoid'>;
export type StageDepths = readonly [number, number, number, number];

export interface ResNetSpec extends CommonSpec {
  readonly family: 'resnet';
  readonly block: BlockKind;
  /** Blocks in each of the four stages. */
  readonly depths: StageDepths;
  readonly strideAt: StridePlace;
  readonly stem: StemKind;
  /** conv7 and cifar: output channels. Deep stems: channels of the middle convolution; the last has twice as many. */
  readonly stemWidth: number;
  readonly stemPool: Exclude<StemPool, 'maxZero'>;
  readonly shortcut: ShortcutKind;
  /** Kernel of the shortcut's convolution where it strides: 1 everywhere but in SENet-154. */
  readonly shortcutKernel: 1 | 3;
  readonly cardinality: number;
  /** Channels of one group at the first stage. */
  readonly baseWidth: number;
  /** Scales the channels of all stages, not of the stem. */
  readonly widthMultiplier: number;
  /** Divides the width of a block's first convolution. */
  readonly reduceFirst: 1 | 2;
  readonly attention: AttentionKind;
  readonly attentionAt: AttentionPlace;
  /** Squeeze-and-excitation: channels / reductionRatio in the squeeze. */
  readonly reductionRatio: number;
  readonly reductionRounding: ReductionRounding;
  readonly antiAlias: AntiAlias;
  /**
   * Stochastic depth in training: the probability that the last block's branch is kept; 1 is off. Earlier blocks are
   * kept more often, see `survivalOf`.
   */
  readonly survival: number;
  /** Input size divided by the last map's size; below 32, later stages dilate instead of striding. */
  readonly outputStride: 8 | 16 | 32;
  readonly activation: SpecActivation;
  readonly norm: NormKind;
  readonly headPool: HeadPool;
}

/** Discriminated by `family`. */
export type FamilySpec =
  | ResNetSpec
  | ResNetV2Spec
  | CifarResNetSpec
  | RegNetSpec
  | DpnSpec
  | DenseNetSpec
  | FuseNetSpec
  | FractalNetSpec
  | InceptionSpec
  | SkNetSpec
  | ResNeStSpec
  | Res2NetSpec
  | ShuffleNetV1Spec
  | ShuffleNetV2Spec;
export type FamilyId = FamilySpec['family'];

export interface NetworkSpec {
  readonly input: { readonly channels: number; readonly height: number; readonly width: number };
  readonly activation: ActivationKind;
  readonly layers: LayerSpec;
  readonly stem: StemSpec;
  /** As many as a family has. */
  readonly stages: readonly StageSpec[];
  readonly head: HeadSpec;
  /** Of the last block's branch in training; 1 where no branch is ever dropped. */
  readonly survival: number;
  readonly naming: NamingScheme;
}

/** What all norms and convolutions of a network are like. */
export interface LayerSpec {
  readonly norm: { readonly eps: number } & (
    | { readonly kind: 'batch' }
    | { readonly kind: 'group'; readonly groups: number }
  );
  /** Epsilon of weight standardisation in convolutions without a bias; null for none. */
  readonly standardize: number | null;
}

/** A convolution of the stem with its norm and activation. */
export interface StemConv {
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  /** Without padding. */
  readonly valid: boolean;
  /** A 3x3 max pool behind it, by 2 and without padding; in `maxCeil` a last window may stick out. */
  readonly pool: 'none' | 'maxCeil' | 'maxValid';
}

export interface StemSpec {
  readonly convs: readonly StemConv[];
  /** Where the steps of the last convolution end: before the blocks bring norm and activation themselves, early. */
  readonly end: 'conv' | 'norm' | 'act';
  /** `avg` and `maxBlur` are what anti-aliasing makes of the max pool: a 2x2 average, or a maximum and a blur. */
  readonly pool: StemPool | 'avg' | 'maxBlur';
}

export interface HeadSpec {
  /** Channels of a 1x1 convolution that comes first, or null for none. */
  readonly lastConv: number | null;
  /**
   * Whether a norm and an activation, or the activation alone, stand before the pool: behind the last convolution, and
   * in networks whose blocks end in an addition.
   */
  readonly normAct: boolean | 'act';
  readonly pool: HeadPool;
  /** A linear layer behind the flattened vector, with a bias or without, or a 1x1 convolution with a bias before it. */
  readonly classifier: 'linear' | 'linearNoBias' | 'conv';
  readonly classes: number;
}

/** A stage: its blocks in order. */
export type StageSpec = readonly StageBlock[];

export interface StageBlock {
  readonly block: BlockSpec;
  readonly place: BlockPlace;
}
