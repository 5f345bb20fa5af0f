import type { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import { normActConv } from '../layers.ts';
import type { BlockPlace, DenseBlockSpec, TransitionBlockSpec } from './types.ts';
import type { Streams } from './index.ts';

/** A layer that appends what it makes to all that came before: the stream lies above (-1), the branch below (0). */
export function buildDenseBlock(
  b: GraphBuilder,
  [x]: Streams,
  { bottleneck, growth, activation }: DenseBlockSpec,
  _place: BlockPlace,
): Streams {
  const made = b.region('branch', 'branch', 0, () => {
    const reduced = normActConv(b, x, { out: bottleneck, kernel: 1, suffix: '1', activation });
    return normActConv(b, reduced, { out: growth, kernel: 3, suffix: '2', activation });
  });
  return [b.region('branch', 'stream', -1, () => b.node('concat', {}, 'concat', [x, made]))];
}

/** Between the dense blocks: fewer channels, and half the resolution. An odd last row or column is dropped. */
export function buildTransitionBlock(
  b: GraphBuilder,
  [x]: Streams,
  { out, activation }: TransitionBlockSpec,
  { stride }: BlockPlace,
): Streams {
  const narrow = normActConv(b, x, { out, kernel: 1, activation });
  const window = { kernel: stride, stride, padding: pad(0), ceil: false, countPadding: true };
  return [b.node('avgPool', window, 'pool', [narrow])];
}
