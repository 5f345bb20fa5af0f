/** How long each layer of a network takes on this device, one by one, as a run has them: norms folded, activations fused. */
import * as tf from '@tensorflow/tfjs-core';
import { required } from '../base/invariant.ts';
import { nodeOf } from '../graph/queries.ts';
import { trafficOf } from '../graph/traffic.ts';
import type { GraphNode, Shape } from '../graph/types.ts';
import { checkFits } from './budget.ts';
import type { LayerTime } from './contract.ts';
import { execute, fetchWeights, type Steering } from './executor.ts';
import { type Forward, withInput } from './forward.ts';
import { placeOf } from './nodeTensors.ts';
import { makePlan, type Plan } from './plan.ts';
import type { WeightCache } from './weightCache.ts';

/** A layer is run as often in a row as fills this many milliseconds: clocks are coarse, and waiting costs too. */
const batchMs = 3;
const longestBatch = 40;

/**
 * Runs the network once, and each layer `rounds` times more where it stands. Keeps no value; its weights are left in the
 * cache for the caller to let go. Errors as a run's.
 */
export async function profileForward(
  { graph, tensors, input, keep, target }: Forward,
  rounds: number,
  cache: WeightCache,
  steering: Steering,
): Promise<readonly LayerTime[]> {
  const inputShape = nodeOf(graph, graph.input).shape;
  const { steps } = makePlan(graph, tensors, target, keep, new Set([graph.input]));
  const plan: Plan = { steps, keep: new Set([graph.output]) };
  checkFits(plan, inputShape, target, (id) => placeOf(graph, id));
  await fetchWeights(plan, target, cache, steering);
  const shapes = new Map<string, Shape>([[graph.input, inputShape], ...steps.map(shapeEntry)]);
  const layers: LayerTime[] = [];
  const kept = await withInput(graph, input, steering, (given) =>
    execute(plan, target, cache, given, steering, async (node, tensor, again) => {
      const times = await timesOf(tensor, again, rounds, steering);
      const inputs = node.inputs.map((id) => required(shapes.get(id), `shape of ${id}`));
      layers.push({ ...namesOf(node), macs: node.macs, traffic: trafficOf(node, inputs), ...times });
    }),
  );
  tf.dispose([...kept.values()]);
  return layers;
}

const shapeEntry = ({ node }: Plan['steps'][number]): [string, Shape] => [node.id, node.shape];

/** The node of the graph before the passes that a step stands for, and what else is in it. */
function namesOf(node: GraphNode): Pick<LayerTime, 'node' | 'fused'> {
  if (node.op !== 'fusedConv2d') return { node: node.id, fused: [] };
  const { conv, norm, activation } = node.attrs;
  const fused: LayerTime['fused'][number][] = [];
  if (norm !== null) fused.push('norm');
  if (node.inputs.length > 1) fused.push('add');
  if (activation !== null) fused.push('activation');
  return { node: conv, fused };
}

/** Waits until a value is there, on whatever device: reads one element of it. */
async function finish(tensor: tf.Tensor): Promise<void> {
  const one = tf.slice(
    tensor,
    tensor.shape.map(() => 0),
    tensor.shape.map(() => 1),
  );
  await one.data();
  one.dispose();
}

async function timesOf(
  made: tf.Tensor,
  again: () => tf.Tensor,
  rounds: number,
  steering: Steering,
): Promise<Pick<LayerTime, 'ms' | 'low' | 'high' | 'batch'>> {
  await finish(made);
  const waits: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    await finish(made);
    waits.push(performance.now() - start);
  }
  const wait = median(waits);
  const timed = async (batch: number): Promise<number> => {
    let last: tf.Tensor | null = null;
    try {
      const start = performance.now();
      for (let count = 0; count < batch; count += 1) {
        last?.dispose();
        last = again();
      }
      if (last) await finish(last);
      return Math.max(0, performance.now() - start - wait) / batch;
    } finally {
      last?.dispose();
    }
  };
  const first = await timed(1);
  const batch = Math.min(longestBatch, Math.max(1, Math.round(batchMs / Math.max(first, 0.01))));
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await steering.pause();
    times.push(await timed(batch));
  }
  return { ms: median(times), low: Math.min(...times), high: Math.max(...times), batch };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [lower = 0, upper = 0] = [sorted[sorted.length - 1 - middle], sorted[middle]];
  return (lower + upper) / 2;
}
