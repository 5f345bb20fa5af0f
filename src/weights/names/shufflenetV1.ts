/** Module names of the reference figures for ShuffleNet v1, which no library has: those of torchvision's ResNets. */
import { blockNames } from './blocks.ts';
import type { NameRules } from './rules.ts';

const names = blockNames({
  stem: new Map([
    ['conv', 'conv1'],
    ['norm', 'bn1'],
    ['act', 'relu'],
    ['pool', 'maxpool'],
  ]),
  head: new Map([
    ['pool', 'avgpool'],
    ['fc', 'fc'],
  ]),
  pool: 'avgpool',
  attention: 'se',
  attentionParts: new Map([
    ['reduce', 'fc1'],
    ['expand', 'fc2'],
  ]),
  lastAct: () => 'relu2',
});

/** The pool beside the branch is no `downsample`: nothing is learned in it. */
export const shufflenetV1: NameRules = {
  ...names,
  modulePath: (graph, node) =>
    names
      .modulePath(graph, node)
      .replace(/\.downsample\.0$/, '.pool')
      .replace(/\.act1$/, '.relu1'),
};
