/**
 * Module names of ShuffleNet v2 (torchvision/models/shufflenetv2.py): its stages are called 2 to 4, its branches are
 * sequences. Attention is called as in the reference figures, since torchvision has none.
 */
import type { Graph, GraphNode } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

const blockNode = /^stage(\d+)\.block(\d+)\.(?:(branch[12]|attention)\.)?(\w+)$/;

/** Places in the two sequences. The depthwise convolution comes first in one and second in the other. */
const places: Readonly<Record<string, readonly string[]>> = {
  branch1: ['conv1', 'norm1', 'conv2', 'norm2', 'act2'],
  branch2: ['conv1', 'norm1', 'act1', 'conv2', 'norm2', 'conv3', 'norm3', 'act3'],
};
const attentionParts = new Map([
  ['reduce', 'fc1'],
  ['expand', 'fc2'],
]);
const outside = new Map([
  ['stem.conv', 'conv1.0'],
  ['stem.norm', 'conv1.1'],
  ['stem.act', 'conv1.2'],
  ['stem.pool', 'maxpool'],
  ['head.conv', 'conv5.0'],
  ['head.norm', 'conv5.1'],
  ['head.act', 'conv5.2'],
  ['head.pool', 'avgpool'],
  ['head.flatten', 'avgpool.flatten'],
  ['head.fc', 'fc'],
]);

function modulePath(_graph: Graph, { id }: GraphNode): string {
  const [, stage, block, part, own = ''] = blockNode.exec(id) ?? [];
  if (stage === undefined) return outside.get(id) ?? id;
  const path = `stage${Number(stage) + 1}.${block}`;
  if (part === undefined) return `${path}.${own}`;
  if (part === 'attention') return `${path}.se.${attentionParts.get(own) ?? own}`;
  return `${path}.${part}.${places[part]?.indexOf(own)}`;
}

/** The registered order is that of the data. */
export const torchvisionShufflenet: NameRules = { modulePath, registered: (graph) => graph.nodes };
