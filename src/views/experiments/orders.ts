/** What the experiment on orders measures and draws, found in the graph. */
import type { CifarResNetSpec } from '../../arch/families/cifarResnet.ts';
import { families } from '../../arch/families/index.ts';
import type { BlockOrder } from '../../arch/types.ts';
import { indexOf, nodeOf, outputOf } from '../../graph/queries.ts';
import { touchesOf } from '../../graph/identity.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../../graph/types.ts';
import { lengthOf } from './measure.ts';

const option = families.cifarResnet.options.order;

/** In the order of arXiv 1603.05027, figure 4: (a) to (e). */
export const orders = (option.kind === 'choice' ? option.values : []) as readonly BlockOrder[];

/** The same net in each order; its tensors have the same values where they have the same names. */
export const inOrder = (spec: CifarResNetSpec, order: BlockOrder): CifarResNetSpec => ({ ...spec, order });

/** What leaves each block. */
export const streamOf = (graph: Graph): readonly NodeId[] =>
  graph.regions.filter(({ kind }) => kind === 'block').map(({ id }) => outputOf(graph, id));

/** Root mean square: the size of one value of the stream, whatever the number of channels and positions. */
export const sizeOf = (values: Float32Array): number => lengthOf(values) / Math.sqrt(values.length);

export interface BlockForm {
  /** Up to the addition, in order. */
  readonly branch: readonly GraphNode[];
  /** Behind it: on the path that goes around the branch. */
  readonly after: readonly GraphNode[];
}

/** The block that stands for all others: one whose input goes around it as it is, where there is one. */
export function usualBlock(graph: Graph): RegionId | null {
  const { members, children } = indexOf(graph);
  const blocks = graph.regions.filter(({ kind }) => kind === 'block');
  const usual = blocks.filter(
    ({ id }, at) => at > 0 && (children.get(id) ?? []).length === 0 && (members.get(id) ?? []).length > 0,
  );
  return (usual[0] ?? blocks[0])?.id ?? null;
}

export function formOf(graph: Graph, block: RegionId): BlockForm {
  const onPath = new Set(touchesOf(graph, block));
  const own = indexOf(graph).members.get(block) ?? [];
  const join = own.findIndex(({ op }) => op === 'add');
  return {
    branch: own.slice(0, join).filter(({ op }) => op !== 'gain'),
    after: own.slice(join + 1).filter(({ id }) => onPath.has(id) && nodeOf(graph, id).scope === block),
  };
}
