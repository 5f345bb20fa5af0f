import { firstResidual } from './find.ts';
import type { SystemTable } from './system.ts';

/** What training leaves out, and where it stands beside the rest. */
export const training = {
  stochasticDepth: {
    paper: { arxiv: '1603.09382', section: '3' },
    preset: 'cifar_stochdepth_110',
    find: ({ graph }) =>
      graph.regions.find(({ kind, survival = 1 }) => kind === 'block' && survival < 1)?.id ?? null,
  },
  annotated: {
    paper: { arxiv: '2103.07579', section: null },
    preset: 'seresnet50d?survival=0.8',
    find: (seen) =>
      seen.network.survival < 1
        ? firstResidual(
            seen,
            (block, { stride }) =>
              stride > 1 &&
              block.attention.kind !== 'none' &&
              block.attentionAt === 'branch' &&
              block.shortcut.kind === 'avgProjection',
          )
        : null,
  },
} as const satisfies SystemTable;
