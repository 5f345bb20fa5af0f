import type { Op, OpAttrs, Padding, Shape, TensorSlot } from '../types.ts';

/** What an operation is for; the drawing tints by it. */
export type OpCategory =
  | 'input'
  | 'convolution'
  | 'linear'
  | 'normalization'
  | 'activation'
  | 'pooling'
  | 'join'
  | 'attention';

/**
 * All that is true of an operation whatever the target. A formula for a shape, a parameter count or a MAC count
 * stands nowhere else.
 */
export interface OpDefinition<O extends Op> {
  readonly category: OpCategory;
  /** How many inputs it takes: exactly `min`, or `min` to `max`. */
  readonly arity: { readonly min: number; readonly max: number };
  /** Output shape. Throws an Error that says what does not fit; the builder adds the node. */
  infer(attrs: OpAttrs[O], inputs: readonly Shape[]): Shape;
  /** Stored tensors in PyTorch's order. */
  tensors(attrs: OpAttrs[O], inputs: readonly Shape[]): readonly TensorSlot[];
  /** Multiply-accumulates of its products; 0 for what only adds, compares or copies. */
  macs(attrs: OpAttrs[O], inputs: readonly Shape[], output: Shape): number;
  /**
   * What enters the network's totals. MACs: conv2d and linear only, the published convention; the products of ECA's
   * one-dimensional convolution and of fixed filters are shown on the node and left out of the sum. Activations: what has
   * weights to multiply with, as timm and fvcore count them.
   */
  readonly counts: { readonly macs: boolean; readonly activations: boolean };
  /** Cases for the contract test, and for whoever wants to see one. */
  readonly examples: readonly {
    readonly attrs: OpAttrs[O];
    readonly inputs: readonly Shape[];
    readonly output: Shape;
    readonly params: number;
    readonly macs: number;
  }[];
}

/** What all operations without stored tensors have in common. */
export const weightless = {
  tensors: (): readonly TensorSlot[] => [],
  macs: (): number => 0,
  counts: { macs: false, activations: false },
} as const;

/** The only input's shape, for operations of one input. */
export function single(inputs: readonly Shape[]): Shape {
  const [shape] = inputs;
  if (shape === undefined) throw new Error('needs an input');
  return shape;
}

/** `[C, H, W]` of a `[1, C, H, W]` shape. */
export function maps(shape: Shape): readonly [number, number, number] {
  const [, channels, height, width] = shape;
  if (shape.length !== 4 || channels === undefined || height === undefined || width === undefined) {
    throw new Error(`needs [1, C, H, W], got [${shape.join(', ')}]`);
  }
  return [channels, height, width];
}

export const elements = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

export const pad = (size: number): Padding => ({ top: size, bottom: size, left: size, right: size });

/**
 * Output positions along one axis, as PyTorch counts them (torch/nn/modules/conv.py, pooling_shape.h). In ceil mode
 * a last window that would start in the far padding is dropped.
 */
export function windowCount(
  size: number,
  kernel: number,
  stride: number,
  before: number,
  after: number,
  dilation = 1,
  ceil = false,
): number {
  const span = size + before + after - dilation * (kernel - 1) - 1;
  if (span < 0) {
    throw new Error(
      `a window of ${dilation * (kernel - 1) + 1} does not fit ${size} + ${before + after} padding`,
    );
  }
  const count = (ceil ? Math.ceil(span / stride) : Math.floor(span / stride)) + 1;
  return ceil && (count - 1) * stride >= size + before ? count - 1 : count;
}
