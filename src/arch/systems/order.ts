import { firstNode, firstResidual, isConv } from './find.ts';
import type { SystemTable } from './system.ts';

/** In which order a block has norm, activation and addition, and what its norm is. */
export const order = {
  preactivation: {
    paper: { arxiv: '1603.05027', section: '4' },
    preset: 'resnetv2_50',
    find: (seen) => firstResidual(seen, (block) => block.order.kind === 'fullPre'),
  },
  otherOrders: {
    paper: { arxiv: '1603.05027', section: '4.1' },
    preset: 'cifar_resnet20?order=bnAfterAdd',
    find: (seen) =>
      firstResidual(seen, (block) => ['bnAfterAdd', 'reluBeforeAdd', 'reluOnly'].includes(block.order.kind)),
  },
  groupNorm: {
    paper: { arxiv: '1803.08494', section: '3' },
    preset: 'resnet50_gn',
    find: ({ graph }) => firstNode(graph.nodes, ({ op }) => op === 'groupNorm'),
  },
  standardized: {
    paper: { arxiv: '1903.10520', section: null },
    preset: 'resnetv2_50x1_bit',
    find: ({ graph }) => firstNode(graph.nodes, (node) => isConv(node) && node.attrs.standardize !== null),
  },
} as const satisfies SystemTable;
