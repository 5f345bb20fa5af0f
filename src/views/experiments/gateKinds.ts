/** Every vector that weighs channels, and what its numbers mean. */
import { memoByIdentity } from '../../base/memo.ts';
import { enclosing, nodeOf } from '../../graph/queries.ts';
import type { Graph, NodeId } from '../../graph/types.ts';
import { shortName } from './parts.tsx';

/**
 * `gate`: each channel by itself is let through or not; `kernels`: shares of two kernels of different size that sum to 1
 * (arXiv 1903.06586, section 3.1); `splits`: shares of the splits of a cardinal group that sum to 1 (arXiv 2004.08955,
 * section 3.1).
 */
export const gateKinds = ['gate', 'kernels', 'splits'] as const;
export type GateKind = (typeof gateKinds)[number];

export interface Gate {
  readonly node: NodeId;
  /** The block; with the number of the split where there are more than two. */
  readonly name: string;
  readonly kind: GateKind;
}

/**
 * What scales maps: the second input of every product, one number a channel. Of two shares that sum to 1 the second is
 * told: that of the larger kernel, or of the second split.
 */
export const gatesOf = memoByIdentity((graph: Graph): readonly Gate[] =>
  graph.nodes.flatMap((node): readonly Gate[] => {
    const [map, gate] = node.op === 'scale' ? node.inputs : [];
    if (map === undefined || gate === undefined) return [];
    const block = enclosing(graph, gate, 'block');
    const name = block ? shortName(block.id) : gate;
    const made = nodeOf(graph, gate);
    const chosen = made.op === 'slice' ? nodeOf(graph, made.inputs[0] ?? '') : null;
    if (made.op !== 'slice' || chosen?.op !== 'softmax') return [{ node: gate, name, kind: 'gate' }];
    const { radix } = chosen.attrs;
    const { start, end } = made.attrs;
    if (radix === 2 && start === 0) return [];
    // The splits are cut from one convolution; two kernels have one each.
    const kind = nodeOf(graph, map).op === 'slice' ? 'splits' : 'kernels';
    const part = radix > 2 ? ` · ${start / (end - start) + 1}` : '';
    return [{ node: gate, name: `${name}${part}`, kind }];
  }),
);

export const kindOf = (graph: Graph): GateKind => gatesOf(graph)[0]?.kind ?? 'gate';
