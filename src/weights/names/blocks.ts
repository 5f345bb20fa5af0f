/** What the naming schemes of block networks share: modules of blocks, and the order in which they are registered. */
import { indexOf } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

/** How one code base calls what stands in stem, blocks and head. */
export interface ModuleNames {
  readonly stem: ReadonlyMap<string, string>;
  readonly head: ReadonlyMap<string, string>;
  /** For what stores nothing in the head. */
  readonly pool: string;
  /** The module of a block's attention, and names within it. */
  readonly attention: string;
  readonly attentionParts: ReadonlyMap<string, string>;
  /** The activation behind the addition. */
  lastAct(graph: Graph, block: NodeId): string;
}

const blockNode = /^(stage(\d+)\.block(\d+))\.(?:(attention|shortcut)\.)?(\w+)$/;

/** Places in `downsample` after the convolution's, which is 1 behind a pool and 0 without one. */
function shortcutPath(graph: Graph, region: NodeId, own: string): string {
  const conv = indexOf(graph).region.get(region)?.index ?? 0;
  if (own === 'conv') return `downsample.${conv}`;
  if (own === 'norm') return `downsample.${conv + 1}`;
  return own === 'pool' ? 'downsample.0' : `downsample.${own}`;
}

function blockPath(
  names: ModuleNames,
  graph: Graph,
  block: NodeId,
  part: string | undefined,
  own: string,
): string {
  if (part === 'attention') return `${names.attention}.${names.attentionParts.get(own) ?? own}`;
  if (part === 'shortcut') return shortcutPath(graph, `${block}.shortcut`, own);
  if (own === 'act') return names.lastAct(graph, block);
  if (own === 'normAdd') return 'bn_add';
  return own.replace(/^norm(\d?)$/, 'bn$1');
}

function modulePath(names: ModuleNames, graph: Graph, node: GraphNode): string {
  const match = blockNode.exec(node.id);
  if (match) {
    const [, block = '', stage, index, part, own = ''] = match;
    return `layer${stage}.${index}.${blockPath(names, graph, block, part, own)}`;
  }
  const [, place, own = ''] = /^(stem|head)\.(\w+)$/.exec(node.id) ?? [];
  if (place === 'stem') return names.stem.get(own) ?? node.id;
  if (place === 'head') return names.head.get(own) ?? `${names.pool}.${own}`;
  return node.id;
}

/** In a block PyTorch registers the branch, then its attention, then the shortcut, whatever order data flows in. */
const partOrder = (part: string | undefined): number =>
  part === 'shortcut' ? 2 : part === 'attention' ? 1 : 0;

function registered(graph: Graph): readonly GraphNode[] {
  const blockStart = new Map<NodeId, number>();
  return graph.nodes
    .map((node, position) => {
      const [, block, , , part] = blockNode.exec(node.id) ?? [];
      if (block === undefined) return { node, position, start: position, order: 0 };
      const start = blockStart.get(block) ?? position;
      blockStart.set(block, start);
      return { node, position, start, order: partOrder(part) };
    })
    .sort((a, b) => a.start - b.start || a.order - b.order || a.position - b.position)
    .map(({ node }) => node);
}

export const blockNames = (names: ModuleNames): NameRules => ({
  modulePath: (graph, node) => modulePath(names, graph, node),
  registered,
});
