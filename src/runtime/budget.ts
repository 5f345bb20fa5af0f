/** Whether a plan can fit a backend's memory, told before anything is made for it. */
import { elements } from '../graph/ops/index.ts';
import type { GraphNode, NodeId, Shape } from '../graph/types.ts';
import { BackendError } from './errors.ts';
import type { Target } from './lowering/types.ts';
import type { Plan } from './plan.ts';

export interface Need {
  /** Bytes of all weights in the form that the kernels take, once. */
  readonly weights: number;
  /** The largest number of bytes of values that are alive at one time; what a kernel takes for itself comes on top. */
  readonly activations: number;
  /** The largest single tensor, and the node that has it. */
  readonly largest: { readonly bytes: number; readonly node: GraphNode | null };
}

/** What running a plan takes at least. Values live from their making to their last reader, as the executor has it. */
export function needOf({ steps, keep }: Plan, input: Shape): Need {
  const readers = new Map<NodeId, number>();
  for (const { node } of steps) {
    for (const id of node.inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  let weightBytes = 0;
  let largest: Need['largest'] = { bytes: 4 * elements(input), node: null };
  // The input stays until the end.
  let alive = largest.bytes;
  let activations = alive;
  const made = new Map<NodeId, number>();
  const seen = new Set<string>();
  const weigh = (bytes: number, node: GraphNode): number => {
    if (bytes > largest.bytes) largest = { bytes, node };
    return bytes;
  };
  for (const { node, weights } of steps) {
    if (weights && !seen.has(weights.key)) {
      seen.add(weights.key);
      for (const size of weights.sizes) weightBytes += weigh(4 * size, node);
    }
    const bytes = weigh(4 * elements(node.shape), node);
    made.set(node.id, bytes);
    alive += bytes;
    activations = Math.max(activations, alive);
    for (const id of node.inputs) {
      const left = (readers.get(id) ?? 0) - 1;
      readers.set(id, left);
      if (left === 0 && !keep.has(id)) alive -= made.get(id) ?? 0;
    }
  }
  return { weights: weightBytes, activations, largest };
}

/** Gigabytes to three digits, for a person. */
const gigabytes = (bytes: number): number => Number((bytes / 1e9).toPrecision(3));

/**
 * Throws BackendError, with the figures, when the plan cannot fit. One that passes may still run out of memory: how
 * much a device has left, it does not say. `place` names a node for the person.
 */
export function checkFits(plan: Plan, input: Shape, target: Target, place: (node: NodeId) => string): void {
  const { id, memory } = target;
  const { weights, activations, largest } = needOf(plan, input);
  const held = weights * memory.weightCopies;
  if (held + activations > memory.total) {
    throw new BackendError(id, null, memory.exceeded, {
      weights: gigabytes(weights),
      activations: gigabytes(activations),
      limit: gigabytes(memory.total),
    });
  }
  if (largest.bytes > memory.tensor) {
    throw new BackendError(id, null, 'run.error.tensorTooLarge', {
      op: largest.node ? place(largest.node.id) : 'input',
      bytes: gigabytes(largest.bytes),
      limit: gigabytes(memory.tensor),
    });
  }
}
