import type { GraphBuilder } from '../graph/builder.ts';
import type { NodeId } from '../graph/types.ts';
import { act } from './layers.ts';
import { buildAttention } from './slots/attention.ts';
import { buildShortcut } from './slots/shortcut.ts';
import { buildTransform } from './slots/transform.ts';
import type { BlockPlace, BlockSpec } from './types.ts';

/** What flows from block to block: one tensor in a ResNet, two in networks of two streams. */
export type Streams = readonly [NodeId, ...NodeId[]];

/**
 * activation(attention(transform(x)) + shortcut(x)): the one place where branch and shortcut meet. A plain block has
 * the branch alone.
 */
export function buildResidualBlock(
  b: GraphBuilder,
  [x]: Streams,
  block: BlockSpec,
  place: BlockPlace,
): Streams {
  const branch = buildTransform(b, x, block.transform, place, block.activation);
  const attended = buildAttention(b, branch, block.attention);
  const shortcut = buildShortcut(b, x, block.transform.out, block.shortcut, place);
  const joined = shortcut === null ? attended : b.node('add', {}, 'add', [attended, shortcut]);
  return [act(b, joined, 'act', block.activation)];
}
