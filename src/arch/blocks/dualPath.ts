import type { GraphBuilder } from '../../graph/builder.ts';
import type { NodeId } from '../../graph/types.ts';
import { conv, normAct, normActConv } from '../layers.ts';
import type { BlockPlace, DualPathBlockSpec } from './types.ts';
import type { Streams } from './index.ts';

/**
 * Takes one stream or `[residual, dense]`, returns `[residual, dense]`: the branch reads both side by side, what it
 * makes is added to the one and appended to the other. Branch regions are numbered from the residual stream (-2) to the
 * dense one (2), as they lie beside one another.
 */
export function buildDualPathBlock(
  b: GraphBuilder,
  streams: Streams,
  block: DualPathBlockSpec,
  place: BlockPlace,
): Streams {
  const { residual, increment, width, groups, activation } = block;
  const x = streams.length === 1 ? streams[0] : b.node('concat', {}, 'join', streams);
  const around = block.project
    ? b.region('shortcut', 'shortcut', 0, () =>
        normActConv(b, x, { out: residual + 2 * increment, kernel: 1, stride: place.stride, activation }),
      )
    : null;
  const made = b.region('branch', 'branch', 0, () => {
    const reduced = normActConv(b, x, { out: width, kernel: 1, suffix: '1', activation });
    const { stride, dilation } = place;
    const spatial = { out: width, kernel: 3, stride, dilation, groups, suffix: '2', activation };
    return normActConv(b, reduced, spatial);
  });
  const [forResidual, forDense] = endOf(b, made, block);
  const cut = (name: string, start: number, end: number, kept: NodeId | undefined): NodeId =>
    around === null && kept !== undefined ? kept : b.node('slice', { start, end }, name, [around ?? made]);
  const sum = b.region('branch', 'residual', -2, () =>
    b.node('add', {}, 'add', [cut('cut', 0, residual, streams[0]), forResidual]),
  );
  const longer = b.region('branch', 'dense', 2, () =>
    b.node('concat', {}, 'concat', [cut('cut', residual, residual + 2 * increment, streams[1]), forDense]),
  );
  return [sum, longer];
}

/** What the branch gives to the residual stream, and to the dense one. */
function endOf(b: GraphBuilder, made: NodeId, block: DualPathBlockSpec): readonly [NodeId, NodeId] {
  const { residual, increment, activation } = block;
  const part = (name: string, lane: number, body: () => NodeId): NodeId =>
    b.region('branch', name, lane, body);
  if (block.end === 'cut') {
    const all = b.region('branch', 'end', 0, () =>
      normActConv(b, made, { out: residual + increment, kernel: 1, suffix: '3', activation }),
    );
    return [
      part('toResidual', -1, () => b.node('slice', { start: 0, end: residual }, 'cut', [all])),
      part('toDense', 1, () => b.node('slice', { start: residual, end: residual + increment }, 'cut', [all])),
    ];
  }
  const acted = b.region('branch', 'end', 0, () => normAct(b, made, '3', activation));
  return [
    part('toResidual', -1, () => conv(b, acted, 'conv', { out: residual, kernel: 1 })),
    part('toDense', 1, () => conv(b, acted, 'conv', { out: increment, kernel: 1 })),
  ];
}
