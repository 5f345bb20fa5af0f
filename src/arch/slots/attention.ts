import type { GraphBuilder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/types.ts';
import { act, conv } from '../layers.ts';
import type { AttentionSpec } from '../blocks/types.ts';
import type { AttentionKind, ReductionRounding } from '../types.ts';

type Spec<K extends AttentionKind> = Extract<AttentionSpec, { kind: K }>;

/** How gates `[1, C, 1, 1]` come from the pooled branch; the frame around it (pool, scale) is the same for all. */
type Gates<K extends AttentionKind> = (b: GraphBuilder, pooled: NodeId, spec: Spec<K>) => NodeId;

const gates: { readonly [K in Exclude<AttentionKind, 'none'>]: Gates<K> } = {
  /** Squeeze-and-excitation, arXiv 1709.01507; timm/layers/squeeze_excite.py, SEModule. Always ReLU inside. */
  se: (b, pooled, { squeeze }) => {
    const reduced = act(b, conv(b, pooled, 'reduce', { out: squeeze, kernel: 1, bias: true }), 'act', 'relu');
    const expanded = conv(b, reduced, 'expand', { out: b.channelsOf(pooled), kernel: 1, bias: true });
    return act(b, expanded, 'gate', 'sigmoid');
  },
  /** Efficient channel attention, arXiv 1910.03151; timm/layers/eca.py. */
  eca: (b, pooled, { kernel }) =>
    act(b, b.node('channelConv', { kernel, padding: (kernel - 1) / 2 }, 'conv', [pooled]), 'gate', 'sigmoid'),
  /**
   * The same with the channels in a ring: the last ones stand before the first, and the other way round
   * (timm/layers/eca.py, CecaModule).
   */
  ceca: (b, pooled, { kernel }) => {
    const channels = b.channelsOf(pooled);
    const reach = (kernel - 1) / 2;
    const last = b.node('slice', { start: channels - reach, end: channels }, 'last', [pooled]);
    const first = b.node('slice', { start: 0, end: reach }, 'first', [pooled]);
    const ring = b.node('concat', {}, 'ring', [last, pooled, first]);
    return act(b, b.node('channelConv', { kernel, padding: 0 }, 'conv', [ring]), 'gate', 'sigmoid');
  },
  /** Effective squeeze-and-excitation, arXiv 1911.06667; timm/layers/squeeze_excite.py, EffectiveSEModule. */
  ese: (b, pooled) => {
    const mixed = conv(b, pooled, 'fc', { out: b.channelsOf(pooled), kernel: 1, bias: true });
    return act(b, mixed, 'gate', 'hardSigmoid');
  },
};

function buildGates(b: GraphBuilder, pooled: NodeId, spec: Exclude<AttentionSpec, { kind: 'none' }>): NodeId {
  switch (spec.kind) {
    case 'se':
      return gates.se(b, pooled, spec);
    case 'eca':
      return gates.eca(b, pooled, spec);
    case 'ceca':
      return gates.ceca(b, pooled, spec);
    case 'ese':
      return gates.ese(b, pooled, spec);
  }
}

/** Scales a branch by gates computed from its own mean; returns the branch itself where there is no attention. */
export function buildAttention(b: GraphBuilder, x: NodeId, spec: AttentionSpec): NodeId {
  if (spec.kind === 'none') return x;
  return b.region('attention', 'attention', 0, () => {
    const pooled = b.node('globalPool', { kind: 'avg' }, 'pool', [x]);
    return b.node('scale', {}, 'scale', [x, buildGates(b, pooled, spec)]);
  });
}

/**
 * Squeeze channels of squeeze-and-excitation for a block of `channels`.
 * timm: nearest multiple of 8, at least 8 (layers/helpers.py, make_divisible with round_limit 0);
 * legacy: rounded down (timm/models/senet.py).
 */
export function squeezeChannels(channels: number, ratio: number, rounding: ReductionRounding): number {
  if (rounding === 'legacy') return Math.max(1, Math.floor(channels / ratio));
  return makeDivisible(channels / ratio, { divisor: 8, least: 8, lossAllowed: 1 });
}

/**
 * The nearest multiple of `divisor`, at least `least`; one more where that loses a larger share than `lossAllowed`
 * (timm/layers/helpers.py, make_divisible).
 */
export function makeDivisible(
  value: number,
  { divisor, least, lossAllowed }: { divisor: number; least: number; lossAllowed: number },
): number {
  const nearest = Math.max(least, Math.floor((value + divisor / 2) / divisor) * divisor);
  return nearest < value * (1 - lossAllowed) ? nearest + divisor : nearest;
}

/** ECA's kernel, odd and growing with log2 of the channels (timm/layers/eca.py, gamma 2, beta 1). */
export function ecaKernel(channels: number): number {
  const t = Math.trunc(Math.abs(Math.log2(channels) + 1) / 2);
  return Math.max(t % 2 === 1 ? t : t + 1, 3);
}
