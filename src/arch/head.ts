import type { GraphBuilder } from '../graph/builder.ts';
import type { ActivationKind, NodeId } from '../graph/types.ts';
import type { Streams } from './blocks/index.ts';
import { act, conv, norm } from './layers.ts';
import type { HeadPool, HeadSpec } from './types.ts';

type Pool = (b: GraphBuilder, x: NodeId) => NodeId;
const avg: Pool = (b, x) => b.node('globalPool', { kind: 'avg' }, 'pool', [x]);
const both: Pool = (b, x) => b.node('globalPool', { kind: 'max' }, 'poolMax', [x]);

/** timm/layers/adaptive_avgmax_pool.py */
const pools: { readonly [K in HeadPool]: Pool } = {
  avg,
  max: (b, x) => b.node('globalPool', { kind: 'max' }, 'pool', [x]),
  avgMax: (b, x) => b.node('mean', {}, 'mean', [avg(b, x), both(b, x)]),
  catAvgMax: (b, x) => b.node('concat', {}, 'concat', [avg(b, x), both(b, x)]),
};

/**
 * Streams side by side, the residual one first; global pool and classifier, behind a last convolution, a norm and an
 * activation where a network has them.
 */
export function buildHead(
  b: GraphBuilder,
  streams: Streams,
  { lastConv, normAct, pool, classifier, classes }: HeadSpec,
  activation: ActivationKind,
): NodeId {
  return b.region('head', 'head', 0, () => {
    const x = streams.length === 1 ? streams[0] : b.node('concat', {}, 'join', streams);
    const mixed = lastConv === null ? x : conv(b, x, 'conv', { out: lastConv, kernel: 1 });
    const normed = normAct === true ? norm(b, mixed, 'norm') : mixed;
    const pooled = pools[pool](b, normAct === false ? normed : act(b, normed, 'act', activation));
    if (classifier === 'conv') {
      const scores = conv(b, pooled, 'fc', { out: classes, kernel: 1, bias: true });
      return b.node('flatten', {}, 'flatten', [scores]);
    }
    const bias = classifier === 'linear';
    return b.node('linear', { out: classes, bias }, 'fc', [b.node('flatten', {}, 'flatten', [pooled])]);
  });
}
