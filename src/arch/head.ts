import type { GraphBuilder } from '../graph/builder.ts';
import type { NodeId } from '../graph/types.ts';
import type { HeadPool, NetworkSpec } from './types.ts';

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

/** Global pool and classifier. */
export function buildHead(b: GraphBuilder, x: NodeId, head: NetworkSpec['head']): NodeId {
  return b.region('head', 'head', 0, () => {
    const vector = b.node('flatten', {}, 'flatten', [pools[head.pool](b, x)]);
    return b.node('linear', { out: head.classes, bias: true }, 'fc', [vector]);
  });
}
