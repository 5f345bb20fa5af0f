/**
 * What every operation means, written out in double precision without any library: the figures that a backend's
 * self-check and the tests of the lowering are held against. Slow; for small graphs.
 */
import { required, unreachable } from '../base/invariant.ts';
import { blurCoefficients, blurPadding, elements, pad } from '../graph/ops/index.ts';
import type {
  ActivationKind,
  Conv2dAttrs,
  Graph,
  GraphNode,
  NodeId,
  NodeWithOp,
  OpAttrs,
  Padding,
  Shape,
  WindowAttrs,
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

type Values = Float32Array | Float64Array;

/** Each output channel's filter with mean 0 and variance 1. */
function standardized(weight: Values, outs: number, eps: number): Float64Array {
  const size = weight.length / outs;
  const result = Float64Array.from(weight);
  for (let o = 0; o < outs; o += 1) {
    const filter = result.subarray(o * size, (o + 1) * size);
    const middle = meanOf(filter);
    const variance = meanOf(filter.map((x) => (x - middle) ** 2));
    for (let at = 0; at < size; at += 1) {
      filter[at] = ((filter[at] as number) - middle) / Math.sqrt(variance + eps);
    }
  }
  return result;
}

function convolve(
  attrs: Conv2dAttrs,
  { shape, values }: ReferenceValue,
  stored: Values,
  bias: Float32Array | undefined,
  out: Shape,
): Float64Array {
  const [channels, height, width] = dims(shape);
  const [outs, outHeight, outWidth] = dims(out);
  const { groups, stride, dilation, padding } = attrs;
  const weight = attrs.standardize === null ? stored : standardized(stored, outs, attrs.standardize);
  const [kh, kw] = attrs.kernel;
  const perGroup = channels / groups;
  const positions = outHeight * outWidth;
  const result = new Float64Array(elements(out));
  // One weight at a time over all positions that it reaches: four times as fast as position by position.
  for (let o = 0; o < outs; o += 1) {
    const first = Math.floor((o * groups) / outs) * perGroup;
    const base = o * positions;
    if (bias) result.fill(bias[o] ?? 0, base, base + positions);
    for (let c = 0; c < perGroup; c += 1) {
      const map = (first + c) * height * width;
      for (let i = 0; i < kh; i += 1) {
        const down = i * dilation - padding.top;
        const [top, bottom] = reach(down, stride, height, outHeight);
        for (let j = 0; j < kw; j += 1) {
          const across = j * dilation - padding.left;
          const [left, right] = reach(across, stride, width, outWidth);
          const w = weight[((o * perGroup + c) * kh + i) * kw + j] as number;
          for (let y = top; y < bottom; y += 1) {
            const to = base + y * outWidth;
            const from = map + (y * stride + down) * width + across;
            for (let x = left; x < right; x += 1) {
              result[to + x] = (result[to + x] as number) + w * (values[from + x * stride] as number);
            }
          }
        }
      }
    }
  }
  return result;
}

/** The outputs `p` from the first to before the last for which `p * stride + offset` lies within `size`. */
function reach(
  offset: number,
  stride: number,
  size: number,
  outputs: number,
): readonly [first: number, end: number] {
  const first = Math.max(0, Math.ceil(-offset / stride));
  const end = Math.min(outputs, Math.floor((size - 1 - offset) / stride) + 1);
  return [first, end];
}

function pool(
  attrs: WindowAttrs,
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

function normalizeGroups({ groups, eps }: OpAttrs['groupNorm'], value: ReferenceValue, stored: Stored) {
  const [channels, height, width] = dims(value.shape);
  const size = value.values.length / groups;
  const result = Float64Array.from(value.values);
  for (let group = 0; group < groups; group += 1) {
    const part = value.values.subarray(group * size, (group + 1) * size);
    const middle = meanOf(part);
    const spread = Math.sqrt(meanOf(part.map((x) => (x - middle) ** 2)) + eps);
    for (let at = group * size; at < (group + 1) * size; at += 1) {
      const c = Math.floor(at / (height * width)) % channels;
      const normal = ((value.values[at] as number) - middle) / spread;
      result[at] = normal * (stored.weight?.[c] ?? 1) + (stored.bias?.[c] ?? 0);
    }
  }
  return result;
}

/** The map with more rows, columns and channels around it: `source` says where a place's value is, or -1 for zero. */
function around(
  { shape, values }: ReferenceValue,
  [before, after]: readonly [number, number],
  { top, bottom, left, right }: Padding,
  source: (at: number, size: number) => number,
): ReferenceValue {
  const [channels, height, width] = dims(shape);
  const wanted = [1, before + channels + after, top + height + bottom, left + width + right];
  const result = new Float64Array(elements(wanted));
  let at = 0;
  for (let c = -before; c < channels + after; c += 1) {
    for (let y = -top; y < height + bottom; y += 1) {
      for (let x = -left; x < width + right; x += 1) {
        const [row, column] = [source(y, height), source(x, width)];
        const inside = c >= 0 && c < channels && row >= 0 && column >= 0;
        result[at] = inside ? (values[(c * height + row) * width + column] as number) : 0;
        at += 1;
      }
    }
  }
  return { shape: wanted, values: result };
}

const zeros = (at: number, size: number): number => (at < size ? at : -1);
/** The edge itself is not repeated. */
const reflected = (at: number, size: number): number =>
  at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;

function blurred({ attrs, shape }: NodeWithOp<'blurPool'>, value: ReferenceValue): Float64Array {
  const channels = shape[1] ?? 1;
  const row = blurCoefficients[attrs.filter];
  const sum = row.reduce((a, b) => a + b, 0);
  const filter = row.flatMap((a) => row.map((b) => (a * b) / sum ** 2));
  const weight = Float64Array.from({ length: channels * filter.length }, (_, at) =>
    required(filter[at % filter.length], 'a tap'),
  );
  const conv: Conv2dAttrs = {
    out: channels,
    kernel: [attrs.filter, attrs.filter],
    stride: attrs.stride,
    padding: pad(0),
    dilation: 1,
    groups: channels,
    bias: false,
    standardize: null,
  };
  return convolve(conv, around(value, [0, 0], blurPadding(attrs), reflected), weight, undefined, shape);
}

/** `[cardinality, radix, c]` to weights over the branches, `[radix, cardinality, c]`. */
function branchWeights({ cardinality, radix }: OpAttrs['softmax'], values: Float64Array): Float64Array {
  const size = values.length / (cardinality * radix);
  const result = new Float64Array(values.length);
  for (let group = 0; group < cardinality; group += 1) {
    for (let c = 0; c < size; c += 1) {
      const own = Float64Array.from({ length: radix }, (_, branch) =>
        Math.exp(values[(group * radix + branch) * size + c] as number),
      );
      const sum = own.reduce((a, b) => a + b, 0);
      for (const [branch, value] of own.entries()) {
        result[(branch * cardinality + group) * size + c] = value / sum;
      }
    }
  }
  return result;
}

function shuffled(groups: number, { shape, values }: ReferenceValue): Float64Array {
  const [channels, height, width] = dims(shape);
  const size = height * width;
  const perGroup = channels / groups;
  const result = new Float64Array(values.length);
  for (let c = 0; c < channels; c += 1) {
    const to = (c % perGroup) * groups + Math.floor(c / perGroup);
    result.set(values.subarray(c * size, (c + 1) * size), to * size);
  }
  return result;
}

/** The sums of equal shapes, place by place. */
const summed = (inputs: readonly ReferenceValue[]): Float64Array =>
  required(inputs[0], 'an input').values.map((_, at) =>
    inputs.reduce((sum, { values }) => sum + (values[at] as number), 0),
  );

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
    case 'groupNorm':
      return normalizeGroups(node.attrs, input(0), stored);
    case 'maxPool': {
      if (node.attrs.padValue === 'never') return pool(node.attrs, input(0), node.shape, false, false);
      const value = around(input(0), [0, 0], node.attrs.padding, zeros);
      return pool({ ...node.attrs, padding: pad(0) }, value, node.shape, false, false);
    }
    case 'avgPool':
      return pool(node.attrs, input(0), node.shape, true, node.attrs.countPadding);
    case 'globalPool':
      return reduceMaps(input(0), node.attrs.kind === 'avg' ? meanOf : maxOf);
    case 'blurPool':
      return blurred(node, input(0));
    case 'add':
      return summed(inputs);
    case 'mean':
      return summed(inputs).map((x) => x / inputs.length);
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
    case 'slice': {
      const size = elements(node.shape) / (node.shape[1] ?? 1);
      return input(0).values.slice(node.attrs.start * size, node.attrs.end * size);
    }
    case 'padChannels': {
      const { before, after } = node.attrs;
      return around(input(0), [before, after], pad(0), zeros).values;
    }
    case 'channelShuffle':
      return shuffled(node.attrs.groups, input(0));
    case 'softmax':
      return branchWeights(node.attrs, input(0).values);
    case 'flatten':
      return input(0).values;
    default:
      return unreachable(node);
  }
}

/**
 * The nodes of a graph in order, each with its value. A value is let go when its last reader has it. `input` is
 * `[1, C, H, W]`, row-major.
 */
export async function* walkReference(
  graph: Graph,
  tensors: NodeTensors,
  input: Float32Array,
): AsyncGenerator<readonly [GraphNode, ReferenceValue]> {
  const readers = new Map<NodeId, number>();
  for (const node of graph.nodes) {
    for (const id of node.inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  const known = new Map<NodeId, ReferenceValue>();
  for (const node of graph.nodes) {
    const stored: Record<string, Float32Array> = {};
    for (const { role } of node.tensors) stored[role] = await tensors.get(node.id, role);
    const inputs = node.inputs.map((id) => required(known.get(id), id));
    const values = node.op === 'input' ? Float64Array.from(input) : evaluate(node, inputs, stored);
    const value = { shape: node.shape, values };
    known.set(node.id, value);
    for (const id of node.inputs) {
      const left = (readers.get(id) ?? 0) - 1;
      readers.set(id, left);
      if (left === 0) known.delete(id);
    }
    yield [node, value];
  }
}

/** All values of a graph by node id. `input` is `[1, C, H, W]`, row-major. */
export async function runReference(
  graph: Graph,
  tensors: NodeTensors,
  input: Float32Array,
): Promise<ReadonlyMap<NodeId, ReferenceValue>> {
  const known = new Map<NodeId, ReferenceValue>();
  for await (const [{ id }, value] of walkReference(graph, tensors, input)) known.set(id, value);
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
