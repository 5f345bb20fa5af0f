/** Module names of timm's RegNets (timm/models/regnet.py): convolution and norm of one step share a module. */
import type { Graph, GraphNode } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

const blockNode = /^stage(\d+)\.block(\d+)\.(?:(attention|shortcut)\.)?(\w+)$/;
const attentionParts = new Map([
  ['reduce', 'fc1'],
  ['expand', 'fc2'],
]);
const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'bn'],
  ['act', 'act'],
]);

/** `conv2.bn` for `norm2`. */
function stepPath(own: string): string {
  const [, kind = '', step] = /^(conv|norm|act)(\d)$/.exec(own) ?? [];
  if (step !== undefined) return `conv${step}.${kinds.get(kind)}`;
  return own === 'act' ? 'act3' : own;
}

function modulePath(_graph: Graph, { id }: GraphNode): string {
  const [, stage, block, part, own = ''] = blockNode.exec(id) ?? [];
  if (stage !== undefined) {
    const path = `s${stage}.b${Number(block) + 1}`;
    if (part === 'attention') return `${path}.se.${attentionParts.get(own) ?? own}`;
    if (part === 'shortcut') return `${path}.downsample.${kinds.get(own) ?? own}`;
    return `${path}.${stepPath(own)}`;
  }
  const [, place, name = ''] = /^(stem|head)\.(\w+)$/.exec(id) ?? [];
  if (place === 'stem') return `stem.${kinds.get(name) ?? name}`;
  if (place === 'head') return name === 'fc' ? 'head.fc' : `head.global_pool.${name}`;
  return id;
}

/** The registered order is that of the data: the attention stands inside the branch, the shortcut behind it. */
export const timmRegnet: NameRules = { modulePath, registered: (graph) => graph.nodes };
