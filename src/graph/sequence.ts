import { memoByIdentity } from '../base/memo.ts';
import { ops } from './ops/index.ts';
import type { Graph, NodeId } from './types.ts';

/**
 * How many convolutions and linear layers have to run one after another: the most on any path from the input to the
 * output. What stands side by side counts once.
 */
export const sequentialLayers = memoByIdentity((graph: Graph): number => {
  const longest = new Map<NodeId, number>();
  for (const { id, op, inputs } of graph.nodes) {
    const before = Math.max(0, ...inputs.map((input) => longest.get(input) ?? 0));
    longest.set(id, before + (ops[op].counts.macs ? 1 : 0));
  }
  return longest.get(graph.output) ?? 0;
});
