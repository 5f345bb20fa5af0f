/**
 * What every operation means, written out in double precision without any library: the figures that a backend's
 * self-check and the tests of the lowering are held against. Slow; for small graphs.
 */
import { required, unreachable } from '../base/invariant.ts';
import { elements } from '../graph/ops/index.ts';
import type {
  ActivationKind,
  Conv2dAttrs,
  Graph,
  GraphNode,
  NodeId,
  OpAttrs,
  Shape,
} from '../graph/types.ts';
import type { NodeTensors } from './nodeTensors.ts';

/** Values in NCHW. */
export interface ReferenceValue {
  readonly shape: Shape;
  readonly values: Float64Array;
}

type Stored = Readonly<Partial<Record<'weight' | 'bias' | 'runningMean' | 'runningVar', Float32Array>>>;

const clamp6 = (x: number): number => Math.min(6, Math.max(0, x));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** PyTorch's definitions (torch.nn.functional). */
export const activationFunctions: { readonly [K in ActivationKind]: (x: number) => number } = {
  relu: (x) => Math.max(0, x),
  relu6: clamp6,
  leakyRelu: (x) => (x >= 0 ? x : 0.01 * x),
  elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  silu: (x) => x * sigmoid(x),
  hardSwish: (x) => (x * clamp6(x + 3)) / 6,
  sigmoid,
  hardSigmoid: (x) => clamp6(x + 3) / 6,
};

const dims = (shape: Shape): readonly [number, number, number] => [
  shape[1] ?? 1,
  shape[2] ?? 1,
  shape[3] ?? 1,
];

function convolve(
  attrs: Conv2dAttrs,
  { shape, values }: ReferenceValue,
  weight: Float32Array,
  bias: Float32Array | undefined,
  out: Shape,
): Float64Array {
  const [channels, height, width] = dims(shape);
  const [outs, outHeight, outWidth] = dims(out);
  const { groups, stride, dilation, padding } = attrs;
  const [kh, kw] = attrs.kernel;
  const perGroup = channels / groups;
  const result = new Float64Array(elements(out));
  let at = 0;
  for (let o = 0; o < outs; o += 1) {
    const first = Math.floor((o * groups) / outs) * perGroup;
    for (let y = 0; y < outHeight; y += 1) {
      for (let x = 0; x < outWidth; x += 1) {
        let sum = bias?.[o] ?? 0;
        for (let c = 0; c < perGroup; c += 1) {
          for (let i = 0; i < kh; i += 1) {
            const row = y * stride - padding.top + i * dilation;
            if (row < 0 || row >= height) continue;
            for (let j = 0; j < kw; j += 1) {
              const column = x * stride - padding.left + j * dilation;
              if (column < 0 || column >= width) continue;
              const value = values[((first + c) * height + row) * width + column] as number;
              sum += value * (weight[((o * perGroup + c) * kh + i) * kw + j] as number);
            }
          }
        }
        result[at] = sum;
        at += 1;
      }
    }
  }
  return result;
}

function pool(
  attrs: OpAttrs['maxPool'],
  { shape, values }: ReferenceValue,
  out: Shape,
  average: boolean,
  countPadding: boolean,
): Float64Array {
  const [channels, height, width] = dims(shape);
  const [, outHeight, outWidth] = dims(out);
  const { kernel, stride, padding } = attrs;
  const result = new Float64Array(elements(out));
  let at = 0;
  for (let c = 0; c < channels; c += 1) {
    for (let y = 0; y < outHeight; y += 1) {
      for (let x = 0; x < outWidth; x += 1) {
        const top = y * stride - padding.top;
        const left = x * stride - padding.left;
        const paddedBottom = Math.min(top + kernel, height + padding.bottom);
        const paddedRight = Math.min(left + kernel, width + padding.right);
        let sum = 0;
        let largest = Number.NEGATIVE_INFINITY;
        let count = 0;
        for (let row = Math.max(top, 0); row < Math.min(top + kernel, height); row += 1) {
          for (let column = Math.max(left, 0); column < Math.min(left + kernel, width); column += 1) {
            const value = values[(c * height + row) * width + column] as number;
            sum += value;
            largest = Math.max(largest, value);
            count += 1;
          }
        }
        const divisor = countPadding ? (paddedBottom - top) * (paddedRight - left) : count;
        result[at] = average ? sum / divisor : largest;
        at += 1;
      }
    }
  }
  return result;
}

function normalize({ shape, values }: ReferenceValue, stored: Stored, eps: number): Float64Array {
  const [channels, height, width] = dims(shape);
  const { weight, bias, runningMean, runningVar } = stored;
  const result = new Float64Array(values.length);
  for (let c = 0; c < channels; c += 1) {
    const scale = (weight?.[c] ?? 1) / Math.sqrt((runningVar?.[c] ?? 1) + eps);
    for (let at = c * height * width; at < (c + 1) * height * width; at += 1) {
      result[at] = ((values[at] as number) - (runningMean?.[c] ?? 0)) * scale + (bias?.[c] ?? 0);
    }
  }
  return result;
}

/** Each channel's values reduced to one. */
function reduceMaps(value: ReferenceValue, reduce: (channel: Float64Array) => number): Float64Array {
  const [channels, height, width] = dims(value.shape);
  const size = height * width;
  return Float64Array.from({ length: channels }, (_, c) =>
    reduce(value.values.subarray(c * size, (c + 1) * size)),
  );
}

const meanOf = (list: Float64Array): number => list.reduce((sum, x) => sum + x, 0) / list.length;
const maxOf = (list: Float64Array): number => list.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

function evaluate(node: GraphNode, inputs: readonly ReferenceValue[], stored: Stored): Float64Array {
  const input = (position: number): ReferenceValue =>
    required(inputs[position], `input ${position} of ${node.id}`);
  const weight = (): Float32Array => required(stored.weight, `weight of ${node.id}`);
  switch (node.op) {
    case 'input':
      throw new Error('an input has no rule');
    case 'fusedConv2d':
      throw new Error('the reference runs graphs before the passes');
    case 'conv2d':
      return convolve(node.attrs, input(0), weight(), stored.bias, node.shape);
    case 'channelConv': {
      const { values } = input(0);
      const middle = (node.attrs.kernel - 1) / 2;
      const filter = weight();
      return values.map((_, c) =>
        filter.reduce((sum, w, tap) => sum + w * (values[c + tap - middle] ?? 0), 0),
      );
    }
    case 'gain': {
      const { factor } = node.attrs;
      return input(0).values.map((x) => x * factor);
    }
    case 'linear': {
      const { values } = input(0);
      const matrix = weight();
      return Float64Array.from({ length: node.attrs.out }, (_, o) => {
        let sum = stored.bias?.[o] ?? 0;
        for (let i = 0; i < values.length; i += 1) {
          sum += (values[i] as number) * (matrix[o * values.length + i] as number);
        }
        return sum;
      });
    }
    case 'batchNorm':
      return normalize(input(0), stored, node.attrs.eps);
    case 'activation':
      return input(0).values.map(activationFunctions[node.attrs.kind]);
    case 'maxPool':
      return pool(node.attrs, input(0), node.shape, false, false);
    case 'avgPool':
      return pool(node.attrs, input(0), node.shape, true, node.attrs.countPadding);
    case 'globalPool':
      return reduceMaps(input(0), node.attrs.kind === 'avg' ? meanOf : maxOf);
    case 'add':
      return input(0).values.map((x, at) => x + (input(1).values[at] as number));
    case 'mean':
      return input(0).values.map((x, at) => (x + (input(1).values[at] as number)) / 2);
    case 'scale': {
      const size = elements(node.shape) / (node.shape[1] ?? 1);
      return input(0).values.map((x, at) => x * (input(1).values[Math.floor(at / size)] as number));
    }
    case 'concat': {
      const all = inputs.map(({ values }) => values);
      const joined = new Float64Array(elements(node.shape));
      let at = 0;
      for (const values of all) {
        joined.set(values, at);
        at += values.length;
      }
      return joined;
    }
    case 'flatten':
      return input(0).values;
    default:
      return unreachable(node);
  }
}

/** All values of a graph by node id. `input` is `[1, C, H, W]`, row-major. */
export async function runReference(
  graph: Graph,
  tensors: NodeTensors,
  input: Float32Array,
): Promise<ReadonlyMap<NodeId, ReferenceValue>> {
  const known = new Map<NodeId, ReferenceValue>();
  for (const node of graph.nodes) {
    if (node.op === 'input') {
      known.set(node.id, { shape: node.shape, values: Float64Array.from(input) });
      continue;
    }
    const stored: Record<string, Float32Array> = {};
    for (const { role } of node.tensors) stored[role] = await tensors.get(node.id, role);
    const inputs = node.inputs.map((id) => required(known.get(id), id));
    known.set(node.id, { shape: node.shape, values: evaluate(node, inputs, stored) });
  }
  return known;
}

/** The largest difference over the largest expected magnitude; NaN where anything is not finite. */
export function relativeDeviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = 0;
  let largest = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const wanted = expected[at] as number;
    const difference = Math.abs((actual[at] ?? Number.NaN) - wanted);
    if (!Number.isFinite(difference)) return Number.NaN;
    worst = Math.max(worst, difference);
    largest = Math.max(largest, Math.abs(wanted));
  }
  return worst / largest;
}
