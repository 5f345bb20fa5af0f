/** The topologies of blocks: one file each, one line here. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/types.ts';
import type { BlockPlace, BlockSpec } from './types.ts';
import { buildDenseBlock, buildTransitionBlock } from './dense.ts';
import { buildDualPathBlock } from './dualPath.ts';
import { buildFractalBlock } from './fractal.ts';
import { buildFusedBlock, buildMergeAndRunBlock } from './fused.ts';
import { buildInceptionBlock } from './inception.ts';
import { buildPlainBlock } from './plain.ts';
import { buildResidualBlock } from './residual.ts';
import { buildShuffleV1Block } from './shuffleV1.ts';
import { buildShuffleV2Block } from './shuffleV2.ts';

/** What flows from block to block: one tensor in a ResNet, two in networks of two streams. */
export type Streams = readonly [NodeId, ...NodeId[]];

export type BlockKind = BlockSpec['kind'];

/**
 * Builds one block inside a region that is already open. It takes the streams of the block before it, of which the
 * first block of a network gets one, and returns its own.
 */
export type BuildBlock<K extends BlockKind> = (
  b: GraphBuilder,
  streams: Streams,
  block: Extract<BlockSpec, { kind: K }>,
  place: BlockPlace,
) => Streams;

const blocks: { readonly [K in BlockKind]: BuildBlock<K> } = {
  residual: buildResidualBlock,
  dualPath: buildDualPathBlock,
  dense: buildDenseBlock,
  transition: buildTransitionBlock,
  mergeAndRun: buildMergeAndRunBlock,
  fused: buildFusedBlock,
  fractal: buildFractalBlock,
  inception: buildInceptionBlock,
  plain: buildPlainBlock,
  shuffleV1: buildShuffleV1Block,
  shuffleV2: buildShuffleV2Block,
};

export const buildBlock = (b: GraphBuilder, streams: Streams, block: BlockSpec, place: BlockPlace): Streams =>
  (blocks[block.kind] as BuildBlock<BlockKind>)(b, streams, block, place);
