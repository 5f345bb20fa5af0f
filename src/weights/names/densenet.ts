/** Module names of DenseNets, the same in timm (timm/models/densenet.py) and torchvision. */
import type { GraphNode } from '../../graph/types.ts';
import type { NameRules } from './rules.ts';

const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'norm'],
  ['act', 'relu'],
  ['pool', 'pool'],
]);

/** The block that begins every later stage is the transition of the one before; layers count from 1 behind it. */
function blockPath(stage: number, block: number, own: string): string {
  const path = `features.denseblock${stage}.denselayer${stage === 1 ? block + 1 : block}`;
  if (stage > 1 && block === 0) return `features.transition${stage - 1}.${kinds.get(own) ?? own}`;
  const [, kind = '', step] = /^branch\.(conv|norm|act)(\d)$/.exec(own) ?? [];
  return step === undefined ? `${path}.${own.replace('.', '_')}` : `${path}.${kinds.get(kind)}${step}`;
}

function modulePath(_graph: unknown, { id }: GraphNode): string {
  const [, stage, block, own = ''] = /^stage(\d+)\.block(\d+)\.(.+)$/.exec(id) ?? [];
  if (stage !== undefined) return blockPath(Number(stage), Number(block), own);
  const [, place, name = ''] = /^(stem|head)\.(\w+)$/.exec(id) ?? [];
  if (place === 'stem') return `features.${kinds.get(name) ?? name}0`;
  if (place === 'head') {
    if (name === 'norm' || name === 'act') return `features.${kinds.get(name)}5`;
    return name === 'fc' ? 'classifier' : `global_pool.${name}`;
  }
  return id;
}

export const densenet: NameRules = { modulePath, registered: (graph) => graph.nodes };
