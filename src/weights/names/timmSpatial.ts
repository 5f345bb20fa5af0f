/**
 * Module names of the networks in timm that put another layer in the place of the 3x3: timm/models/sknet.py with
 * timm/layers/selective_kernel.py, timm/models/resnest.py with timm/layers/split_attn.py, timm/models/res2net.py.
 */
import { indexOf } from '../../graph/queries.ts';
import { blockNames } from './blocks.ts';
import { resnetModules } from './timmResnet.ts';

const kinds = new Map([
  ['conv', 'conv'],
  ['norm', 'bn'],
  ['act', 'act'],
]);

/** `conv2.bn` for `norm2`: a convolution and what follows it share a module. */
const shared = (own: string): string => {
  const [, kind = '', step] = /^(conv|norm|act)(\d)$/.exec(own) ?? [];
  return step === undefined ? own : `conv${step}.${kinds.get(kind)}`;
};

const choice = new Map([
  ['reduce', 'fc_reduce'],
  ['norm', 'bn'],
  ['select', 'fc_select'],
]);

export const timmSknet = blockNames({
  ...resnetModules,
  branch: shared,
  spatial: (graph, block, own) => {
    const module = indexOf(graph).node.has(`${block}.conv3`) ? 'conv2' : 'conv1';
    const [, path, step = ''] = /^path(\d)\.(\w+)$/.exec(own) ?? [];
    if (path !== undefined) return `${module}.paths.${path}.${kinds.get(step) ?? step}`;
    const [, part] = /^attention\.(\w+)$/.exec(own) ?? [];
    return part === undefined ? `${module}.${own}` : `${module}.attn.${choice.get(part) ?? part}`;
  },
  lastAct: () => 'act',
});

const splits = new Map([
  ['norm', 'bn0'],
  ['act', 'act0'],
]);
const splitGates = new Map([
  ['reduce', 'fc1'],
  ['norm', 'bn1'],
  ['act', 'act1'],
  ['expand', 'fc2'],
  ['softmax', 'rsoftmax'],
]);

export const timmResnest = blockNames({
  ...resnetModules,
  branch: (own) =>
    own
      .replace(/^norm(\d)$/, 'bn$1')
      .replace(/^avd(First|Last)$/, (_whole, place) => `avd_${place.toLowerCase()}`),
  spatial: (_graph, _block, own) => {
    const [, part] = /^attention\.(\w+)$/.exec(own) ?? [];
    return `conv2.${part === undefined ? (splits.get(own) ?? own) : (splitGates.get(part) ?? part)}`;
  },
});

/** Convolutions of all slices are registered before their norms, and both before the last 1x1. */
const sliceOrder = (part: string | undefined, own: string): number => {
  if (part === 'spatial') return own.startsWith('norm') ? 2 : 1;
  return own.endsWith('3') || own === 'add' || own === 'act' ? 3 : 0;
};

export const timmRes2net = blockNames({
  ...resnetModules,
  spatial: (_graph, _block, own) =>
    own
      .replace(/^conv(\d+)$/, 'convs.$1')
      .replace(/^norm(\d+)$/, 'bns.$1')
      .replace(/^act(\d+)$/, 'acts.$1'),
  branchOrder: sliceOrder,
});
