import type { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { NodeId, Padding } from '../../graph/types.ts';
import { conv, norm } from '../layers.ts';
import type { BlockPlace, ResidualBlockSpec } from '../blocks/types.ts';
import type { ShortcutKind } from '../types.ts';

/** `bare` leaves the norm out. */
type Projection = (
  b: GraphBuilder,
  x: NodeId,
  out: number,
  kernel: number,
  place: BlockPlace,
  bare: boolean,
) => NodeId;

/**
 * Stride and padding of the 2x2 pool: in dilated stages it keeps the size, padded at the far side with zeros that
 * count (timm/layers/pool2d_same.py pads before it averages).
 */
function poolGeometry(place: BlockPlace): { stride: number; padding: Padding } {
  const keepsSize = place.stageDilation > 1;
  return {
    stride: keepsSize ? 1 : place.stride,
    padding: keepsSize ? { top: 0, bottom: 1, left: 0, right: 1 } : pad(0),
  };
}

/** A pool is needed where the resolution changes, or would have but for the dilation. */
const pools = (place: BlockPlace): boolean => place.stride > 1 || place.stageDilation > 1;

const pooled =
  (op: 'avgPool' | 'maxPool'): Projection =>
  (b, x, out, _kernel, place, bare) => {
    let y = x;
    if (pools(place)) {
      const geometry = { kernel: 2, ...poolGeometry(place), ceil: true };
      y =
        op === 'avgPool'
          ? b.node('avgPool', { ...geometry, countPadding: place.stageDilation > 1 }, 'pool', [x])
          : b.node('maxPool', { ...geometry, padValue: 'never' }, 'pool', [x]);
    }
    const projected = conv(b, y, 'conv', { out, kernel: 1 });
    return bare ? projected : norm(b, projected, 'norm');
  };

const projection: Projection = (b, x, out, kernel, place, bare) => {
  const size = pools(place) ? kernel : 1;
  const dilation = size > 1 ? place.dilation : 1;
  const projected = conv(b, x, 'conv', { out, kernel: size, stride: place.stride, dilation });
  return bare ? projected : norm(b, projected, 'norm');
};

const projections: { readonly [K in Exclude<ShortcutKind, 'none'>]: Projection } = {
  /** 1x1 convolution with the stride where shapes differ: arXiv 1512.03385, section 4.1; timm's downsample_conv. */
  projection,
  /** The same in every block. */
  projectionAlways: projection,
  /** Every `stride`-th position, and half of the new channels as zeros on each side: no parameters (the same). */
  zeroPad: (b, x, out, _kernel, { stride }) => {
    const taken =
      stride === 1
        ? x
        : b.node('maxPool', { kernel: 1, stride, padding: pad(0), ceil: false, padValue: 'never' }, 'pool', [
            x,
          ]);
    const missing = out - b.channelsOf(x);
    if (missing === 0) return taken;
    const before = Math.floor(missing / 2);
    return b.node('padChannels', { before, after: missing - before }, 'pad', [taken]);
  },
  /** 2x2 average pool, then a 1x1 convolution: ResNet-D, arXiv 1812.01187; timm's downsample_avg. */
  avgProjection: pooled('avgPool'),
  /** The same with a max pool. */
  maxProjection: pooled('maxPool'),
};

/**
 * Position of the convolution in the checkpoint's `downsample` sequence: after the pool's place, which is kept even
 * where the pool itself is left out.
 */
const convPosition: { readonly [K in Exclude<ShortcutKind, 'none'>]: number } = {
  zeroPad: 0,
  projection: 0,
  projectionAlways: 0,
  avgProjection: 1,
  maxProjection: 1,
};

/** Where a shortcut begins: the block's input, or what the block has made of it by then. */
export interface ShortcutStarts {
  readonly identity: NodeId;
  readonly projection: NodeId;
}

/**
 * The input of a block brought to the branch's shape; the input itself where it has that shape, and null where
 * nothing goes around the branch. `bare`: without a norm, as where the branch ends without one.
 */
export function buildShortcut(
  b: GraphBuilder,
  starts: ShortcutStarts,
  out: number,
  spec: ResidualBlockSpec['shortcut'],
  place: BlockPlace,
  bare: boolean,
): NodeId | null {
  const { kind } = spec;
  if (kind === 'none') return null;
  if (kind !== 'projectionAlways' && place.stride === 1 && b.channelsOf(starts.identity) === out) {
    return starts.identity;
  }
  return b.region('shortcut', 'shortcut', convPosition[kind], () =>
    projections[kind](b, starts.projection, out, spec.kernel, place, bare),
  );
}
