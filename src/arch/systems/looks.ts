import { residualBlocks } from '../../graph/blocks.ts';
import { firstNode, isConv } from './find.ts';
import type { SystemTable } from './system.ts';

/** Ways to look at a network as a whole. */
export const looks = {
  unrolled: {
    paper: { arxiv: '1605.06431', section: '3' },
    preset: 'resnet34',
    find: ({ graph }) => {
      const [first, second] = residualBlocks(graph);
      return second === undefined ? null : (first?.region ?? null);
    },
  },
  lesion: {
    paper: { arxiv: '1605.06431', section: '4.1–4.2' },
    preset: 'resnet18',
    find: ({ graph }) => {
      const blocks = residualBlocks(graph);
      return (blocks.find(({ around }) => around === 'identity') ?? blocks[0])?.region ?? null;
    },
  },
  field: {
    paper: { arxiv: '1701.04128', section: '2' },
    preset: 'resnet18',
    find: ({ graph }) => residualBlocks(graph).at(-1)?.region ?? null,
  },
  speed: {
    paper: { arxiv: '1807.11164', section: '2' },
    preset: 'shufflenet_v1_g8_x1_0',
    find: ({ graph }) => firstNode(graph.nodes, (node) => isConv(node) && node.attrs.groups > 1),
  },
} as const satisfies SystemTable;
