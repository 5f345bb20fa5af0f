/** One forward pass of a network, and values that an earlier one did not keep. */
import * as tf from '@tensorflow/tfjs-core';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { nodeOf } from '../graph/queries.ts';
import type { Graph, NodeId } from '../graph/types.ts';
import { checkFits } from './budget.ts';
import type { TracedValue, TraceScope, WeightsRef } from './contract.ts';
import { execute, fetchWeights, loadWeights, type Steering } from './executor.ts';
import { toNchw, uploadInput } from './lowering/layout.ts';
import { carefully, type Target } from './lowering/types.ts';
import type { NodeTensors } from './nodeTensors.ts';
import { placeOf } from './nodeTensors.ts';
import { blockOutputs, makePlan, type Plan } from './plan.ts';
import { allFinite, type MeanMap, meanMapOf } from './reading.ts';
import type { WeightCache } from './weightCache.ts';

export interface Forward {
  readonly graph: Graph;
  readonly tensors: NodeTensors;
  readonly input: Float32Array;
  readonly keep: ReadonlySet<NodeId>;
  readonly target: Target;
}

/** What is left of a run: enough to look at any of its values. */
export interface LastRun {
  readonly runId: number;
  readonly spec: FamilySpec;
  readonly weights: WeightsRef;
  readonly graph: Graph;
  readonly tensors: NodeTensors;
  readonly input: Float32Array;
  /** On the device. Emptied when the device is lost or the backend changes. */
  readonly kept: Map<NodeId, tf.Tensor>;
  readonly weightKeys: ReadonlySet<string>;
  /** It was run again without shortcuts that lose NaN. */
  readonly careful: boolean;
}

export function releaseRun({ kept }: LastRun): void {
  tf.dispose([...kept.values()]);
  kept.clear();
}

export interface ForwardResult {
  readonly kept: Map<NodeId, tf.Tensor>;
  readonly weightKeys: ReadonlySet<string>;
  readonly logits: Float32Array;
  /** From the first node to the logits. */
  readonly ms: number;
  readonly weightsMs: number;
}

/** A run whose values can be believed, and the means over channels of its block outputs. */
export interface HonestResult extends ForwardResult {
  readonly careful: boolean;
  readonly maps: readonly MeanMap[];
}

/**
 * Runs the network; where a value may not have been finite, once more and carefully, so that every figure shows it.
 * Errors as `forward`.
 */
export async function honestForward(
  setup: Forward,
  cache: WeightCache,
  steering: Steering,
): Promise<HonestResult> {
  const result = await forward(setup, cache, steering);
  const maps = await mapsOf(setup, result, steering);
  const finite =
    cache.finite &&
    allFinite(setup.input) &&
    allFinite(result.logits) &&
    maps.every(({ values }) => allFinite(values));
  if (finite) return { ...result, maps, careful: false };
  tf.dispose([...result.kept.values()]);
  const again = await forward({ ...setup, target: carefully(setup.target) }, cache, steering);
  return { ...again, maps: await mapsOf(setup, again, steering), careful: true };
}

async function mapsOf({ graph }: Forward, { kept }: ForwardResult, steering: Steering): Promise<MeanMap[]> {
  try {
    return await Promise.all(blockOutputs(graph).map((id) => meanMapOf(id, required(kept.get(id), id))));
  } catch (error) {
    tf.dispose([...kept.values()]);
    throw steering.explain(error, graph.output);
  }
}

/** Runs the network. The kept tensors belong to the caller. Throws BackendError, WeightsError or RunSuperseded. */
async function forward(
  { graph, tensors, input, keep, target }: Forward,
  cache: WeightCache,
  steering: Steering,
): Promise<ForwardResult> {
  steering.onProgress({ phase: 'compile', done: 0, total: 1 });
  const plan = makePlan(graph, tensors, target, keep, new Set([graph.input]));
  steering.onProgress({ phase: 'compile', done: 1, total: 1 });
  checkFits(plan, nodeOf(graph, graph.input).shape, target, (id) => placeOf(graph, id));
  const weightsStart = performance.now();
  await loadWeights(plan, target, cache, steering);
  const start = performance.now();
  const kept = await withInput(graph, input, steering, (given) =>
    execute(plan, target, cache, given, steering),
  );
  try {
    const logits = (await required(kept.get(graph.output), 'logits').data()) as Float32Array;
    const ms = performance.now() - start;
    const keys = plan.steps.flatMap(({ weights }) => (weights ? [weights.key] : []));
    return { kept, weightKeys: new Set(keys), logits: logits.slice(), ms, weightsMs: start - weightsStart };
  } catch (error) {
    tf.dispose([...kept.values()]);
    throw steering.explain(error, graph.output);
  }
}

/** A body with the input on the device. */
export async function withInput<T>(
  graph: Graph,
  values: Float32Array,
  steering: Steering,
  body: (given: ReadonlyMap<NodeId, tf.Tensor>) => Promise<T>,
): Promise<T> {
  let input: tf.Tensor;
  try {
    input = uploadInput(values, nodeOf(graph, graph.input).shape);
  } catch (error) {
    throw steering.explain(error, graph.input);
  }
  try {
    return await body(new Map([[graph.input, input]]));
  } finally {
    input.dispose();
  }
}

/**
 * Runs the network once and hands over what `scope` asks for, NCHW. Keeps no value; its weights are left in the cache
 * for the caller to let go.
 */
export async function traceForward(
  { graph, tensors, input, keep, target }: Forward,
  scope: TraceScope,
  cache: WeightCache,
  steering: Steering,
  onValue: (value: TracedValue) => void,
): Promise<void> {
  const all = graph.nodes.map(({ id }) => id).filter((id) => id !== graph.input);
  const watched = scope === 'nodes' ? new Set(all) : keep;
  const { steps } = makePlan(graph, tensors, target, watched, new Set([graph.input]));
  const plan: Plan = { steps, keep: new Set([graph.output]) };
  checkFits(plan, nodeOf(graph, graph.input).shape, target, (id) => placeOf(graph, id));
  await fetchWeights(plan, target, cache, steering);
  const kept = await withInput(graph, input, steering, (given) =>
    execute(plan, target, cache, given, steering, async ({ id, shape }, tensor) => {
      if (scope === 'output' && id !== graph.output) return;
      onValue({ node: id, values: toNchw((await tensor.data()) as Float32Array, shape) });
    }),
  );
  tf.dispose([...kept.values()]);
}

/**
 * The NCHW values of any node of a run. One that was not kept is computed again from the nearest that were. Weights
 * that only this needs are left in the cache for the caller to let go.
 */
export async function computeNode(
  { graph, tensors, input, kept, careful }: LastRun,
  id: NodeId,
  backendTarget: Target,
  cache: WeightCache,
  steering: Steering,
): Promise<Float32Array> {
  const target = careful ? carefully(backendTarget) : backendTarget;
  const { shape } = nodeOf(graph, id);
  if (id === graph.input) return input.slice();
  const read = async (tensor: tf.Tensor): Promise<Float32Array> => {
    try {
      return toNchw((await tensor.data()) as Float32Array, shape);
    } catch (error) {
      throw steering.explain(error, id);
    }
  };
  const known = kept.get(id);
  if (known) return read(known);
  return withInput(graph, input, steering, async (given) => {
    const atHand = new Map([...given, ...kept]);
    const plan = makePlan(graph, tensors, target, new Set([id]), new Set(atHand.keys()));
    await fetchWeights(plan, target, cache, steering);
    const found = await execute(plan, target, cache, atHand, steering);
    const tensor = required(found.get(id), id);
    try {
      return await read(tensor);
    } finally {
      tensor.dispose();
    }
  });
}
