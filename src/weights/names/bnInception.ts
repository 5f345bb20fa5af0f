/** Module names of BN-Inception, after the layers of the authors' Caffe files; no library has them all. */
import type { Graph, GraphNode } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'bn'],
  ['act', 'relu'],
]);
const stem = ['conv1', 'conv2_reduce', 'conv2'];
/** The steps of each branch. */
const steps = new Map([
  ['branch1', ['branch1']],
  ['branch3', ['branch3_reduce', 'branch3']],
  ['branchd', ['branchd_reduce', 'branchd_a', 'branchd_b']],
  ['pool', ['pool', 'pool_proj']],
]);
const attention = new Map([
  ['reduce', 'fc1'],
  ['expand', 'fc2'],
]);

function blockPath(own: string): string {
  const [, branch = '', kind = '', step = ''] = /^(\w+)\.(conv|norm|act|pool)(\d)$/.exec(own) ?? [];
  const path = steps.get(branch)?.[Number(step) - 1];
  if (path !== undefined) return kind === 'pool' ? path : `${path}.${kinds.get(kind)}`;
  const [, gate] = /^attention\.(\w+)$/.exec(own) ?? [];
  return gate === undefined ? own : `se.${attention.get(gate) ?? gate}`;
}

/** Modules are called by the size of the map, from 3, and a letter. */
function modulePath(_graph: Graph, { id }: GraphNode): string {
  const [, stage, block, own = ''] = /^stage(\d+)\.block(\d+)\.(.+)$/.exec(id) ?? [];
  if (stage !== undefined) {
    return `inception_${Number(stage) + 2}${String.fromCharCode(97 + Number(block))}.${blockPath(own)}`;
  }
  const [, kind = '', step] = /^stem\.(conv|norm|act|pool)(\d)$/.exec(id) ?? [];
  if (step !== undefined) {
    return kind === 'pool' ? `pool${step === '1' ? 1 : 2}` : `${stem[Number(step) - 1]}.${kinds.get(kind)}`;
  }
  return id.replace(/^head\.fc$/, 'fc').replace(/^head\./, 'global_pool.');
}

export const bnInception: NameRules = { modulePath, registered: (graph) => graph.nodes };
