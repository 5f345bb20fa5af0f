import type { Graph, NodeId, Shape, TensorPart, TensorRole } from '../graph/types.ts';
import { indexOf } from '../graph/queries.ts';
import { required } from '../base/invariant.ts';
import { kindOf, seededTensor } from '../weights/seeded.ts';
import { modulePath, type NamedTensor, tensorList } from '../weights/names/index.ts';
import type { TensorProvider } from '../weights/weightSource.ts';

/** The stored tensors of a graph by node and role: what lowering reads, whatever names a checkpoint gives them. */
export interface NodeTensors {
  has(node: NodeId, role: TensorRole): boolean;
  /** Equal exactly when the values are equal, whatever network the tensor belongs to. */
  keyOf(node: NodeId, role: TensorRole): string;
  /** Row-major in PyTorch's layout. Throws WeightsError. */
  get(node: NodeId, role: TensorRole): Promise<Float32Array<ArrayBuffer>>;
}

/** What a node is called in a message: its path in a checkpoint. */
export function placeOf(graph: Graph, id: NodeId): string {
  const node = indexOf(graph).node.get(id);
  return node ? modulePath(graph, node) : id;
}

const slotKey = (node: NodeId, role: TensorRole): string => `${role} ${node}`;

/** Tensors of `graph` from a provider, which knows them by checkpoint names. */
export function providedTensors(graph: Graph, provider: TensorProvider): NodeTensors {
  const known = new Map<string, NamedTensor>(
    tensorList(graph).map((tensor) => [slotKey(tensor.node, tensor.role), tensor]),
  );
  const find = (node: NodeId, role: TensorRole): NamedTensor =>
    required(known.get(slotKey(node, role)), `${role} of ${node}`);
  return {
    has: (node, role) => known.has(slotKey(node, role)),
    keyOf: (node, role) => provider.keyOf(find(node, role)),
    get: (node, role) => provider.get(find(node, role)),
  };
}

/** Tensors of a graph made by passes from one that `whole` knows: some of its nodes have parts of others' tensors. */
export function partialTensors(graph: Graph, whole: NodeTensors): NodeTensors {
  const { node } = indexOf(graph);
  const partOf = (id: NodeId): TensorPart | undefined => node.get(id)?.partOf;
  return {
    has: (id, role) => whole.has(partOf(id)?.node ?? id, role),
    keyOf: (id, role) => {
      const part = partOf(id);
      if (part === undefined) return whole.keyOf(id, role);
      return `${whole.keyOf(part.node, role)} ${part.axis}:${part.start}-${part.end}`;
    },
    get: async (id, role) => {
      const part = partOf(id);
      if (part === undefined) return whole.get(id, role);
      const slot = required(
        node.get(id)?.tensors.find((entry) => entry.role === role),
        `${role} of ${id}`,
      );
      return cut(await whole.get(part.node, role), slot.shape, part);
    },
  };
}

/** `shape` is that of the part. */
function cut(
  values: Float32Array,
  shape: Shape,
  { axis, start, end }: TensorPart,
): Float32Array<ArrayBuffer> {
  const unit = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  if (axis === 0) return Float32Array.from(values.subarray(start * unit, end * unit));
  const rows = required(shape[0], 'rows');
  const row = values.length / rows;
  const width = (end - start) * unit;
  const result = new Float32Array(rows * width);
  for (let at = 0; at < rows; at += 1) {
    result.set(values.subarray(at * row + start * unit, at * row + end * unit), at * width);
  }
  return result;
}

/** Seeded values for a graph that no checkpoint has names for: drawn by node id. */
export function seededByNode(graph: Graph): NodeTensors {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const shapeOf = (id: NodeId, role: TensorRole) =>
    nodes.get(id)?.tensors.find((slot) => slot.role === role)?.shape;
  const nameOf = (id: NodeId, role: TensorRole): string => `${id}.${role}`;
  return {
    has: (id, role) => shapeOf(id, role) !== undefined,
    keyOf: (id, role) => `by node ${nameOf(id, role)} ${shapeOf(id, role)?.join('x')}`,
    get: (id, role) => {
      const shape = required(shapeOf(id, role), `${role} of ${id}`);
      const rank = shapeOf(id, 'weight')?.length ?? 0;
      const name = nameOf(id, role);
      return Promise.resolve(seededTensor(name, shape, kindOf(role, name, rank, new Set())));
    },
  };
}
