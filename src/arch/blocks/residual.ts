import type { GraphBuilder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/types.ts';
import { buildAttention } from '../slots/attention.ts';
import { afterAddition, preactivate } from '../slots/order.ts';
import { buildShortcut } from '../slots/shortcut.ts';
import { buildTransform } from '../slots/transform.ts';
import type { BlockPlace, ResidualBlockSpec } from './types.ts';
import type { AttentionPlace } from '../types.ts';
import type { Streams } from './index.ts';

/**
 * activation(attention(transform(x)) + shortcut(x)), or the same in another order: the one place where branch and
 * shortcut meet; the attention may stand elsewhere, see `AttentionPlace`. A plain block has the branch alone. Stochastic
 * depth drops the first input of the addition; see `Region.survival`.
 */
export function buildResidualBlock(
  b: GraphBuilder,
  [x]: Streams,
  block: ResidualBlockSpec,
  place: BlockPlace,
): Streams {
  const { order, activation } = block;
  const attend = (at: AttentionPlace) => (y: NodeId) =>
    block.attentionAt === at ? buildAttention(b, y, block.attention) : y;
  const lead = preactivate(b, x, order.kind, activation);
  const branch = buildTransform(b, attend('pre')(lead), block.transform, place, {
    activation,
    order: order.kind,
    afterSpatial: attend('spatial'),
  });
  const attended = attend('branch')(branch);
  const scaled = block.gain === 1 ? attended : b.node('gain', { factor: block.gain }, 'gain', [attended]);
  const starts = { identity: order.sharesIdentity ? lead : x, projection: lead };
  const { out } = block.transform;
  const shortcut = buildShortcut(b, starts, out, block.shortcut, place, order.kind === 'fullPre');
  const joined =
    shortcut === null ? scaled : b.node('add', {}, 'add', [scaled, attend('identity')(shortcut)]);
  return [attend('post')(afterAddition(b, joined, order.kind, activation))];
}
