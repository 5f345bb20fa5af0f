/**
 * The names that checkpoints have for what the graph calls by canonical paths, both ways. Code elsewhere knows only
 * the canonical ones.
 */
import { memoByIdentity } from '../../base/memo.ts';
import { required } from '../../base/invariant.ts';
import type { Graph, GraphNode, NamingScheme, NodeId, Shape, TensorRole } from '../../graph/types.ts';
import { kindOf, type TensorKind } from '../seeded.ts';
import { densenet } from './densenet.ts';
import { bnInception } from './bnInception.ts';
import { fractal } from './fractal.ts';
import { fused } from './fused.ts';
import { legacySenet } from './legacySenet.ts';
import type { NameRules } from './rules.ts';
import { timmInceptionV3, timmInceptionV4 } from './timmInception.ts';
import { timmDpn } from './timmDpn.ts';
import { timmRegnet } from './timmRegnet.ts';
import { timmRes2net, timmResnest, timmSknet } from './timmSpatial.ts';
import { timmResnet } from './timmResnet.ts';
import { timmResnetV2 } from './timmResnetV2.ts';
import { shufflenetV1 } from './shufflenetV1.ts';
import { torchvisionShufflenet } from './torchvisionShufflenet.ts';

const schemes: { readonly [S in NamingScheme]: NameRules } = {
  timmResnet,
  legacySenet,
  timmRegnet,
  timmDpn,
  densenet,
  fused,
  fractal,
  bnInception,
  timmInceptionV3,
  timmInceptionV4,
  shufflenetV1,
  torchvisionShufflenet,
  timmResnetV2,
  timmSknet,
  timmResnest,
  timmRes2net,
};

const suffixes: { readonly [R in TensorRole]: string } = {
  weight: 'weight',
  bias: 'bias',
  runningMean: 'running_mean',
  runningVar: 'running_var',
};

/** A tensor as a checkpoint stores it. */
export interface NamedTensor {
  /** Its key in PyTorch's `state_dict`: `layer1.0.conv1.weight`. */
  readonly name: string;
  /** In PyTorch's layout: `[out, in/groups, kh, kw]`, `[out, in]`, `[C]`. */
  readonly shape: Shape;
  readonly node: NodeId;
  readonly role: TensorRole;
  /** The rule of the seeded weights that fills it; see `seeded.ts`. */
  readonly kind: TensorKind;
}

/** The node's module in the checkpoint, `layer1.0.conv1`; for nodes without tensors a path in the same style. */
export const modulePath = (graph: Graph, node: GraphNode): string =>
  schemes[graph.naming].modulePath(graph, node);

/** The checkpoint's key of one tensor of a node. */
export const tensorName = (graph: Graph, node: GraphNode, role: TensorRole): string =>
  `${modulePath(graph, node)}.${suffixes[role]}`;

/** All stored tensors in `state_dict` order, without the `num_batches_tracked` counters. Made once per graph. */
export const tensorList = memoByIdentity((graph: Graph): readonly NamedTensor[] => {
  const slots = schemes[graph.naming].registered(graph).flatMap((node) => {
    const path = node.tensors.length > 0 ? modulePath(graph, node) : '';
    const weightRank = node.tensors.find(({ role }) => role === 'weight')?.shape.length ?? 0;
    return node.tensors.map(({ role, shape }) => ({
      name: `${path}.${suffixes[role]}`,
      shape,
      node: node.id,
      role,
      weightRank,
    }));
  });
  const names = new Set(slots.map(({ name }) => name));
  return slots.map(({ weightRank, ...tensor }) => ({
    ...tensor,
    kind: kindOf(tensor.role, tensor.name, weightRank, names),
  }));
});

const byName = memoByIdentity(
  (graph: Graph): ReadonlyMap<string, NamedTensor> =>
    new Map(tensorList(graph).map((tensor) => [tensor.name, tensor])),
);

const byNode = memoByIdentity((graph: Graph): ReadonlyMap<NodeId, readonly NamedTensor[]> => {
  const map = new Map<NodeId, NamedTensor[]>();
  for (const tensor of tensorList(graph)) {
    const list = map.get(tensor.node);
    if (list) list.push(tensor);
    else map.set(tensor.node, [tensor]);
  }
  return map;
});

/** The tensor that a checkpoint stores under `name`, with the node and role it belongs to; null if there is none. */
export const nodeForTensor = (graph: Graph, name: string): NamedTensor | null =>
  byName(graph).get(name) ?? null;

/** The stored tensors of one node, in PyTorch's order; empty for a node that stores nothing. */
export const tensorsOfNode = (graph: Graph, id: NodeId): readonly NamedTensor[] =>
  byNode(graph).get(id) ?? [];

/** The tensor of a node that is known to have one of this role. */
export const tensorOf = (graph: Graph, id: NodeId, role: TensorRole): NamedTensor =>
  required(
    tensorsOfNode(graph, id).find((tensor) => tensor.role === role),
    `${role} of ${id}`,
  );
