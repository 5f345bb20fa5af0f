/**
 * A graph walked in double precision without any library: the figures that a backend's self-check and the tests of the
 * lowering are held against. Slow; for small graphs. The operations are in `reference/operations.ts`.
 */
import { required } from '../base/invariant.ts';
import type { Graph, GraphNode, NodeId } from '../graph/types.ts';
import type { NodeTensors } from './nodeTensors.ts';
import { evaluate } from './reference/operations.ts';
import type { ReferenceValue } from './reference/value.ts';

/**
 * The nodes of a graph in order, each with its value. A value is let go when its last reader has it. `input` is
 * `[1, C, H, W]`, row-major.
 */
export async function* walkReference(
  graph: Graph,
  tensors: NodeTensors,
  input: Float32Array,
): AsyncGenerator<readonly [GraphNode, ReferenceValue]> {
  const readers = new Map<NodeId, number>();
  for (const node of graph.nodes) {
    for (const id of node.inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  const known = new Map<NodeId, ReferenceValue>();
  for (const node of graph.nodes) {
    const stored: Record<string, Float32Array> = {};
    for (const { role } of node.tensors) stored[role] = await tensors.get(node.id, role);
    const inputs = node.inputs.map((id) => required(known.get(id), id));
    const values = node.op === 'input' ? Float64Array.from(input) : evaluate(node, inputs, stored);
    const value = { shape: node.shape, values };
    known.set(node.id, value);
    for (const id of node.inputs) {
      const left = (readers.get(id) ?? 0) - 1;
      readers.set(id, left);
      if (left === 0) known.delete(id);
    }
    yield [node, value];
  }
}

/** All values of a graph by node id. `input` is `[1, C, H, W]`, row-major. */
export async function runReference(
  graph: Graph,
  tensors: NodeTensors,
  input: Float32Array,
): Promise<ReadonlyMap<NodeId, ReferenceValue>> {
  const known = new Map<NodeId, ReferenceValue>();
  for await (const [{ id }, value] of walkReference(graph, tensors, input)) known.set(id, value);
  return known;
}

/** The largest difference over the largest expected magnitude; NaN where anything is not finite. */
export function relativeDeviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = 0;
  let largest = 0;
  for (let at = 0; at < expected.length; at += 1) {
    const wanted = expected[at] as number;
    const difference = Math.abs((actual[at] ?? Number.NaN) - wanted);
    if (!Number.isFinite(difference)) return Number.NaN;
    worst = Math.max(worst, difference);
    largest = Math.max(largest, Math.abs(wanted));
  }
  return worst / largest;
}
