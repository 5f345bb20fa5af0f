/**
 * Module names of timm's and torchvision's ResNets (timm/models/resnet.py, timm/layers/squeeze_excite.py and eca.py;
 * torchvision/models/resnet.py has the same for what it shares).
 */
import { indexOf } from '../../graph/queries.ts';
import { blockNames, type ModuleNames } from './blocks.ts';

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
  ['poolMax', 'maxpool.0'],
  ['poolBlur', 'maxpool.1'],
  ['poolConv', 'maxpool.0'],
  ['poolNorm', 'maxpool.1'],
  ['poolAct', 'maxpool.2'],
]);

const attentionParts = new Map([
  ['reduce', 'fc1'],
  ['expand', 'fc2'],
]);

const head = new Map([
  ['norm', 'norm'],
  ['act', 'norm_act'],
  ['pool', 'global_pool'],
  ['poolMax', 'global_pool.max'],
  ['fc', 'fc'],
]);

/** What the networks of timm/models/resnet.py share, whatever their blocks. */
export const resnetModules: ModuleNames = {
  stem,
  head,
  pool: 'global_pool',
  attention: 'se',
  attentionParts,
  lastAct: (graph, block) => {
    const has = (name: string): boolean => indexOf(graph).node.has(`${block}.${name}`);
    if (has('conv')) return 'act';
    return has('conv3') ? 'act3' : 'act2';
  },
};

export const timmResnet = blockNames(resnetModules);
