/**
 * The two specifications. A **family spec** is what a person edits: flat, one value per control, all of them
 * written. A **network spec** is the normal form that building starts from: every width, stride and dilation
 * resolved, no optional field, no notion of depth presets or letters.
 */
import type { ActivationKind, NamingScheme } from '../graph/types.ts';
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

/** Discriminated by `kind`: one for each topology, built by the entry of that kind in `blocks/index.ts`. */
export type BlockSpec =
  | ResidualBlockSpec
  | PlainBlockSpec
  | DualPathBlockSpec
  | DenseBlockSpec
  | TransitionBlockSpec
  | MergeAndRunBlockSpec
  | FusedBlockSpec
  | FractalBlockSpec
  | InceptionBlockSpec
  | ShuffleV1BlockSpec
  | ShuffleV2BlockSpec;

/** Two streams that give each other their mean (arXiv 1611.07718, figure 1c). */
export interface MergeAndRunBlockSpec {
  readonly kind: 'mergeAndRun';
  readonly out: number;
  /** Channels of the 3x3 between two 1x1, or null for branches of two 3x3. */
  readonly narrow: number | null;
  /** Where the width changes: whether 1x1 bring the streams to it, or branches alone lead on. */
  readonly line: 'projection' | 'none';
  /** Whether it ends with one stream: the last block of a network. */
  readonly merges: boolean;
  readonly activation: ActivationKind;
}

/** Branches that are added (arXiv 1611.07718, figure 1b). */
export interface FusedBlockSpec {
  readonly kind: 'fused';
  readonly out: number;
  readonly branches: readonly { readonly name: string; readonly convs: number }[];
  /** Whether the input is added too, through a 1x1 where the width changes. */
  readonly withLine: boolean;
  readonly activation: ActivationKind;
}

/** A step of a branch of an Inception module: a convolution with norm and activation, or a pool. */
export type InceptionStep =
  | {
      readonly kind: 'conv';
      readonly out: number;
      /** Height and width; padded to keep the size at stride 1 unless `valid`. */
      readonly kernel: readonly [number, number];
      readonly stride: number;
      readonly valid: boolean;
    }
  | {
      readonly kind: 'pool';
      readonly pool: 'avg' | 'max';
      /** The window is 3x3. */
      readonly stride: number;
      /** Padding at stride 1 counts in the divisor of a mean; strided pools have none. */
      readonly countPadding: boolean;
      readonly ceil: boolean;
    };

export interface InceptionBranch {
  readonly name: string;
  readonly steps: readonly InceptionStep[];
  /** Steps that all read the last of `steps`, and are concatenated like branches; none in most branches. */
  readonly ends: readonly InceptionStep[];
}

/** Branches side by side that are concatenated; an attention may follow (arXiv 1502.03167; arXiv 1709.01507). */
export interface InceptionBlockSpec {
  readonly kind: 'inception';
  readonly branches: readonly InceptionBranch[];
  readonly attention: AttentionSpec;
  readonly activation: ActivationKind;
}

/** A fractal of columns, and a max pool by the stride. */
export interface FractalBlockSpec {
  readonly kind: 'fractal';
  readonly columns: number;
  readonly out: number;
  readonly activation: ActivationKind;
}

/** A dense layer: norm, activation, 1x1, norm, activation, 3x3, appended to its input (arXiv 1608.06993, section 3). */
export interface DenseBlockSpec {
  readonly kind: 'dense';
  /** Channels of the 1x1. */
  readonly bottleneck: number;
  /** Channels that are appended. */
  readonly growth: number;
  readonly activation: ActivationKind;
}

/** Between dense blocks: norm, activation, 1x1, average pool by the stride. */
export interface TransitionBlockSpec {
  readonly kind: 'transition';
  readonly out: number;
  readonly activation: ActivationKind;
}

/**
 * Two streams: what a branch makes is cut in two, the one part added to the residual stream, the other one appended to
 * the dense stream (arXiv 1707.01629, figure 2d; timm/models/dpn.py). Gets one stream where it projects, else two.
 */
export interface DualPathBlockSpec {
  readonly kind: 'dualPath';
  /** Channels of the branch's 1x1 and grouped 3x3. */
  readonly width: number;
  readonly groups: number;
  /** Channels of the residual stream. */
  readonly residual: number;
  /** Channels that the dense stream gains. */
  readonly increment: number;
  /** Whether a 1x1 makes both streams anew from all channels, twice an increment for the dense one. */
  readonly project: boolean;
  /** Whether the branch ends in one 1x1 whose output is cut, or in one 1x1 for each stream. */
  readonly end: 'cut' | 'twoConvs';
  readonly activation: ActivationKind;
}

/** One 3x3 convolution with its norm and activation, and nothing around it. */
export interface PlainBlockSpec {
  readonly kind: 'plain';
  readonly out: number;
  readonly activation: ActivationKind;
}

/** One branch, and a path around it that is added: every slot of it can change by itself. */
export interface ResidualBlockSpec {
  readonly kind: 'residual';
  readonly transform: TransformSpec;
  readonly attention: AttentionSpec;
  readonly attentionAt: AttentionPlace;
  readonly shortcut: { readonly kind: ShortcutKind; readonly kernel: 1 | 3 };
  readonly order: OrderSpec;
  /** What the branch is multiplied by before the addition. */
  readonly gain: number;
  readonly activation: ActivationKind;
}

export interface OrderSpec {
  readonly kind: BlockOrder;
  /**
   * Where the activation comes first: whether an identity shortcut starts behind it too, as the paper's first unit
   * does. A shortcut that changes the shape always does.
   */
  readonly sharesIdentity: boolean;
}

/** ShuffleNet v1: grouped 1x1, shuffle, depthwise 3x3, grouped 1x1; the input is added, or joined where it strides. */
export interface ShuffleV1BlockSpec {
  readonly kind: 'shuffleV1';
  /** Channels between the two 1x1 convolutions. */
  readonly inner: number;
  /** Channels that the branch puts out. */
  readonly branch: number;
  readonly groups: number;
  /** Of the first 1x1. */
  readonly firstGroups: number;
  readonly attention: AttentionSpec;
  readonly activation: ActivationKind;
}

/** ShuffleNet v2: the channels split, one half worked on, both joined and shuffled. */
export interface ShuffleV2BlockSpec {
  readonly kind: 'shuffleV2';
  /** Half of the channels that the block puts out. */
  readonly half: number;
  readonly attention: AttentionSpec;
  /** Whether the half that enters the branch is added to what leaves it. */
  readonly residual: boolean;
  readonly activation: ActivationKind;
}

export type TransformSpec =
  | {
      readonly kind: 'basic';
      readonly first: number;
      readonly out: number;
      /** Whether an activation follows the last norm, before the attention: so in the older SENet code. */
      readonly lastAct: boolean;
      /** What stands in the place of the first 3x3. */
      readonly spatial: SpatialSpec;
    }
  | {
      readonly kind: 'bottleneck';
      readonly first: number;
      readonly width: number;
      readonly out: number;
      readonly groups: number;
      readonly strideAt: StridePlace;
      readonly spatial: SpatialSpec;
    };

/** The 3x3 of a branch with its norm and activation, or what takes its place. Discriminated by `kind`. */
export type SpatialSpec =
  | { readonly kind: 'conv'; readonly antiAlias: AntiAlias }
  /** Two paths of different kernels and a choice between them, channel by channel (arXiv 1903.06586). */
  | {
      readonly kind: 'selectiveKernel';
      /** Whether each path reads half of the channels. */
      readonly splitInput: boolean;
      /** Channels of the vector that chooses. */
      readonly squeeze: number;
    }
  /** A grouped convolution of which `radix` parts are weighed against each other (arXiv 2004.08955). */
  | {
      readonly kind: 'splitAttention';
      readonly radix: number;
      readonly squeeze: number;
      /** Where an average pool takes over the stride. */
      readonly avgDown: 'none' | 'before' | 'after';
    }
  /** `scale` slices of the channels, each but the last through a 3x3 of its own and on to the next (arXiv 1904.01169). */
  | { readonly kind: 'res2'; readonly scale: number };

export type AttentionSpec =
  | { readonly kind: 'none' }
  | { readonly kind: 'se'; readonly squeeze: number }
  | { readonly kind: 'eca'; readonly kernel: number }
  | { readonly kind: 'ceca'; readonly kernel: number }
  | { readonly kind: 'ese' };

/** What a block is told of its place: the same spec strides in one block of the stage and not in the others. */
export interface BlockPlace {
  readonly stride: number;
  /** Of this block's (first) 3x3. */
  readonly dilation: number;
  /** Of the stage: what its later 3x3 convolutions have. */
  readonly stageDilation: number;
}
