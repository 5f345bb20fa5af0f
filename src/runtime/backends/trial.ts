/** Trying a backend: are its numbers right, and how long does it take? */
import * as tf from '@tensorflow/tfjs-core';
import { required } from '../../base/invariant.ts';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import type { Graph, NodeId, Shape } from '../../graph/types.ts';
import { nodeOf } from '../../graph/queries.ts';
import { patternImage } from '../../image/pattern.ts';
import { seededProvider } from '../../weights/weightSource.ts';
import { execute, loadWeights, type Steering } from '../executor.ts';
import type { Target } from '../lowering/types.ts';
import { toNchw, uploadInput } from '../lowering/layout.ts';
import { type NodeTensors, providedTensors } from '../nodeTensors.ts';
import { makePlan } from '../plan.ts';
import { relativeDeviation } from '../reference.ts';
import { WeightCache } from '../weightCache.ts';
import { selfCheck } from './selfCheck.ts';

/** Largest deviation over the largest value that is allowed: the limit that the reference figures are held to. */
export const deviationLimit = 1e-4;

const networkShape = (graph: Graph): Shape => nodeOf(graph, graph.input).shape;

/** One network on one backend, with its weights on the device, ready to be run. */
class Trial {
  readonly #graph: Graph;
  readonly #tensors: NodeTensors;
  readonly #target: Target;
  readonly #steering: Steering;
  readonly #cache = new WeightCache();
  readonly #input: tf.Tensor;
  readonly #keep: ReadonlySet<NodeId>;

  constructor(
    graph: Graph,
    tensors: NodeTensors,
    values: Float32Array,
    keep: ReadonlySet<NodeId>,
    target: Target,
    steering: Steering,
  ) {
    this.#graph = graph;
    this.#tensors = tensors;
    this.#target = target;
    this.#steering = steering;
    this.#keep = keep;
    this.#input = uploadInput(values, networkShape(graph));
  }

  /** NHWC values of what is kept. */
  async run(): Promise<Map<NodeId, Float32Array>> {
    const { input } = this.#graph;
    const plan = makePlan(this.#graph, this.#tensors, this.#target, this.#keep, new Set([input]));
    await loadWeights(plan, this.#target, this.#cache, this.#steering);
    const given = new Map([[input, this.#input]]);
    const kept = await execute(plan, this.#target, this.#cache, given, this.#steering);
    try {
      const read = new Map<NodeId, Float32Array>();
      for (const [id, tensor] of kept) read.set(id, (await tensor.data()) as Float32Array);
      return read;
    } finally {
      tf.dispose([...kept.values()]);
    }
  }

  dispose(): void {
    this.#input.dispose();
    this.#cache.clear();
  }
}

/** Values besides the output that are compared: an average at the end would hide a wrong border. */
const compared = [
  'stemAct',
  'seScale',
  'countedPool',
  'ceilPool',
  'stridedAct',
  'threeSum',
  'threeMean',
  'choice',
];

/** Largest deviation over the largest value, of the check network; NaN where a value is not finite. */
export async function checkNumbers(target: Target, steering: Steering): Promise<number> {
  const { graph, tensors, input, expected } = await selfCheck();
  const keep = new Set([graph.output, ...compared]);
  const trial = new Trial(graph, tensors, input, keep, target, steering);
  try {
    let worst = 0;
    for (const [id, values] of await trial.run()) {
      const reference = required(expected.get(id), id);
      const deviation = relativeDeviation(toNchw(values, reference.shape), reference.values);
      if (Number.isNaN(deviation)) return Number.NaN;
      worst = Math.max(worst, deviation);
    }
    return worst;
  } finally {
    trial.dispose();
  }
}

/** ResNet-14 at 128 x 128: 0.5 GMAC in the shapes of the real networks. */
const probeSpec = parseSpec({ depth: 14, classes: 10, inputHeight: 128, inputWidth: 128 });
const timedRuns = 3;

/** Median milliseconds of the probe network, after one run that is not counted. */
export async function measure(target: Target, steering: Steering): Promise<number> {
  const graph = buildGraph(probeSpec);
  const tensors = providedTensors(graph, seededProvider());
  const [, channels = 3, height = 1, width = 1] = networkShape(graph);
  const input = patternImage(channels, height, width);
  const trial = new Trial(graph, tensors, input, new Set([graph.output]), target, steering);
  try {
    await trial.run();
    const times: number[] = [];
    for (let run = 0; run < timedRuns; run += 1) {
      const start = performance.now();
      await trial.run();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    return required(times[Math.floor(timedRuns / 2)], 'a time');
  } finally {
    trial.dispose();
  }
}
