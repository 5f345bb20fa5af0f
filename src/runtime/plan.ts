import { required } from '../base/invariant.ts';
import { foldBatchNorm } from '../graph/passes/foldBatchNorm.ts';
import { fuse } from '../graph/passes/fuse.ts';
import { indexOf, outputOf } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId } from '../graph/types.ts';
import { memoByIdentity } from '../base/memo.ts';
import { weightForm } from './lowering/kernels.ts';
import type { Target, WeightForm } from './lowering/types.ts';
import type { NodeTensors } from './nodeTensors.ts';

export interface Step {
  readonly node: GraphNode;
  readonly weights: WeightForm | null;
}

/** What is run, in order, and which values are kept of it. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly keep: ReadonlySet<NodeId>;
}

/** The node that each block's output leaves through, in the graph's order. */
export const blockOutputs = memoByIdentity((graph: Graph): readonly NodeId[] =>
  graph.regions.filter((region) => region.kind === 'block').map((region) => outputOf(graph, region.id)),
);

/**
 * The steps that lead to `keep`. Norms are folded and activations fused where nobody looks at the values between;
 * values in `given` are at hand and are not computed again.
 */
export function makePlan(
  graph: Graph,
  tensors: NodeTensors,
  target: Target,
  keep: ReadonlySet<NodeId>,
  given: ReadonlySet<NodeId> = new Set(),
): Plan {
  const watched = new Set([...keep, ...given]);
  const lowered = fuse(foldBatchNorm(graph, watched), watched, target.fusion);
  const wanted = ancestors(lowered, keep, given);
  const steps = lowered.nodes
    .filter((node) => wanted.has(node.id))
    .map((node) => ({ node, weights: weightForm(lowered, node, tensors, target) }));
  return { steps, keep };
}

/** Nodes to compute for `targets`, without those in `given`. */
function ancestors(
  graph: Graph,
  targets: ReadonlySet<NodeId>,
  given: ReadonlySet<NodeId>,
): ReadonlySet<NodeId> {
  const { node } = indexOf(graph);
  const wanted = new Set<NodeId>();
  const open = [...targets];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (wanted.has(id) || given.has(id)) continue;
    wanted.add(id);
    open.push(...required(node.get(id), `node ${id}`).inputs);
  }
  return wanted;
}
