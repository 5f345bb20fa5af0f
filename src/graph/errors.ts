import type { NodeId } from './types.ts';

/** A graph that our own code built wrongly, or an operation that cannot take what it is given. */
export class GraphError extends Error {
  override name = 'GraphError';
  readonly node: NodeId;

  constructor(node: NodeId, what: string) {
    super(`${node}: ${what}`);
    this.node = node;
  }
}
