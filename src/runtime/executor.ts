import type * as tf from '@tensorflow/tfjs-core';
import { required } from '../base/invariant.ts';
import type { GraphNode, NodeId } from '../graph/types.ts';
import type { RunProgress } from './contract.ts';
import { runNode } from './lowering/kernels.ts';
import type { Target } from './lowering/types.ts';
import type { Plan } from './plan.ts';
import type { WeightCache } from './weightCache.ts';

/** What the executor asks of its surroundings. */
export interface Steering {
  /** Called between nodes; throws when the work is not wanted any more. May let other events in. */
  pause(): Promise<void>;
  /** Waits until the device has done what it was given, so that a queue never grows far ahead. */
  settle(): Promise<void>;
  onProgress(progress: RunProgress): void;
  /** Turns what a kernel threw into an error that names the node. */
  explain(error: unknown, node: NodeId): Error;
}

/** Brings all weights of a plan to the device, and lets go of those that only other plans used. */
export async function loadWeights(
  plan: Plan,
  target: Target,
  cache: WeightCache,
  steering: Steering,
): Promise<void> {
  const forms = plan.steps.flatMap(({ weights }) => (weights ? [weights] : []));
  cache.retain(new Set(forms.map(({ key }) => key)));
  await fetchWeights(plan, target, cache, steering);
}

/** Brings what a plan lacks to the device and keeps the rest. */
export async function fetchWeights(
  plan: Plan,
  target: Target,
  cache: WeightCache,
  steering: Steering,
): Promise<void> {
  const missing = plan.steps.filter(({ weights }) => weights && !cache.has(weights.key));
  let done = 0;
  for (const { node, weights } of missing) {
    steering.onProgress({ phase: 'weights', done, total: missing.length });
    await steering.pause();
    try {
      await cache.load(required(weights, `weights of ${node.id}`), target.memory);
    } catch (error) {
      throw steering.explain(error, node.id);
    }
    done += 1;
  }
  if (missing.length > 0) steering.onProgress({ phase: 'weights', done, total: missing.length });
}

/** Nodes between two waits for the device: about a block. */
const settleEvery = 8;

/** Looks at a value before anything may release it. `again` makes it once more, for the visitor to keep or release. */
export type Visit = (node: GraphNode, tensor: tf.Tensor, again: () => tf.Tensor) => Promise<void>;

/**
 * Runs a plan whose weights are on the device. A value is released when its last reader is done, unless it is in
 * `plan.keep` or was given. The kept tensors belong to the caller; after an error nothing is left.
 */
export async function execute(
  plan: Plan,
  target: Target,
  cache: WeightCache,
  given: ReadonlyMap<NodeId, tf.Tensor>,
  steering: Steering,
  visit?: Visit,
): Promise<Map<NodeId, tf.Tensor>> {
  const readers = new Map<NodeId, number>();
  for (const { node } of plan.steps) {
    for (const input of node.inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  }
  const live = new Map<NodeId, tf.Tensor>();
  const total = plan.steps.length;
  try {
    for (const [done, { node, weights }] of plan.steps.entries()) {
      steering.onProgress({ phase: 'layers', done, total });
      await steering.pause();
      if (done % settleEvery === settleEvery - 1) await steering.settle();
      const take = (id: NodeId): tf.Tensor => required(given.get(id) ?? live.get(id), `value of ${id}`);
      try {
        const loaded = weights ? required(cache.get(weights.key), `weights of ${node.id}`) : [];
        const make = (): tf.Tensor => runNode(node, node.inputs.map(take), loaded, target);
        const made = make();
        live.set(node.id, made);
        await visit?.(node, made, make);
      } catch (error) {
        throw steering.explain(error, node.id);
      }
      for (const input of node.inputs) {
        const left = (readers.get(input) ?? 0) - 1;
        readers.set(input, left);
        if (left === 0 && !plan.keep.has(input)) {
          live.get(input)?.dispose();
          live.delete(input);
        }
      }
    }
    steering.onProgress({ phase: 'layers', done: total, total });
    return live;
  } catch (error) {
    for (const tensor of live.values()) tensor.dispose();
    throw error;
  }
}
