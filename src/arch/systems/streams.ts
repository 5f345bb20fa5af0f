import { nodesIn } from '../../graph/queries.ts';
import { firstBlock } from './find.ts';
import type { SystemTable } from './system.ts';

/** What flows from block to block is more than one sum. */
export const streams = {
  dualPath: {
    paper: { arxiv: '1707.01629', section: '3.3' },
    preset: 'dpn68',
    find: (seen) => firstBlock(seen, ({ block }) => block.kind === 'dualPath'),
  },
  dense: {
    paper: { arxiv: '1608.06993', section: '3' },
    preset: 'densenet121',
    find: (seen) => firstBlock(seen, ({ block }) => block.kind === 'dense'),
  },
  mergeAndRun: {
    paper: { arxiv: '1611.07718', section: '3' },
    preset: 'dmrnet_cifar_56',
    // Where only branches lead on to another width, nothing is merged yet.
    find: (seen) =>
      firstBlock(
        seen,
        ({ block, region }) =>
          block.kind === 'mergeAndRun' && nodesIn(seen.graph, region).some(({ op }) => op === 'mean'),
      ),
  },
  fusion: {
    paper: { arxiv: '1605.07716', section: '3' },
    preset: 'dfn_fuse3_cifar_14',
    find: (seen) => firstBlock(seen, ({ block }) => block.kind === 'fused'),
  },
} as const satisfies SystemTable;
