/** Columns of a fractal net, and what drop-path leaves of them (arXiv 1605.07648, section 3). */
import { memoByIdentity } from '../../base/memo.ts';
import { randomOf } from '../../base/random.ts';
import { applyEdits, type GraphEdit } from '../../graph/passes/variants.ts';
import { enclosing, graphTotals, indexOf } from '../../graph/queries.ts';
import type { Graph, NodeId } from '../../graph/types.ts';

/** A mean of what several columns have made, with the column of each input, counted from 0. */
export interface ColumnJoin {
  readonly node: NodeId;
  readonly columns: readonly number[];
}

export interface Fractal {
  readonly joins: readonly ColumnJoin[];
  readonly columns: number;
}

/** Null where no columns are joined. */
export const fractalOf = memoByIdentity((graph: Graph): Fractal | null => {
  const joins = graph.nodes.flatMap((node): readonly ColumnJoin[] => {
    if (node.op !== 'mean') return [];
    const columns = node.inputs.map((id) => {
      const branch = enclosing(graph, id, 'branch');
      return branch !== null && /\.col\d+_\d+$/.test(branch.id) ? branch.index : -1;
    });
    return columns.includes(-1) ? [] : [{ node: node.id, columns }];
  });
  const columns = Math.max(0, ...joins.flatMap((join) => join.columns)) + 1;
  return joins.length === 0 ? null : { joins, columns };
});

/** Which inputs every join keeps, by place. */
export type Kept = Readonly<Record<NodeId, readonly number[]>>;

/** Global drop-path: one column alone, from the first block to the last. */
export const oneColumn = ({ joins }: Fractal, column: number): Kept =>
  Object.fromEntries(
    joins.flatMap(({ node, columns }) =>
      columns.includes(column) ? [[node, [columns.indexOf(column)]] as const] : [],
    ),
  );

/** Local drop-path: each join drops each of its inputs with this probability, and keeps one of them always. */
export function throwPaths({ joins }: Fractal, rate: number, seed: number): Kept {
  const random = randomOf(seed);
  return Object.fromEntries(
    joins.map(({ node, columns }) => {
      const kept = columns.map((_, place) => place).filter(() => random() >= rate);
      const survivor = Math.floor(random() * columns.length);
      return [node, kept.length > 0 ? kept : [survivor]];
    }),
  );
}

export const keptEdits = (kept: Kept): readonly GraphEdit[] => [{ kind: 'keepInputs', kept }];

/** What is not run any more. A join through which something still passes stays. */
export function droppedNodes(graph: Graph, kept: Kept): ReadonlySet<NodeId> {
  const left = new Set(applyEdits(graph, keptEdits(kept)).nodes.map(({ id }) => id));
  const passes = (id: NodeId): boolean => {
    if (left.has(id)) return true;
    const places = kept[id];
    const inputs = indexOf(graph).node.get(id)?.inputs ?? [];
    return places?.some((place) => passes(inputs[place] ?? '')) ?? false;
  };
  return new Set(graph.nodes.map(({ id }) => id).filter((id) => !passes(id)));
}

export interface SubnetFigures {
  /** Convolutions that are run. */
  readonly convs: number;
  /** Of them, on the longest way through. */
  readonly depth: number;
  readonly params: number;
  readonly macs: number;
}

export function subnetFigures(graph: Graph, kept: Kept): SubnetFigures {
  const left = applyEdits(graph, keptEdits(kept));
  const depths = new Map<NodeId, number>();
  for (const { id, op, inputs } of left.nodes) {
    const before = Math.max(0, ...inputs.map((input) => depths.get(input) ?? 0));
    depths.set(id, before + (op === 'conv2d' ? 1 : 0));
  }
  const { params, macs } = graphTotals(left);
  const convs = left.nodes.filter(({ op }) => op === 'conv2d').length;
  return { convs, depth: depths.get(left.output) ?? 0, params, macs };
}
