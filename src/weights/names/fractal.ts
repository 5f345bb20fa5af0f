/** Module names of FractalNets: the column, and the place in it. No library has them. */
import type { Graph, GraphNode } from '../../graph/types.ts';
import { sortBy, type NameRules } from './rules.ts';

const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'bn'],
  ['act', 'relu'],
]);
const blockNode = /^stage(\d+)\.block0\.(?:col(\d+)_(\d+)\.)?(\w+)$/;

function modulePath(_graph: Graph, { id }: GraphNode): string {
  const [, block, column, place, own = ''] = blockNode.exec(id) ?? [];
  if (block === undefined) return id.replace(/^head\.fc$/, 'fc').replace(/^head\./, 'global_pool.');
  if (column === undefined) return `block${block}.${own}`;
  return `block${block}.col${column}.${place}.${kinds.get(own)}`;
}

/** Column by column, whatever the order of the steps. */
export const fractal: NameRules = {
  modulePath,
  registered: (graph) =>
    sortBy(graph.nodes, ({ id }) => {
      const [, block, column] = blockNode.exec(id) ?? [];
      return block === undefined ? null : { block, order: Number(column ?? -1) };
    }),
};
