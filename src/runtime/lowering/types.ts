import type { Tensor } from '@tensorflow/tfjs-core';
import type { FusionAbility } from '../../graph/passes/fuse.ts';
import type { NodeWithOp, Op, Shape } from '../../graph/types.ts';
import type { MessageKey } from '../../text/index.ts';
import type { BackendId } from '../contract.ts';
import type { NodeTensors } from '../nodeTensors.ts';

/**
 * What a backend can hold at most, in bytes. A device that has less than that says so itself when it is full; WASM does
 * not: it writes where it must not.
 */
export interface MemoryLimit {
  readonly total: number;
  /** Of one tensor. */
  readonly tensor: number;
  /** How often weights lie in that memory: 2 where kernels pack a copy. */
  readonly weightCopies: number;
  /** What to say of a network that is beyond `total`: why the limit is what it is. */
  readonly exceeded: MessageKey;
}

/** 4 GiB: the longest typed array that every browser makes. Weights are made in one before they go to a device. */
export const longestArray = 2 ** 32;

/** What lowering must know of a backend. */
export interface Target {
  readonly id: BackendId;
  readonly fusion: FusionAbility;
  /** Channels of the dense blocks that a grouped convolution is cut into. */
  readonly superBlock: number;
  readonly memory: MemoryLimit;
  /**
   * Keeps NaN as it is, at some cost. Kernels take the larger of NaN and 0 to be 0, and so would turn a network that
   * has gone wrong into one that looks right.
   */
  readonly careful: boolean;
}

/** The same backend without shortcuts that lose NaN. */
export const carefully = (target: Target): Target => ({
  ...target,
  fusion: { activations: new Set(), addend: false },
  careful: true,
});

/** Values on their way to the device, in the device's layout. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A node's weights as its kernel wants them. Equal keys mean equal tensors, across networks. */
export interface WeightForm {
  readonly key: string;
  /** Number of values of each tensor that `make` gives. */
  readonly sizes: readonly number[];
  make(): Promise<readonly HostTensor[]>;
}

export interface WeightContext {
  readonly tensors: NodeTensors;
  readonly target: Target;
  /** NCHW shapes of the node's inputs. */
  readonly inputs: readonly Shape[];
}

/**
 * One operation in tfjs. Maps are NHWC on the device; a vector is `[1, C]`. `run` is called inside `tidy`, and gets
 * the device tensors of `weights` in order.
 */
export interface Kernel<O extends Op> {
  weights(node: NodeWithOp<O>, context: WeightContext): WeightForm | null;
  run(
    node: NodeWithOp<O>,
    inputs: readonly Tensor[],
    weights: readonly Tensor[],
    context: { readonly target: Target },
  ): Tensor;
}

export const noWeights = (): null => null;
