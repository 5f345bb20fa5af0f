/** What every operation means on one node, written out in double precision without any library. */
import { required, unreachable } from '../../base/invariant.ts';
import { elements, pad } from '../../graph/ops/index.ts';
import type { ActivationKind, GraphNode, OpAttrs } from '../../graph/types.ts';
import { dims, maxOf, meanOf, type ReferenceValue } from './value.ts';
import { around, blurred, convolve, pool, zeros } from './windows.ts';

/** A node's stored tensors, as a checkpoint has them. */
export type Stored = Readonly<
  Partial<Record<'weight' | 'bias' | 'runningMean' | 'runningVar', Float32Array>>
>;

const clamp6 = (x: number): number => Math.min(6, Math.max(0, x));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** PyTorch's definitions (torch.nn.functional). */
const activationFunctions: { readonly [K in ActivationKind]: (x: number) => number } = {
  relu: (x) => Math.max(0, x),
  relu6: clamp6,
  leakyRelu: (x) => (x >= 0 ? x : 0.01 * x),
  elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  silu: (x) => x * sigmoid(x),
  hardSwish: (x) => (x * clamp6(x + 3)) / 6,
  sigmoid,
  hardSigmoid: (x) => clamp6(x + 3) / 6,
};

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

/** The value of a node from those of its inputs and its stored tensors. */
export function evaluate(node: GraphNode, inputs: readonly ReferenceValue[], stored: Stored): Float64Array {
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
      const filter = weight();
      return Float64Array.from({ length: elements(node.shape) }, (_, c) =>
        filter.reduce((sum, w, tap) => sum + w * (values[c + tap - node.attrs.padding] ?? 0), 0),
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
