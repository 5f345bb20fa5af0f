/** What each block is told: the specs of the topologies and of the slots in them, every number resolved. */
import type { ActivationKind } from '../../graph/types.ts';
import type { StridePlace, ShortcutKind, BlockOrder, AttentionPlace, AntiAlias } from '../types.ts';

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
