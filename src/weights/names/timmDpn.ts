/** Module names of timm's dual-path networks (timm/models/dpn.py): norm and convolution of one step share a module. */
import type { GraphNode } from '../../graph/types.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { Graph } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'bn'],
  ['act', 'act'],
]);
const steps = ['c1x1_a', 'c3x3_b', 'c1x1_c'];
/** Where the branch ends in two convolutions instead of one. */
const ends = new Map([
  ['toResidual.conv', 'c1x1_c1'],
  ['toDense.conv', 'c1x1_c2'],
]);

/** The projection is called by its stride. */
function shortcutPath(graph: Graph, block: string, own: string): string {
  const conv = nodeOf(graph, `${block}.shortcut.conv`);
  return `c1x1_w_s${conv.op === 'conv2d' ? conv.attrs.stride : 1}.${kinds.get(own) ?? own}`;
}

function blockPath(graph: Graph, block: string, own: string): string {
  const end = ends.get(own);
  if (end !== undefined) return end;
  const [, kind = '', step] = /^(?:branch|end)\.(conv|norm|act)(\d)$/.exec(own) ?? [];
  if (step !== undefined) return `${steps[Number(step) - 1]}.${kinds.get(kind)}`;
  const [, around] = /^shortcut\.(\w+)$/.exec(own) ?? [];
  return around === undefined ? own.replace('.', '_') : shortcutPath(graph, block, around);
}

/** Stages count from conv2 and blocks from 1, as in the paper's table. */
function modulePath(graph: Graph, { id }: GraphNode): string {
  const [, block = '', stage, index, own = ''] = /^(stage(\d+)\.block(\d+))\.(.+)$/.exec(id) ?? [];
  if (stage !== undefined) {
    return `features.conv${Number(stage) + 1}_${Number(index) + 1}.${blockPath(graph, block, own)}`;
  }
  const [, place, name = ''] = /^(stem|head)\.(\w+)$/.exec(id) ?? [];
  if (place === 'stem') {
    return name === 'pool' ? 'features.conv1_pool' : `features.conv1_1.${kinds.get(name) ?? name}`;
  }
  if (place === 'head') {
    if (name === 'norm' || name === 'act') return `features.conv5_bn_ac.${kinds.get(name)}`;
    return name === 'fc' ? 'classifier' : `global_pool.${name}`;
  }
  return id;
}

export const timmDpn: NameRules = { modulePath, registered: (graph) => graph.nodes };
