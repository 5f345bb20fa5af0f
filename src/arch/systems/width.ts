import { nodesIn } from '../../graph/queries.ts';
import type { FamilySpec } from '../types.ts';
import { firstBlock, firstNode, firstResidual, isConv, placedBlocks, within } from './find.ts';
import type { SystemTable } from './system.ts';

/** Whether blocks have more channels than the network that this one is a wider form of. */
function isWide(spec: FamilySpec): boolean {
  switch (spec.family) {
    case 'resnet':
      return (spec.cardinality === 1 && spec.baseWidth > 64) || spec.widthMultiplier > 1;
    case 'resnetv2':
      return spec.widthFactor > 1;
    case 'cifarResnet':
      return spec.widen > 1;
    default:
      return false;
  }
}

/** What stands in the place of one 3x3, and how wide it is. */
export const width = {
  cardinality: {
    paper: { arxiv: '1611.05431', section: '3.3' },
    preset: 'resnext50_32x4d',
    find: (seen) =>
      within(
        seen,
        firstBlock(
          seen,
          ({ block }) =>
            (block.kind === 'residual' &&
              block.transform.kind === 'bottleneck' &&
              block.transform.groups > 1) ||
            (block.kind === 'dualPath' && block.groups > 1),
        ),
        (node) => isConv(node) && node.attrs.groups > 1,
      ),
  },
  wide: {
    paper: { arxiv: '1605.07146', section: '2' },
    preset: 'wrn_16_4',
    find: (seen) => (isWide(seen.spec) ? firstResidual(seen, () => true) : null),
  },
  regnet: {
    paper: { arxiv: '2003.13678', section: '3.3' },
    preset: 'regnetx_004',
    find: ({ spec }) => (spec.family === 'regnet' ? 'stage1' : null),
  },
  res2: {
    paper: { arxiv: '1904.01169', section: '3' },
    preset: 'res2net50_26w_4s',
    find: (seen) => {
      const blocks = placedBlocks(seen).filter(
        ({ block }) => block.kind === 'residual' && block.transform.spatial.kind === 'res2',
      );
      // In blocks that keep their shape each slice goes on into the next.
      const chains = blocks
        .map(({ region }) =>
          firstNode(nodesIn(seen.graph, region), ({ id, op }) => op === 'add' && id.includes('.spatial.')),
        )
        .find((id) => id !== null);
      return chains ?? blocks[0]?.region ?? null;
    },
  },
  inception: {
    paper: { arxiv: '1502.03167', section: null },
    preset: 'bn_inception',
    find: (seen) => firstBlock(seen, ({ block }) => block.kind === 'inception'),
  },
  fractal: {
    paper: { arxiv: '1605.07648', section: '3' },
    preset: 'fractalnet_c3_b5',
    find: (seen) => firstBlock(seen, ({ block }) => block.kind === 'fractal'),
  },
} as const satisfies SystemTable;
