import { inputShapes } from '../../graph/queries.ts';
import { attentionOf, firstBlock, firstNode, isConv, within } from './find.ts';
import type { SystemTable } from './system.ts';

/** Convolutions for small devices. */
export const cheap = {
  shuffleV1: {
    paper: { arxiv: '1707.01083', section: '3' },
    preset: 'shufflenet_v1_g3_x1_0',
    find: (seen) =>
      within(
        seen,
        firstBlock(seen, ({ block }) => block.kind === 'shuffleV1' && block.groups > 1),
        ({ op }) => op === 'channelShuffle',
      ),
  },
  shuffleV2: {
    paper: { arxiv: '1807.11164', section: '2–3' },
    preset: 'shufflenet_v2_x1_0',
    find: (seen) => firstBlock(seen, ({ block, place }) => block.kind === 'shuffleV2' && place.stride === 1),
  },
  shuffleExtras: {
    paper: { arxiv: '1807.11164', section: null },
    preset: 'shufflenet_v2_x1_0_res_se',
    find: (seen) =>
      firstBlock(seen, ({ block, place }) => {
        if (block.kind !== 'shuffleV1' && block.kind !== 'shuffleV2') return false;
        return (
          attentionOf(block)?.kind === 'se' ||
          (block.kind === 'shuffleV2' && block.residual && place.stride === 1)
        );
      }),
  },
  depthwise: {
    paper: { arxiv: '1704.04861', section: '3.1' },
    preset: 'shufflenet_v2_x0_5',
    find: ({ graph }) =>
      firstNode(
        graph.nodes,
        (node) =>
          isConv(node) && node.attrs.groups > 1 && node.attrs.groups === inputShapes(graph, node)[0]?.[1],
      ),
  },
} as const satisfies SystemTable;
