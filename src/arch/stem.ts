import type { GraphBuilder } from '../graph/builder.ts';
import type { ActivationKind, NodeId } from '../graph/types.ts';
import { pad } from '../graph/ops/index.ts';
import { conv, convNormAct, norm } from './layers.ts';
import type { StemConv, StemKind, StemSpec } from './types.ts';

/** The stem width that a kind has when nothing else is said. */
export const defaultStemWidth: { readonly [K in StemKind]: number } = {
  conv7: 64,
  deep: 32,
  deepTiered: 32,
  cifar: 64,
};

export const stemWidthRange = { min: 4, max: 512 } as const;

/**
 * Convolutions of a stem. `width` as in ResNetSpec.stemWidth.
 * Source: timm/models/resnet.py, ResNet.__init__ (the tiered first width is 3 * (width // 4), whatever its comment
 * says); the CIFAR stem is that of arXiv 1512.03385, section 4.2.
 */
export function stemConvs(kind: StemKind, width: number): readonly StemConv[] {
  if (kind === 'conv7') return [stemConv(width, 7, 2)];
  if (kind === 'cifar') return [stemConv(width, 3)];
  const first = kind === 'deepTiered' ? 3 * Math.floor(width / 4) : width;
  return [stemConv(first, 3, 2), stemConv(width, 3), stemConv(2 * width, 3)];
}

/** A padded convolution with nothing behind it, unless `more` says otherwise. */
export const stemConv = (
  out: number,
  kernel: number,
  stride = 1,
  more: Partial<Pick<StemConv, 'valid' | 'pool'>> = {},
): StemConv => ({ out, kernel, stride, valid: false, pool: 'none', ...more });

/** How much a stem reduces the resolution. */
export const stemStride = (stem: StemSpec): number =>
  stem.convs.reduce((product, conv) => product * conv.stride, stem.pool === 'none' ? 1 : 2);

export function buildStem(
  b: GraphBuilder,
  input: NodeId,
  stem: StemSpec,
  activation: ActivationKind,
): NodeId {
  return b.region('stem', 'stem', 0, () => {
    let x = input;
    stem.convs.forEach((options, position) => {
      const suffix = stem.convs.length === 1 ? '' : String(position + 1);
      if (position < stem.convs.length - 1 || stem.end === 'act') {
        x = convNormAct(b, x, { ...options, activation, suffix });
      } else {
        x = conv(b, x, `conv${suffix}`, options);
        if (stem.end === 'norm') x = norm(b, x, `norm${suffix}`);
      }
      if (options.pool !== 'none') {
        const window = { kernel: 3, stride: 2, padding: pad(0), ceil: options.pool === 'maxCeil' };
        x = b.node('maxPool', { ...window, padValue: 'never' }, `pool${suffix}`, [x]);
      }
    });
    if (stem.pool === 'max' || stem.pool === 'maxZero') {
      const padValue = stem.pool === 'max' ? 'never' : 'zero';
      return b.node('maxPool', { kernel: 3, stride: 2, padding: pad(1), ceil: false, padValue }, 'pool', [x]);
    }
    if (stem.pool === 'avg') {
      return b.node(
        'avgPool',
        { kernel: 2, stride: 2, padding: pad(0), ceil: false, countPadding: true },
        'pool',
        [x],
      );
    }
    if (stem.pool === 'maxBlur') {
      const largest = b.node(
        'maxPool',
        { kernel: 3, stride: 1, padding: pad(1), ceil: false, padValue: 'never' },
        'poolMax',
        [x],
      );
      return b.node('blurPool', { filter: 3, stride: 2 }, 'poolBlur', [largest]);
    }
    if (stem.pool === 'maxCeil') {
      return b.node(
        'maxPool',
        { kernel: 3, stride: 2, padding: pad(0), ceil: true, padValue: 'never' },
        'pool',
        [x],
      );
    }
    if (stem.pool === 'conv') {
      const names = { conv: 'poolConv', norm: 'poolNorm', act: 'poolAct' };
      return convNormAct(b, x, { out: b.channelsOf(x), kernel: 3, stride: 2, activation, names });
    }
    return x;
  });
}
