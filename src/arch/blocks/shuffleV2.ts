import type { GraphBuilder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/types.ts';
import { act, conv, convNormAct, norm } from '../layers.ts';
import { buildAttention } from '../slots/attention.ts';
import type { BlockPlace, ShuffleV2BlockSpec } from './types.ts';
import type { Streams } from './index.ts';

/**
 * Two halves side by side: where the size stays, the first half of the channels passes untouched and the second goes
 * through 1x1, depthwise 3x3, 1x1; where it halves, both branches work on the whole input. They are joined and their
 * channels shuffled, so that the next unit finds both in each half: arXiv 1807.11164, figure 3c, d;
 * torchvision/models/shufflenetv2.py, InvertedResidual.
 *
 * Attention and residual are those of the paper's appendix, placed as in the authors' larger networks: the residual is
 * added before the branch's last activation, and attention stands before that addition, or at the end without one.
 */
export function buildShuffleV2Block(
  b: GraphBuilder,
  [x]: Streams,
  block: ShuffleV2BlockSpec,
  { stride }: BlockPlace,
): Streams {
  const { half, activation } = block;
  if (stride > 1) {
    const first = b.region('branch', 'branch1', 0, () => {
      const channels = b.channelsOf(x);
      const spatial = conv(b, x, 'conv1', { out: channels, kernel: 3, stride, groups: channels });
      return convNormAct(b, norm(b, spatial, 'norm1'), { out: half, kernel: 1, activation, suffix: '2' });
    });
    return [join(b, first, branch(b, x, block, stride, null))];
  }
  const kept = b.node('slice', { start: 0, end: half }, 'split1', [x]);
  const worked = b.node('slice', { start: half, end: 2 * half }, 'split2', [x]);
  return [join(b, kept, branch(b, worked, block, 1, block.residual ? worked : null))];
}

const join = (b: GraphBuilder, first: NodeId, second: NodeId): NodeId =>
  b.node('channelShuffle', { groups: 2 }, 'shuffle', [b.node('concat', {}, 'concat', [first, second])]);

/** 1x1, depthwise 3x3 without an activation, 1x1. `added` is what is added before the last activation. */
function branch(
  b: GraphBuilder,
  x: NodeId,
  { half, attention, activation }: ShuffleV2BlockSpec,
  stride: number,
  added: NodeId | null,
): NodeId {
  const y = b.region('branch', 'branch2', 1, () => {
    const reduced = convNormAct(b, x, { out: half, kernel: 1, activation, suffix: '1' });
    const spatial = norm(
      b,
      conv(b, reduced, 'conv2', { out: half, kernel: 3, stride, groups: half }),
      'norm2',
    );
    const last = norm(b, conv(b, spatial, 'conv3', { out: half, kernel: 1 }), 'norm3');
    return added === null ? act(b, last, 'act3', activation) : last;
  });
  const attended = buildAttention(b, y, attention);
  return added === null ? attended : act(b, b.node('add', {}, 'add', [attended, added]), 'act', activation);
}
