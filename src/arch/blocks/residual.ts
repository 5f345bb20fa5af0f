import type { GraphBuilder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/types.ts';
import { act } from '../layers.ts';
import { buildAttention } from '../slots/attention.ts';
import { buildShortcut } from '../slots/shortcut.ts';
import { buildTransform } from '../slots/transform.ts';
import type { AttentionPlace, BlockPlace, ResidualBlockSpec } from '../types.ts';
import type { Streams } from './index.ts';

/**
 * activation(attention(transform(x)) + shortcut(x)): the one place where branch and shortcut meet; the attention may
 * stand elsewhere, see `AttentionPlace`. A plain block has the branch alone. Stochastic depth drops the first input of the addition; see `Region.survival`.
 */
export function buildResidualBlock(
  b: GraphBuilder,
  [x]: Streams,
  block: ResidualBlockSpec,
  place: BlockPlace,
): Streams {
  const attend = (at: AttentionPlace) => (y: NodeId) =>
    block.attentionAt === at ? buildAttention(b, y, block.attention) : y;
  const branch = buildTransform(b, attend('pre')(x), block.transform, place, {
    activation: block.activation,
    afterSpatial: attend('spatial'),
  });
  const attended = attend('branch')(branch);
  const shortcut = buildShortcut(b, x, block.transform.out, block.shortcut, place);
  const joined =
    shortcut === null ? attended : b.node('add', {}, 'add', [attended, attend('identity')(shortcut)]);
  return [attend('post')(act(b, joined, 'act', block.activation))];
}
