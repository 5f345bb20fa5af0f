/**
 * Weights without training: every tensor is drawn from a generator seeded by its own name, so any program that
 * follows the same rules gets the same bits, and a tensor can be made without making the others.
 *
 * The rules are those of the project's reference figures: FNV-1a over the name seeds mulberry32, one draw per element
 * in PyTorch's row-major order, arithmetic in double, one rounding to float32.
 */
import { fnv1a32 } from '../base/hash.ts';
import type { Shape, TensorRole } from '../graph/types.ts';

/**
 * Which rule fills a tensor: `w` a convolution's or linear layer's weight, `b` its bias, `nw` and `nb` a norm's, `nwr`
 * the weight of the norm that ends a residual branch, `rm` and `rv` running mean and variance.
 */
export type TensorKind = 'w' | 'b' | 'nw' | 'nwr' | 'nb' | 'rm' | 'rv';

/**
 * Names of the weights that end a residual branch. They are scaled by 1/4: without it the stream grows by about the
 * square root of two per block. `unless` names a tensor of the same block whose presence says that the branch goes on.
 */
const branchEnds: readonly { readonly pattern: RegExp; readonly unless?: string }[] = [
  { pattern: /^(layer\d+\.\d+)\.bn3\.weight$/ },
  { pattern: /^(layer\d+\.\d+)\.bn2\.weight$/, unless: 'conv3.weight' },
  { pattern: /^(layer\d+\.\d+)\.conv3\.bn\.weight$/ },
  { pattern: /^(layer\d+\.\d+)\.conv2\.bn\.weight$/, unless: 'conv3.conv.weight' },
  { pattern: /^s\d+\.b\d+\.conv3\.bn\.weight$/ },
  { pattern: /^stages\.\d+\.blocks\.\d+\.norm3\.weight$/ },
  { pattern: /^features\.conv\d+_\d+\.c1x1_c\.bn\.weight$/ },
];

/** Whether `name` ends a residual branch of a network that has the tensors `names`. */
export function endsBranch(name: string, names: ReadonlySet<string>): boolean {
  return branchEnds.some(({ pattern, unless }) => {
    const match = pattern.exec(name);
    return match !== null && (unless === undefined || !names.has(`${match[1]}.${unless}`));
  });
}

/**
 * The rule for a tensor. `weightRank` is the rank of the weight of the same module: 1 means a norm. `names` are all
 * tensor names of the network.
 */
export function kindOf(
  role: TensorRole,
  name: string,
  weightRank: number,
  names: ReadonlySet<string>,
): TensorKind {
  switch (role) {
    case 'runningMean':
      return 'rm';
    case 'runningVar':
      return 'rv';
    case 'bias':
      return weightRank >= 2 ? 'b' : 'nb';
    case 'weight':
      if (weightRank >= 2) return 'w';
      return endsBranch(name, names) ? 'nwr' : 'nw';
  }
}

const UNIT = 4294967296;

/** Draws in [0, 1), each an exact double: mulberry32 (Tommy Ettinger, public domain). */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / UNIT;
  };
}

type Rule = (draw: number) => number;

const rules: { readonly [K in Exclude<TensorKind, 'w'>]: Rule } = {
  b: (u) => (2 * u - 1) * 0.05,
  nw: (u) => 0.8 + 0.4 * u,
  nwr: (u) => (0.8 + 0.4 * u) * 0.25,
  nb: (u) => (2 * u - 1) * 0.1,
  rm: (u) => (2 * u - 1) * 0.1,
  rv: (u) => 0.75 + 0.5 * u,
};

/**
 * The values of one tensor, row-major in PyTorch's layout (`[out, in/groups, kh, kw]`, `[out, in]`, `[C]`).
 * About 3 ns a value: the many values of kernels go through a loop of their own, without a call per draw.
 */
export function seededTensor(name: string, shape: Shape, kind: TensorKind): Float32Array<ArrayBuffer> {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const seed = fnv1a32(name);
  if (kind === 'w') {
    const fanIn = shape.slice(1).reduce((product, size) => product * size, 1);
    fillUniform(values, seed, Math.sqrt(6 / fanIn));
    return values;
  }
  const rule = rules[kind];
  const draw = mulberry32(seed);
  for (let index = 0; index < values.length; index += 1) values[index] = rule(draw());
  return values;
}

/** mulberry32 written out, so that the state stays a small integer in a register. */
function fillUniform(values: Float32Array, seed: number, bound: number): void {
  let state = seed | 0;
  for (let index = 0; index < values.length; index += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    values[index] = (2 * (((mixed ^ (mixed >>> 14)) >>> 0) / UNIT) - 1) * bound;
  }
}

/**
 * The float32 bit patterns read as unsigned integers, summed modulo 2^32: independent of order, and changed by any
 * single wrong bit. What two programs compare instead of all their values.
 */
export function bitSum(values: Float32Array): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let sum = 0;
  for (const pattern of bits) sum = (sum + pattern) | 0;
  return sum >>> 0;
}
