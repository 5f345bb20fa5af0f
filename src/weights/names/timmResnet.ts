/**
 * Module names of timm's and torchvision's ResNets (timm/models/resnet.py, timm/layers/squeeze_excite.py and eca.py;
 * torchvision/models/resnet.py has the same for what it shares).
 */
import { indexOf } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

/** A deep stem is a sequence of seven modules; its last norm and activation stand outside, as a plain stem's do. */
const stem = new Map([
  ['conv', 'conv1'],
  ['norm', 'bn1'],
  ['act', 'act1'],
  ['conv1', 'conv1.0'],
  ['norm1', 'conv1.1'],
  ['act1', 'conv1.2'],
  ['conv2', 'conv1.3'],
  ['norm2', 'conv1.4'],
  ['act2', 'conv1.5'],
  ['conv3', 'conv1.6'],
  ['norm3', 'bn1'],
  ['act3', 'act1'],
  ['pool', 'maxpool'],
  ['poolConv', 'maxpool.0'],
  ['poolNorm', 'maxpool.1'],
  ['poolAct', 'maxpool.2'],
]);

const attention = new Map([
  ['reduce', 'fc1'],
  ['expand', 'fc2'],
]);

const head = new Map([
  ['pool', 'global_pool'],
  ['poolMax', 'global_pool.max'],
  ['fc', 'fc'],
]);

const blockNode = /^(stage(\d+)\.block(\d+))\.(?:(attention|shortcut)\.)?(\w+)$/;

/** Places in `downsample` after the convolution's, which is 1 behind a pool and 0 without one. */
function shortcutPath(graph: Graph, region: NodeId, own: string): string {
  const conv = indexOf(graph).region.get(region)?.index ?? 0;
  if (own === 'conv') return `downsample.${conv}`;
  if (own === 'norm') return `downsample.${conv + 1}`;
  return own === 'pool' ? 'downsample.0' : `downsample.${own}`;
}

function blockPath(graph: Graph, block: NodeId, part: string | undefined, own: string): string {
  if (part === 'attention') return `se.${attention.get(own) ?? own}`;
  if (part === 'shortcut') return shortcutPath(graph, `${block}.shortcut`, own);
  if (own === 'act') return indexOf(graph).node.has(`${block}.conv3`) ? 'act3' : 'act2';
  return own.replace(/^norm(\d)$/, 'bn$1');
}

function modulePath(graph: Graph, node: GraphNode): string {
  const match = blockNode.exec(node.id);
  if (match) {
    const [, block = '', stage, index, part, own = ''] = match;
    return `layer${stage}.${index}.${blockPath(graph, block, part, own)}`;
  }
  const [, place, own = ''] = /^(stem|head)\.(\w+)$/.exec(node.id) ?? [];
  if (place === 'stem') return stem.get(own) ?? node.id;
  if (place === 'head') return head.get(own) ?? `global_pool.${own}`;
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

export const timmResnet: NameRules = { modulePath, registered };
