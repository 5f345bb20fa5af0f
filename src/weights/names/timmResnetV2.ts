/** Module names of timm's pre-activation ResNets (timm/models/resnetv2.py). */
import type { Graph, GraphNode } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

const blockNode = /^stage(\d+)\.block(\d+)\.(?:(shortcut)\.)?(\w+)$/;
const headParts = new Map([
  ['norm', 'norm'],
  ['act', 'norm_act'],
  ['fc', 'head.fc'],
]);

function modulePath(_graph: Graph, { id }: GraphNode): string {
  const [, stage, block, part, own = ''] = blockNode.exec(id) ?? [];
  if (stage !== undefined) {
    const path = `stages.${Number(stage) - 1}.blocks.${block}`;
    return part === 'shortcut' ? `${path}.downsample.${own}` : `${path}.${own}`;
  }
  const [, place, name = ''] = /^(stem|head)\.(\w+)$/.exec(id) ?? [];
  if (place === 'stem') return `stem.${name}`;
  if (place === 'head') return headParts.get(name) ?? `head.${name === 'pool' ? 'global_pool' : name}`;
  return id;
}

/** In a block the shortcut is registered first, though it reads what the first norm and activation make. */
function registered(graph: Graph): readonly GraphNode[] {
  const start = new Map<string, number>();
  return graph.nodes
    .map((node, position) => {
      const [, stage, block, part] = blockNode.exec(node.id) ?? [];
      if (stage === undefined) return { node, position, start: position, order: 0 };
      const key = `${stage}.${block}`;
      const first = start.get(key) ?? position;
      start.set(key, first);
      return { node, position, start: first, order: part === 'shortcut' ? 0 : 1 };
    })
    .sort((a, b) => a.start - b.start || a.order - b.order || a.position - b.position)
    .map(({ node }) => node);
}

export const timmResnetV2: NameRules = { modulePath, registered };
