import type { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import { act, conv, convNormAct, norm } from '../layers.ts';
import { buildAttention } from '../slots/attention.ts';
import type { BlockPlace, ShuffleV1BlockSpec } from './types.ts';
import type { Streams } from './index.ts';

/**
 * 1x1 in groups, channels shuffled between the groups, depthwise 3x3 without an activation, 1x1 in groups; then the
 * input is added, or, where the resolution halves, its average pool is put in front: arXiv 1707.01083, figure 2b, c.
 */
export function buildShuffleV1Block(
  b: GraphBuilder,
  [x]: Streams,
  { inner, branch: out, groups, firstGroups, attention, activation }: ShuffleV1BlockSpec,
  { stride }: BlockPlace,
): Streams {
  const reduced = convNormAct(b, x, { out: inner, kernel: 1, groups: firstGroups, activation, suffix: '1' });
  const shuffled = groups === 1 ? reduced : b.node('channelShuffle', { groups }, 'shuffle', [reduced]);
  const spatial = norm(
    b,
    conv(b, shuffled, 'conv2', { out: inner, kernel: 3, stride, groups: inner }),
    'norm2',
  );
  const expanded = norm(b, conv(b, spatial, 'conv3', { out, kernel: 1, groups }), 'norm3');
  const branch = buildAttention(b, expanded, attention);
  if (stride === 1) return [act(b, b.node('add', {}, 'add', [branch, x]), 'act', activation)];
  const pooled = b.region('shortcut', 'shortcut', 0, () =>
    b.node('avgPool', { kernel: 3, stride, padding: pad(1), ceil: false, countPadding: true }, 'pool', [x]),
  );
  return [b.node('concat', {}, 'concat', [pooled, act(b, branch, 'act', activation)])];
}
