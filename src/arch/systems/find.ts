/** How systems are found in a network. */
import { enclosing, indexOf, nodesIn } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId, NodeWithOp, RegionId } from '../../graph/types.ts';
import type { AttentionSpec, BlockPlace, BlockSpec, ResidualBlockSpec } from '../blocks/types.ts';
import type { Seen } from './system.ts';

/** A block of the specification and its region in the graph. */
export interface PlacedBlock {
  readonly block: BlockSpec;
  readonly place: BlockPlace;
  readonly region: RegionId;
}

export const placedBlocks = ({ network }: Seen): readonly PlacedBlock[] =>
  network.stages.flatMap((stage, stageIndex) =>
    stage.map(({ block, place }, index) => ({
      block,
      place,
      region: `stage${stageIndex + 1}.block${index}`,
    })),
  );

/** The first block that passes, by its region. */
export const firstBlock = (seen: Seen, test: (placed: PlacedBlock) => boolean): RegionId | null =>
  placedBlocks(seen).find(test)?.region ?? null;

/** The same for blocks of one branch and a shortcut. */
export const firstResidual = (
  seen: Seen,
  test: (block: ResidualBlockSpec, place: BlockPlace) => boolean,
): RegionId | null => firstBlock(seen, ({ block, place }) => block.kind === 'residual' && test(block, place));

export const firstNode = (nodes: readonly GraphNode[], test: (node: GraphNode) => boolean): NodeId | null =>
  nodes.find(test)?.id ?? null;

/** The first node in a block that passes, the block itself where none does; null without a block. */
export const within = (
  { graph }: Seen,
  block: RegionId | null,
  test: (node: GraphNode) => boolean,
): NodeId | RegionId | null => (block === null ? null : (firstNode(nodesIn(graph, block), test) ?? block));

export const isConv = (node: GraphNode): node is NodeWithOp<'conv2d'> => node.op === 'conv2d';

/** The convolution of a block's branch that halves the resolution, or null. */
export const stridedConv = (graph: Graph, block: RegionId | null): NodeWithOp<'conv2d'> | null =>
  block === null
    ? null
    : (nodesIn(graph, block)
        .filter(isConv)
        .find(({ id, attrs }) => attrs.stride > 1 && enclosing(graph, id, 'shortcut') === null) ?? null);

/** The attention of a block, as a region; null without a block. */
export function attentionIn(graph: Graph, block: RegionId | null): RegionId | null {
  if (block === null) return null;
  const inside = nodesIn(graph, block).map(({ id }) => enclosing(graph, id, 'attention')?.id);
  return inside.find((id) => id !== undefined && indexOf(graph).region.has(id)) ?? block;
}

/** A block's gates, whatever its topology; null where it can have none. */
export const attentionOf = (block: BlockSpec): AttentionSpec | null =>
  'attention' in block ? block.attention : null;
