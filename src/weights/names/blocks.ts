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
  /** A step of the branch, where it is not called `conv1`, `bn1`, `act1`. */
  readonly branch?: (own: string) => string;
  /** What stands in the place of the 3x3, of which `own` is the path within. */
  readonly spatial?: (graph: Graph, block: NodeId, own: string) => string;
  /** Where a step of the branch is registered among the others, if not where data reaches it. */
  readonly branchOrder?: (part: string | undefined, own: string) => number;
  /** The activation behind the addition. */
  lastAct(graph: Graph, block: NodeId): string;
}

const blockNode = /^(stage(\d+)\.block(\d+))\.(?:(attention|shortcut|spatial)\.)?([\w.]+)$/;

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
  if (part === 'spatial') return names.spatial?.(graph, block, own) ?? own;
  if (own === 'act') return names.lastAct(graph, block);
  if (own === 'normAdd') return 'bn_add';
  if (names.branch) return names.branch(own);
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

function registered(names: ModuleNames, graph: Graph): readonly GraphNode[] {
  const blockStart = new Map<NodeId, number>();
  return graph.nodes
    .map((node, position) => {
      const [, block, , , part, own = ''] = blockNode.exec(node.id) ?? [];
      if (block === undefined) return { node, position, start: position, order: 0, inner: 0 };
      const start = blockStart.get(block) ?? position;
      blockStart.set(block, start);
      const inner = names.branchOrder?.(part, own) ?? 0;
      return { node, position, start, order: partOrder(part), inner };
    })
    .sort((a, b) => a.start - b.start || a.order - b.order || a.inner - b.inner || a.position - b.position)
    .map(({ node }) => node);
}

export const blockNames = (names: ModuleNames): NameRules => ({
  modulePath: (graph, node) => modulePath(names, graph, node),
  registered: (graph) => registered(names, graph),
});
