/** Module names of merge-and-run and deeply-fused nets, in the style of the ResNets: no library has them. */
import { sortBy, type NameRules } from './rules.ts';
import type { Graph, GraphNode } from '../../graph/types.ts';

const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'bn'],
  ['act', 'relu'],
]);
const stem = new Map([
  ['conv', 'conv1'],
  ['norm', 'bn1'],
  ['act', 'relu'],
  ['pool', 'maxpool'],
]);
const blockNode = /^stage(\d+)\.block(\d+)\.(.+)$/;

function blockPath(own: string): string {
  const [, place = '', kind = '', step = ''] = /^(\w+)\.(conv|norm|act)(\d*)$/.exec(own) ?? [];
  const module = kinds.get(kind);
  if (module === undefined) return own.replace(/^act$/, 'relu').replace('.', '_');
  if (place.startsWith('stream')) return `relu${place.slice(-1)}`;
  if (place === 'short') return `line.${module}`;
  if (place === 'long') return `chain.${Number(step) - 1}.${module}`;
  return `${place}.${module}${step}`;
}

function modulePath(_graph: Graph, { id }: GraphNode): string {
  const [, stage, block, own = ''] = blockNode.exec(id) ?? [];
  if (stage !== undefined) return `layer${stage}.${block}.${blockPath(own)}`;
  const [, place, name = ''] = /^(stem|head)\.(\w+)$/.exec(id) ?? [];
  if (place === 'stem') return stem.get(name) ?? name;
  if (place === 'head') return name === 'fc' ? 'fc' : `avgpool.${name}`;
  return id;
}

/** The lines around the branches are registered behind them. */
export const fused: NameRules = {
  modulePath,
  registered: (graph) =>
    sortBy(graph.nodes, ({ id }) => {
      const [, stage, block, own = ''] = blockNode.exec(id) ?? [];
      return stage === undefined ? null : { block: `${stage}.${block}`, order: /^line/.test(own) ? 1 : 0 };
    }),
};
