/** What stands on the shortcuts of a network. */
import type { BlockParts } from '../../graph/blocks.ts';
import { sameShape } from '../../graph/ops/index.ts';
import { enclosing, nodeOf, nodesIn } from '../../graph/queries.ts';
import type { Graph, GraphNode } from '../../graph/types.ts';

export const shortcutNodes = (graph: Graph, { region }: BlockParts): readonly GraphNode[] =>
  nodesIn(graph, region).filter(({ id }) => enclosing(graph, id, 'shortcut') !== null);

/** Whether a block puts out another shape than it gets. */
export const changesShape = (graph: Graph, { input, output }: BlockParts): boolean =>
  input !== null && !sameShape(nodeOf(graph, input).shape, nodeOf(graph, output).shape);
