/**
 * Convolution weights in the device's layout, with the batch norm folded in. The products are taken in double and
 * rounded once.
 */
import type { Conv2dAttrs } from '../../graph/types.ts';
import type { HostTensor } from './types.ts';

/** What is stored, or what was made of it. */
type Values = Float32Array | Float64Array;

/** Per output channel: what the weights are multiplied by, and what is added after. */
export interface Folding {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

export interface NormTensors {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly runningMean: Float32Array;
  readonly runningVar: Float32Array;
}

/** norm(conv(x) + bias) as conv(x) * scale + shift. */
export function foldNorm(norm: NormTensors, eps: number, bias: Float32Array | null): Folding {
  const channels = norm.weight.length;
  const scale = new Float64Array(channels);
  const shift = new Float64Array(channels);
  for (let c = 0; c < channels; c += 1) {
    const factor = (norm.weight[c] as number) / Math.sqrt((norm.runningVar[c] as number) + eps);
    scale[c] = factor;
    shift[c] = (norm.bias[c] as number) + ((bias?.[c] ?? 0) - (norm.runningMean[c] as number)) * factor;
  }
  return { scale, shift };
}

/**
 * The weight of a standardised convolution: each output channel's filter with mean 0 and variance 1, in double. The
 * layout is the stored one.
 */
export function standardizeFilters(weight: Float32Array, outs: number, eps: number): Float64Array {
  const size = weight.length / outs;
  const result = new Float64Array(weight.length);
  for (let begin = 0; begin < weight.length; begin += size) {
    let sum = 0;
    for (let at = begin; at < begin + size; at += 1) sum += weight[at] as number;
    const mean = sum / size;
    let squares = 0;
    for (let at = begin; at < begin + size; at += 1) squares += ((weight[at] as number) - mean) ** 2;
    const factor = 1 / Math.sqrt(squares / size + eps);
    for (let at = begin; at < begin + size; at += 1) result[at] = ((weight[at] as number) - mean) * factor;
  }
  return result;
}

/**
 * How a convolution's channels go to calls. tfjs has no grouped convolution: neighbouring groups are put into one
 * dense block with zeros between them, so that there are few calls and each is wide enough for the hardware. Groups
 * that fill a block by themselves are not joined. One input channel per group is its own kernel, `depthwise`.
 */
export type GroupPlan =
  | { readonly kind: 'dense' }
  | { readonly kind: 'depthwise' }
  /** First group of each block, and the number of groups at the end. */
  | { readonly kind: 'blocks'; readonly bounds: readonly number[] };

export function planGroups(groups: number, inPerGroup: number, superBlock: number): GroupPlan {
  if (groups === 1) return { kind: 'dense' };
  if (inPerGroup === 1) return { kind: 'depthwise' };
  const fitting = inPerGroup >= superBlock ? 1 : Math.max(2, Math.floor(superBlock / inPerGroup));
  const count = Math.ceil(groups / fitting);
  if (count === 1) return { kind: 'blocks', bounds: [0, groups] };
  const bounds = Array.from({ length: count + 1 }, (_, index) => Math.round((index * groups) / count));
  return { kind: 'blocks', bounds };
}

/** Output channels that are laid out together: neighbours on the device, so that what is written is not scattered. */
const together = 16;

/**
 * `[out, in/groups, kh, kw]` as `[kh, kw, in, out]` for the groups from `begin` to before `end`, zero where input and
 * output are of different groups.
 */
function blockFilter(
  weight: Values,
  attrs: Conv2dAttrs,
  inPerGroup: number,
  scale: Float64Array | null,
  begin: number,
  end: number,
): HostTensor {
  const [kh, kw] = attrs.kernel;
  const taps = kh * kw;
  const outPerGroup = attrs.out / attrs.groups;
  const ins = (end - begin) * inPerGroup;
  const outs = (end - begin) * outPerGroup;
  const values = new Float32Array(taps * ins * outs);
  const size = inPerGroup * taps;
  const first = begin * outPerGroup;
  for (let group = 0; group < end - begin; group += 1) {
    const last = (group + 1) * outPerGroup;
    for (let o = group * outPerGroup; o < last; o += together) {
      const stop = Math.min(o + together, last);
      for (let c = 0; c < inPerGroup; c += 1) {
        for (let tap = 0; tap < taps; tap += 1) {
          const row = (tap * ins + group * inPerGroup + c) * outs;
          let from = (first + o) * size + c * taps + tap;
          for (let at = o; at < stop; at += 1) {
            const value = weight[from] as number;
            values[row + at] = scale === null ? value : value * (scale[first + at] as number);
            from += size;
          }
        }
      }
    }
  }
  return { shape: [kh, kw, ins, outs], values };
}

/** `[out, 1, kh, kw]` as `[kh, kw, in, out/in]`. */
function depthwiseFilter(weight: Values, attrs: Conv2dAttrs, scale: Float64Array | null): HostTensor {
  const [kh, kw] = attrs.kernel;
  const taps = kh * kw;
  const values = new Float32Array(taps * attrs.out);
  for (let o = 0; o < attrs.out; o += 1) {
    const factor = scale?.[o] ?? 1;
    for (let tap = 0; tap < taps; tap += 1) {
      values[tap * attrs.out + o] = (weight[o * taps + tap] as number) * factor;
    }
  }
  return { shape: [kh, kw, attrs.groups, attrs.out / attrs.groups], values };
}

/** The filters of every call of a plan, in the order of their channels. */
export function layFilters(
  weight: Values,
  attrs: Conv2dAttrs,
  inPerGroup: number,
  plan: GroupPlan,
  scale: Float64Array | null,
): readonly HostTensor[] {
  if (plan.kind === 'depthwise') return [depthwiseFilter(weight, attrs, scale)];
  const bounds = plan.kind === 'dense' ? [0, 1] : plan.bounds;
  return bounds
    .slice(1)
    .map((end, index) => blockFilter(weight, attrs, inPerGroup, scale, bounds[index] ?? 0, end));
}

/** How many values `layFilters` gives for each call. */
export function filterSizes(attrs: Conv2dAttrs, inPerGroup: number, plan: GroupPlan): readonly number[] {
  const taps = attrs.kernel[0] * attrs.kernel[1];
  if (plan.kind === 'depthwise') return [taps * attrs.out];
  const bounds = plan.kind === 'dense' ? [0, 1] : plan.bounds;
  const perGroup = (inPerGroup * attrs.out) / attrs.groups;
  return bounds.slice(1).map((end, index) => taps * perGroup * (end - (bounds[index] ?? 0)) ** 2);
}

/** How many values `layBias` gives for each call. */
export function biasSizes(attrs: Conv2dAttrs, plan: GroupPlan): readonly number[] {
  const bounds = plan.kind === 'blocks' ? plan.bounds : [0, attrs.groups];
  return bounds.slice(1).map((end, index) => ((end - (bounds[index] ?? 0)) * attrs.out) / attrs.groups);
}

/** The bias of every call of a plan, in the same order. */
export function layBias(
  bias: Float32Array | Float64Array,
  attrs: Conv2dAttrs,
  plan: GroupPlan,
): readonly HostTensor[] {
  const bounds = plan.kind === 'blocks' ? plan.bounds : [0, attrs.groups];
  const outPerGroup = attrs.out / attrs.groups;
  return bounds.slice(1).map((end, index) => {
    const values = Float32Array.from(bias.subarray((bounds[index] ?? 0) * outPerGroup, end * outPerGroup));
    return { shape: [values.length], values };
  });
}
