/** One forward pass of a variant: a network changed by passes, on weights that are on the device already. */
import * as tf from '@tensorflow/tfjs-core';
import { buildGraph } from '../arch/build.ts';
import { sameSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { elements } from '../graph/ops/index.ts';
import { applyEdits, untouched } from '../graph/passes/variants.ts';
import { indexOf, nodeOf } from '../graph/queries.ts';
import type { Graph, NodeId, Shape } from '../graph/types.ts';
import { ExplorerError } from '../text/index.ts';
import type { TensorProvider } from '../weights/weightSource.ts';
import { checkFits } from './budget.ts';
import {
  productKey,
  type Rectangle,
  type Thumbnail,
  type Variant,
  type VariantRead,
  type VariantResult,
  type VariantsRequest,
  type WeightsRef,
} from './contract.ts';
import { execute, fetchWeights } from './executor.ts';
import { type LastRun, withInput } from './forward.ts';
import { toNchw } from './lowering/layout.ts';
import { carefully, type Target } from './lowering/types.ts';
import { partialTensors, placeOf, providedTensors } from './nodeTensors.ts';
import { makePlan, type Plan } from './plan.ts';
import { allFinite, meanMapOf, meanProduct, powerOf, thumbnailOf } from './reading.ts';
import type { Steerer } from './steerer.ts';
import type { WeightCache } from './weightCache.ts';

/** Plans by what they run: more than a study of the deepest network has. */
const mostPlans = 256;

interface VariantPlan {
  readonly graph: Graph;
  readonly plan: Plan;
  /** Values of the last run that it starts from. */
  readonly given: ReadonlySet<NodeId>;
}

/** Plans of variants, by network, weights, passes and backend; the oldest go first. */
export class VariantPlans {
  readonly #known = new Map<string, VariantPlan>();

  get(key: string, make: () => VariantPlan): VariantPlan {
    const known = this.#known.get(key) ?? make();
    this.#known.delete(key);
    this.#known.set(key, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostPlans && oldest !== undefined) this.#known.delete(oldest);
    return known;
  }

  get size(): number {
    return this.#known.size;
  }
}

export interface VariantSurroundings {
  readonly target: Target;
  readonly cache: WeightCache;
  readonly plans: VariantPlans;
  readonly provide: (weights: WeightsRef) => TensorProvider;
}

const sameWeights = (a: WeightsRef, b: WeightsRef): boolean =>
  a.kind === b.kind && (a.kind === 'seeded' || (b.kind === 'file' && a.id === b.id));

const sameValues = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at]);

/** What the last run left on the device, where it was the same network on the same input. */
function reusable(
  last: LastRun | null,
  spec: FamilySpec,
  weights: WeightsRef,
  input: Float32Array,
): LastRun | null {
  if (last === null || !sameSpec(last.spec, spec) || !sameWeights(last.weights, weights)) return null;
  return sameValues(last.input, input) ? last : null;
}

const nodesOf = (entry: VariantRead): readonly NodeId[] =>
  entry.as === 'product' ? [entry.node, entry.other] : [entry.node];

/** Throws as a run does, and GraphError where a block does not allow an edit. Leaves nothing but weights behind. */
export async function runVariant(
  request: VariantsRequest,
  variant: Variant,
  last: LastRun | null,
  surroundings: VariantSurroundings,
  steerer: Steerer,
): Promise<VariantResult> {
  const { target } = surroundings;
  const { spec = request.spec, weights = request.weights } = variant;
  const shared = variant.hidden ? null : reusable(last, spec, weights, request.input);
  const careful = shared?.careful ?? false;
  const once = (on: Target): Promise<VariantResult> =>
    pass(request, variant, on.careful === careful ? shared : null, { ...surroundings, target: on }, steerer);
  const result = await once(careful ? carefully(target) : target);
  // Kernels may take NaN for 0: where anything went wrong, it is looked at again.
  return careful || allFinite(result.logits) ? result : once(carefully(target));
}

/** A copy of `[1, C, H, W]` with a rectangle of zeros in every channel; what of it lies outside is left out. */
function hide(input: Float32Array, shape: Shape, { top, left, height, width }: Rectangle): Float32Array {
  const [, channels = 0, rows = 0, columns = 0] = shape;
  const copy = input.slice();
  const [from, to] = [Math.max(0, left), Math.min(columns, left + width)];
  for (let channel = 0; channel < channels; channel += 1) {
    for (let y = Math.max(0, top); y < Math.min(rows, top + height); y += 1) {
      const row = (channel * rows + y) * columns;
      copy.fill(0, row + from, row + Math.max(from, to));
    }
  }
  return copy;
}

async function pass(
  { spec: usualSpec, weights: usualWeights, input: picture, read }: VariantsRequest,
  { id, edits, spec = usualSpec, weights = usualWeights, hidden }: Variant,
  shared: LastRun | null,
  { target, cache, plans, provide }: VariantSurroundings,
  steerer: Steerer,
): Promise<VariantResult> {
  const base = buildGraph(spec);
  steerer.graph = base;
  const { shape } = nodeOf(base, base.input);
  if (picture.length !== elements(shape)) {
    throw new ExplorerError('run.error.inputSize', { wanted: elements(shape), value: picture.length });
  }
  const input = hidden ? hide(picture, shape, hidden) : picture;
  const atHand = [...(shared?.kept.keys() ?? [])];
  const key = JSON.stringify([spec, weights, edits, read, target.id, target.careful, atHand]);
  const { graph, plan, given } = plans.get(key, () => {
    const edited = applyEdits(base, edits);
    const { node } = indexOf(edited);
    const same = untouched(base, edited);
    const given = new Set([edited.input, ...atHand.filter((entry) => same.has(entry))]);
    const keep = new Set([edited.output, ...read.flatMap(nodesOf).filter((entry) => node.has(entry))]);
    const tensors = partialTensors(edited, providedTensors(base, provide(weights)));
    return { graph: edited, plan: makePlan(edited, tensors, target, keep, given), given };
  });
  checkFits(plan, shape, target, (node) => placeOf(base, node));
  await fetchWeights(plan, target, cache, steerer);
  const start = performance.now();
  return withInput(graph, input, steerer, async (uploaded) => {
    const kept = [...(shared?.kept ?? [])].filter(([node]) => given.has(node));
    const atHandNow = new Map([...uploaded, ...kept]);
    const found = await execute(plan, target, cache, atHandNow, steerer);
    const tensorAt = (node: NodeId): tf.Tensor =>
      required(found.get(node) ?? atHandNow.get(node), `value of ${node}`);
    const readValues = async (node: NodeId): Promise<Float32Array> =>
      toNchw((await tensorAt(node).data()) as Float32Array, nodeOf(graph, node).shape);
    try {
      const logits = await readValues(graph.output);
      const ms = performance.now() - start;
      const values: Record<NodeId, Float32Array> = {};
      const powers: Record<NodeId, Float64Array> = {};
      const products: Record<string, number> = {};
      const pictures: Thumbnail[] = [];
      for (const entry of read) {
        const { node } = entry;
        if (!nodesOf(entry).every((wanted) => plan.keep.has(wanted))) continue;
        if (entry.as === 'product') {
          const { other } = entry;
          products[productKey(node, other)] = meanProduct(await readValues(node), await readValues(other));
        } else if (entry.as === 'power') {
          powers[node] = powerOf(await readValues(node), nodeOf(graph, node).shape[1] ?? 1);
        } else if (entry.as === 'values') values[node] = await readValues(node);
        else pictures.push(thumbnailOf(await meanMapOf(node, tensorAt(node))));
      }
      steerer.check(graph.output);
      return { id, logits, values, pictures, powers, products, ms };
    } catch (error) {
      throw steerer.explain(error, graph.output);
    } finally {
      tf.dispose([...found.values()]);
    }
  });
}
