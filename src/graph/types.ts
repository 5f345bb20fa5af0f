/**
 * The intermediate representation that everything is made from: what the specification compiles to, and what the
 * drawing, the runtime, the exporters and the counts read.
 *
 * Plain data: it can be hashed, compared, posted to a worker and written as JSON. No weights, no coordinates.
 *
 * Shapes are NCHW with the batch in front, always 1 here: `[1, C, H, W]` for maps, `[1, C]` for vectors. Weight
 * shapes are PyTorch's: convolution `[out, in/groups, kh, kw]`, linear `[out, in]`.
 */

export type Shape = readonly number[];
export type NodeId = string;
export type RegionId = string;

export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Element-wise functions, named as in PyTorch and ONNX. Slopes: leakyRelu 0.01, elu alpha 1. */
export type ActivationKind =
  | 'relu'
  | 'relu6'
  | 'leakyRelu'
  | 'elu'
  | 'silu'
  | 'hardSwish'
  | 'sigmoid'
  | 'hardSigmoid';

export interface Conv2dAttrs {
  /** Output channels. */
  readonly out: number;
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly padding: Padding;
  readonly dilation: number;
  readonly groups: number;
  readonly bias: boolean;
  /**
   * Epsilon of weight standardisation, or null for none: each output channel's filter is brought to mean 0 and variance
   * 1 (biased, no gain) before the convolution (arXiv 1903.10520; timm/layers/std_conv.py, StdConv2d). The stored
   * tensor is the one before.
   */
  readonly standardize: number | null;
}

/** The windows of a pool. */
export interface WindowAttrs {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly ceil: boolean;
}

/**
 * Attributes of every operation. The list is closed: what can be written with these is a builder helper, not an
 * operation. A target is a mapped type over it, so an operation that a target forgets does not compile.
 */
export interface OpAttrs {
  input: { readonly shape: Shape };
  conv2d: Conv2dAttrs;
  /**
   * A conv2d whose batch norm is folded into its weights and whose activation is applied on the way out; made by
   * the passes only. `inputs` is `[x]`, or `[x, addend]` when the addition before the activation is fused too.
   */
  fusedConv2d: Conv2dAttrs & {
    /** The conv2d and (where there is one) the batch norm that this node stands for. */
    readonly conv: NodeId;
    readonly norm: NodeId | null;
    readonly eps: number;
    readonly activation: ActivationKind | null;
  };
  /**
   * One-dimensional convolution along the channel axis of `[1, C, 1, 1]`, one filter, no bias (ECA); `padding` zeros
   * stand at either end.
   */
  channelConv: { readonly kernel: number; readonly padding: number };
  /**
   * Every value times a constant: the test-time scale of stochastic depth (arXiv 1603.09382), in a block or laid over
   * one by a pass.
   */
  gain: { readonly factor: number };
  linear: { readonly out: number; readonly bias: boolean };
  batchNorm: { readonly eps: number };
  /** Over each group of neighbouring channels and all positions; weight and bias per channel (arXiv 1803.08494). */
  groupNorm: { readonly groups: number; readonly eps: number };
  activation: { readonly kind: ActivationKind };
  /**
   * `padValue` says what padding is to the maximum: `never` is minus infinity, `zero` is a value like any other, as if
   * the map had been padded before.
   */
  maxPool: WindowAttrs & { readonly padValue: 'never' | 'zero' };
  avgPool: WindowAttrs & {
    /** Whether padding counts in the divisor. */
    readonly countPadding: boolean;
  };
  /**
   * A fixed low-pass filter on each channel: the binomial coefficients of `filter` by `filter`, divided by their sum;
   * the map is reflected at its edges (arXiv 1904.11486; timm/layers/blur_pool.py, BlurPool2d).
   */
  blurPool: { readonly filter: 3 | 5; readonly stride: number };
  /** Over all positions: `[1, C, H, W]` to `[1, C, 1, 1]`. */
  globalPool: { readonly kind: 'avg' | 'max' };
  /** The sum of two or more equal shapes. */
  add: Record<never, never>;
  /** The mean of two or more equal shapes. */
  mean: Record<never, never>;
  /** `inputs[0] * inputs[1]`, the second broadcast over positions: `[1, C, H, W] * [1, C, 1, 1]`. */
  scale: Record<never, never>;
  /** Along channels. */
  concat: Record<never, never>;
  /** The channels from `start` to before `end`. */
  slice: { readonly start: number; readonly end: number };
  /** Zeros before and after the channels: the shortcut without parameters of arXiv 1512.03385. */
  padChannels: { readonly before: number; readonly after: number };
  /**
   * The channels as a table of `groups` rows, read column by column: each group of what follows gets channels of every
   * group (arXiv 1707.01083).
   */
  channelShuffle: { readonly groups: number };
  /**
   * `[1, cardinality * radix * c, 1, 1]`, of which each `c` channels are one branch of a cardinal group, to weights that
   * sum to 1 over the branches; the output has the branch in front: `[radix, cardinality, c]` (arXiv 2004.08955;
   * timm/layers/split_attn.py, RadixSoftmax). With cardinality 1 it is the choice among the paths of arXiv 1903.06586.
   */
  softmax: { readonly cardinality: number; readonly radix: number };
  /** `[1, C, 1, 1]` to `[1, C]`. */
  flatten: Record<never, never>;
}

export type Op = keyof OpAttrs;

/** What a stored tensor of a node is for. Running statistics are buffers: stored, not trained. */
export type TensorRole = 'weight' | 'bias' | 'runningMean' | 'runningVar';

export interface TensorSlot {
  readonly role: TensorRole;
  readonly shape: Shape;
  readonly trainable: boolean;
}

/**
 * Which part of a node's tensors: from `start` to before `end` along axis 0 (output channels) or 1 (input channels).
 * Vectors have axis 0 alone.
 */
export interface TensorPart {
  readonly node: NodeId;
  readonly axis: 0 | 1;
  readonly start: number;
  readonly end: number;
}

interface NodeOf<O extends Op> {
  /** Canonical path, stable under unrelated edits: `stage2.block0.shortcut.conv`. */
  readonly id: NodeId;
  readonly op: O;
  readonly attrs: OpAttrs[O];
  readonly inputs: readonly NodeId[];
  readonly shape: Shape;
  readonly tensors: readonly TensorSlot[];
  /** Trainable scalars. */
  readonly params: number;
  /** Multiply-accumulates, one per fused multiply-add. */
  readonly macs: number;
  /** The innermost region that holds the node. */
  readonly scope: RegionId;
  /** Its tensors are parts of another node's, which the graph need not have; made by passes alone. */
  readonly partOf?: TensorPart;
}

/** Discriminated by `op`. */
export type GraphNode = { [O in Op]: NodeOf<O> }[Op];
export type NodeWithOp<O extends Op> = Extract<GraphNode, { op: O }>;

export type RegionKind =
  | 'network'
  | 'stem'
  | 'stage'
  | 'block'
  | 'branch'
  | 'spatial'
  | 'shortcut'
  | 'attention'
  | 'head';

export interface Region {
  /** Canonical path, a prefix of its nodes' ids where it has a name of its own: `stage2.block0`. */
  readonly id: RegionId;
  readonly kind: RegionKind;
  readonly parent: RegionId | null;
  /** Position among the siblings of its kind: stages from 1, blocks from 0. */
  readonly index: number;
  /**
   * Stochastic depth: the probability that training keeps the branch of this block. Absent where it is always kept.
   * It changes no shape and no count, and nothing at test time.
   */
  readonly survival?: number;
}

export interface Graph {
  /** In topological order; `nodes[0]` is the input. */
  readonly nodes: readonly GraphNode[];
  readonly regions: readonly Region[];
  readonly input: NodeId;
  readonly output: NodeId;
  /** Which naming scheme of checkpoints the network follows; see `weights/names`. */
  readonly naming: NamingScheme;
}

export type NamingScheme =
  | 'timmResnet'
  | 'timmResnetV2'
  | 'legacySenet'
  | 'timmRegnet'
  | 'timmSknet'
  | 'timmResnest'
  | 'timmRes2net'
  | 'shufflenetV1'
  | 'torchvisionShufflenet'
  | 'timmDpn'
  | 'densenet'
  | 'fused'
  | 'fractal'
  | 'bnInception'
  | 'timmInceptionV3'
  | 'timmInceptionV4';
