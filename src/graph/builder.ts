import { GraphError } from './errors.ts';
import { elements, ops } from './ops/index.ts';
import type {
  Graph,
  GraphNode,
  NamingScheme,
  NodeId,
  NodeWithOp,
  Op,
  OpAttrs,
  Region,
  RegionId,
  RegionKind,
  Shape,
} from './types.ts';
import { required } from '../base/invariant.ts';

/**
 * Makes one node: infers its shape, its tensors and its costs. `inputShapes` are the shapes of `inputs`, in order.
 * Throws GraphError when the operation cannot take them.
 */
export function makeNode<O extends Op>(
  op: O,
  attrs: OpAttrs[O],
  id: NodeId,
  inputs: readonly NodeId[],
  inputShapes: readonly Shape[],
  scope: RegionId,
): NodeWithOp<O> {
  const definition = ops[op];
  const { min, max } = definition.arity;
  if (inputs.length < min || inputs.length > max) {
    const wanted = min === max ? min : Number.isFinite(max) ? `${min} to ${max}` : `at least ${min}`;
    throw new GraphError(id, `${op} takes ${wanted} inputs, got ${inputs.length}`);
  }
  try {
    const shape = definition.infer(attrs, inputShapes);
    const tensors = definition.tensors(attrs, inputShapes);
    const params = tensors.reduce((sum, slot) => sum + (slot.trainable ? elements(slot.shape) : 0), 0);
    const macs = definition.macs(attrs, inputShapes, shape);
    return { id, op, attrs, inputs, shape, tensors, params, macs, scope } as unknown as NodeWithOp<O>;
  } catch (error) {
    throw new GraphError(id, error instanceof Error ? error.message : String(error));
  }
}

/**
 * Grows a graph node by node. Ids are the region's path and the node's own name, so an edit elsewhere leaves them
 * as they are: that is what drawings, weights and selections are keyed by.
 */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #shapes = new Map<NodeId, Shape>();
  readonly #regions: Region[] = [{ id: '', kind: 'network', parent: null, index: 0 }];
  readonly #open: RegionId[] = [''];

  /** The region that new nodes go into. */
  get scope(): RegionId {
    return required(this.#open.at(-1), 'an open region');
  }

  shapeOf(id: NodeId): Shape {
    return required(this.#shapes.get(id), `node ${id}`);
  }

  /** Channels of a node's output. */
  channelsOf(id: NodeId): number {
    return required(this.shapeOf(id)[1], `channels of ${id}`);
  }

  /** Opens a region for the duration of `body`. `name` is its last path component, `survival` as in Region. */
  region<T>(kind: RegionKind, name: string, index: number, body: () => T, survival = 1): T {
    const parent = this.scope;
    const id = parent === '' ? name : `${parent}.${name}`;
    if (this.#regions.some((region) => region.id === id))
      throw new GraphError(id, 'the region is already there');
    this.#regions.push({ id, kind, parent, index, ...(survival < 1 ? { survival } : {}) });
    this.#open.push(id);
    try {
      return body();
    } finally {
      this.#open.pop();
    }
  }

  node<O extends Op>(op: O, attrs: OpAttrs[O], name: string, inputs: readonly NodeId[]): NodeId {
    const id = this.scope === '' ? name : `${this.scope}.${name}`;
    if (this.#shapes.has(id)) throw new GraphError(id, 'the name is taken');
    const node = makeNode(
      op,
      attrs,
      id,
      inputs,
      inputs.map((input) => this.shapeOf(input)),
      this.scope,
    );
    this.#nodes.push(node);
    this.#shapes.set(id, node.shape);
    return id;
  }

  finish(input: NodeId, output: NodeId, naming: NamingScheme): Graph {
    return { nodes: this.#nodes, regions: this.#regions, input, output, naming };
  }
}
