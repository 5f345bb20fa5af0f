/**
 * Memory traffic, counted: the only place where its formula stands. A kernel reads its inputs, writes its output and
 * reads its weights, each element once. For a 1x1 convolution of h x w positions that is hw(c1 + c2) + c1 c2, the memory
 * access cost of arXiv 1807.11164, section 2 (G1). What caches spare and what kernels read twice is not in it: that is
 * what the measured time is for.
 */
import { elements } from './ops/index.ts';
import type { GraphNode, Shape } from './types.ts';

/** In elements. */
export interface Traffic {
  readonly read: number;
  readonly written: number;
  readonly weights: number;
}

/** Of one node; `inputs` are the shapes of its inputs, in order. */
export function trafficOf(node: GraphNode, inputs: readonly Shape[]): Traffic {
  const written = elements(node.shape);
  switch (node.op) {
    // Their output is their input under another name, or there already.
    case 'input':
    case 'flatten':
      return { read: 0, written: 0, weights: 0 };
    // Reads no more than it takes.
    case 'slice':
      return { read: written, written, weights: 0 };
    default: {
      const read = inputs.reduce((sum, shape) => sum + elements(shape), 0);
      const weights = node.tensors.reduce((sum, { shape }) => sum + elements(shape), 0);
      return { read, written, weights };
    }
  }
}

export const movedBy = ({ read, written, weights }: Traffic): number => read + written + weights;
