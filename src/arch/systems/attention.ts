import { attentionIn, attentionOf, firstBlock, firstResidual } from './find.ts';
import type { SystemTable } from './system.ts';

/** Gates and choices that depend on the image. */
export const attention = {
  se: {
    paper: { arxiv: '1709.01507', section: '3' },
    preset: 'seresnet50',
    find: (seen) =>
      attentionIn(
        seen.graph,
        firstBlock(seen, ({ block }) => block.kind !== 'inception' && attentionOf(block)?.kind === 'se'),
      ),
  },
  sePlace: {
    paper: { arxiv: '1709.01507', section: '6.5' },
    preset: 'seresnet50?attentionAt=post',
    find: (seen) =>
      attentionIn(
        seen.graph,
        firstResidual(seen, (block) => block.attention.kind !== 'none' && block.attentionAt !== 'branch'),
      ),
  },
  seInception: {
    paper: { arxiv: '1709.01507', section: '3.3' },
    preset: 'se_bn_inception',
    find: (seen) =>
      attentionIn(
        seen.graph,
        firstBlock(seen, ({ block }) => block.kind === 'inception' && block.attention.kind === 'se'),
      ),
  },
  eca: {
    paper: { arxiv: '1910.03151', section: null },
    preset: 'ecaresnet50d',
    find: (seen) =>
      attentionIn(
        seen.graph,
        firstResidual(seen, ({ attention: { kind } }) => kind === 'eca' || kind === 'ceca'),
      ),
  },
  ese: {
    paper: { arxiv: '1911.06667', section: null },
    preset: 'resnet50?attention=ese',
    find: (seen) =>
      attentionIn(
        seen.graph,
        firstResidual(seen, (block) => block.attention.kind === 'ese'),
      ),
  },
  selectiveKernel: {
    paper: { arxiv: '1903.06586', section: '3.1' },
    preset: 'skresnet50',
    find: (seen) =>
      attentionIn(
        seen.graph,
        firstResidual(seen, ({ transform }) => transform.spatial.kind === 'selectiveKernel'),
      ),
  },
  splitAttention: {
    paper: { arxiv: '2004.08955', section: '3' },
    preset: 'resnest50d',
    find: (seen) =>
      attentionIn(
        seen.graph,
        firstResidual(seen, ({ transform }) => transform.spatial.kind === 'splitAttention'),
      ),
  },
} as const satisfies SystemTable;
