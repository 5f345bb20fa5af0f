/** Module names of timm/models/inception_v3.py and inception_v4.py. */
import { indexOf } from '../../graph/queries.ts';
import type { Graph, GraphNode } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'bn'],
  ['act', 'relu'],
]);
const gates = new Map([
  ['reduce', 'fc1'],
  ['expand', 'fc2'],
]);

/** A step of a module's branch. */
interface Step {
  readonly branch: string;
  /** From 1. */
  readonly number: number;
  /** Which one of a fork's ends, or empty. */
  readonly end: string;
  /** Whether the branch has no other step. */
  readonly alone: boolean;
  /** Whether the branch ends in a fork. */
  readonly forks: boolean;
}

interface Style {
  readonly stem: readonly string[];
  readonly classifier: string;
  /** From 1 and from 0, as in the graph. */
  module(stage: number, block: number): string;
  step(step: Step): string;
}

function blockPath(graph: Graph, block: string, own: string, style: Style): string {
  const [, gate] = /^attention\.(\w+)$/.exec(own) ?? [];
  if (gate !== undefined) return `se.${gates.get(gate) ?? gate}`;
  const [, region = '', kind = '', step = ''] = /^(\w+)\.(conv|norm|act|pool)(\d)$/.exec(own) ?? [];
  if (region === '') return own;
  const { node, region: regions } = indexOf(graph);
  const there = (name: string): boolean => regions.has(`${block}.${name}`);
  const end = /[ab]$/.test(region) && there(region.slice(0, -1)) ? region.slice(-1) : '';
  const branch = end === '' ? region : region.slice(0, -1);
  const forks = there(`${branch}a`);
  const alone = !forks && !node.has(`${block}.${branch}.conv2`) && !node.has(`${block}.${branch}.pool2`);
  const path = style.step({ branch, number: Number(step), end, alone, forks });
  return kind === 'pool' ? path : `${path}.${kinds.get(kind)}`;
}

const rulesOf = (style: Style): NameRules => ({
  modulePath: (graph: Graph, { id }: GraphNode): string => {
    const [, prefix = '', stage, block, own = ''] = /^(stage(\d+)\.block(\d+))\.(.+)$/.exec(id) ?? [];
    if (stage !== undefined) {
      return `${style.module(Number(stage), Number(block))}.${blockPath(graph, prefix, own, style)}`;
    }
    const [, kind = '', step = ''] = /^stem\.(conv|norm|act|pool)(\d)$/.exec(id) ?? [];
    const stem = style.stem[Number(step) - 1];
    if (stem !== undefined) return kind === 'pool' ? `${stem}_pool` : `${stem}.${kinds.get(kind)}`;
    return id === 'head.fc' ? style.classifier : id.replace(/^head\./, 'global_pool.');
  },
  registered: (graph) => graph.nodes,
});

/** `Mixed_6b.branch7x7_2`: rows are counted from 5, modules lettered from a, in the first row from b. */
export const timmInceptionV3 = rulesOf({
  stem: ['Conv2d_1a_3x3', 'Conv2d_2a_3x3', 'Conv2d_2b_3x3', 'Conv2d_3b_1x1', 'Conv2d_4a_3x3'],
  classifier: 'fc',
  module: (stage, block) => `Mixed_${stage + 4}${'abcdef'[block + (stage === 1 ? 1 : 0)]}`,
  step: ({ branch, number, end, alone }) => {
    if (branch === 'pool') return number === 1 ? 'pool' : 'branch_pool';
    return alone ? branch : `${branch}_${number}${end}`;
  },
});

/** Where each stage begins in the one list of modules, behind three convolutions. */
const starts = [3, 6, 10, 18];

/** `features.11.branch1.2`: steps are counted from 0; those of a branch that forks have names instead of places. */
export const timmInceptionV4 = rulesOf({
  stem: ['features.0', 'features.1', 'features.2'],
  classifier: 'last_linear',
  module: (stage, block) => `features.${(starts[stage - 1] ?? 0) + block}`,
  step: ({ branch, number, end, alone, forks }) => {
    if (alone) return branch;
    return forks ? `${branch}_${number - 1}${end}` : `${branch}.${number - 1}`;
  },
});
