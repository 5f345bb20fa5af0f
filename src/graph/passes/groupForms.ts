/**
 * The forms of a block of grouped convolutions (arXiv 1611.05431, figure 3), by a pass: the same tensors, cut at the
 * borders of the groups. Figure 3(c) is what the graph has.
 */
import { required } from '../../base/invariant.ts';
import { makeNode } from '../builder.ts';
import { indexOf, nodeOf, nodesIn } from '../queries.ts';
import type { Graph, GraphNode, NodeId, NodeWithOp, Region, RegionId, Shape, TensorPart } from '../types.ts';
import { withInputs } from './reroute.ts';

/** `concat`, figure 3(b): the paths are joined before one last 1x1. `sum`, figure 3(a): each has its own, and all are added. */
export type GroupForm = 'concat' | 'sum';

/** A branch of 1x1, grouped 3x3 and 1x1, each behind the other. */
export interface GroupedBranch {
  readonly block: RegionId;
  readonly input: NodeId;
  readonly groups: number;
  /** First 1x1 to the last activation before the last 1x1, in the order of data. */
  readonly inner: readonly GraphNode[];
  readonly last: NodeWithOp<'conv2d'>;
}

const isPointwise = (node: GraphNode): boolean =>
  node.op === 'conv2d' && node.attrs.kernel.every((size) => size === 1) && node.attrs.groups === 1;

/** The grouped branch of a block; null where it has none, or more than norms and activations between its convolutions. */
export function groupedBranch(graph: Graph, block: RegionId): GroupedBranch | null {
  const { consumers } = indexOf(graph);
  const grouped = nodesIn(graph, block).filter((node) => node.op === 'conv2d' && node.attrs.groups > 1);
  const [spatial] = grouped;
  if (spatial?.op !== 'conv2d' || grouped.length > 1) return null;
  const inner: GraphNode[] = [spatial];
  for (;;) {
    const [before] = required(inner[0], 'a step').inputs;
    const node = nodeOf(graph, required(before, `input of ${block}`));
    if (!isPlainStep(node) && !isPointwise(node)) return null;
    inner.unshift(node);
    if (isPointwise(node)) break;
  }
  for (;;) {
    const [reader, ...others] = consumers.get(required(inner.at(-1), 'a step').id) ?? [];
    if (reader === undefined || others.length > 0) return null;
    const node = nodeOf(graph, reader);
    if (node.op === 'conv2d' && isPointwise(node)) {
      const [input] = required(inner[0], 'a step').inputs;
      const { groups } = spatial.attrs;
      return { block, input: required(input, block), groups, inner, last: node };
    }
    if (!isPlainStep(node)) return null;
    inner.push(node);
  }
}

const isPlainStep = ({ op }: GraphNode): boolean => op === 'batchNorm' || op === 'activation';

/** Blocks as paths, one for each group; every block must have a grouped branch. Shapes, counts and values stay. */
export function groupForm(graph: Graph, form: GroupForm, blocks: readonly RegionId[]): Graph {
  const made = new Map<NodeId, readonly GraphNode[]>();
  const dropped = new Set<NodeId>();
  const regions: Region[] = [];
  const reads = new Map<NodeId, NodeId>();
  for (const block of blocks) {
    const branch = groupedBranch(graph, block);
    if (branch === null) continue;
    const { nodes, paths, output } = pathsOf(graph, branch, form);
    regions.push(...paths);
    for (const { id } of branch.inner) dropped.add(id);
    if (form === 'sum') {
      dropped.add(branch.last.id);
      reads.set(branch.last.id, output);
    } else {
      reads.set(required(branch.inner.at(-1), block).id, output);
    }
    made.set(branch.last.id, nodes);
  }
  const nodes = graph.nodes.flatMap((node) => {
    const read = withInputs(
      node,
      node.inputs.map((id) => reads.get(id) ?? id),
    );
    return [...(made.get(node.id) ?? []), ...(dropped.has(node.id) ? [] : [read])];
  });
  return { ...graph, nodes, regions: [...graph.regions, ...regions] };
}

function pathsOf(
  graph: Graph,
  { block, input, groups, inner, last }: GroupedBranch,
  form: GroupForm,
): { nodes: readonly GraphNode[]; paths: readonly Region[]; output: NodeId } {
  const nodes: GraphNode[] = [];
  const paths: Region[] = [];
  const ends: GraphNode[] = [];
  for (let index = 0; index < groups; index += 1) {
    const scope = `${block}.path${index}`;
    paths.push({ id: scope, kind: 'branch', parent: block, index });
    let at = input;
    let shape = nodeOf(graph, input).shape;
    const steps = form === 'sum' ? [...inner, last] : inner;
    for (const step of steps) {
      const made = stepOf(step, { index, groups, scope, at, shape, whole: step === last });
      nodes.push(made);
      at = made.id;
      shape = made.shape;
    }
    ends.push(required(nodes.at(-1), scope));
  }
  const inputs = ends.map(({ id }) => id);
  const shapes = ends.map(({ shape }) => shape);
  const join =
    form === 'sum'
      ? makeNode('add', {}, `${block}.sum`, inputs, shapes, block)
      : makeNode('concat', {}, `${block}.concat`, inputs, shapes, block);
  return { nodes: [...nodes, join], paths, output: join.id };
}

interface StepPlace {
  readonly index: number;
  readonly groups: number;
  readonly scope: RegionId;
  readonly at: NodeId;
  readonly shape: Shape;
  /** It keeps all its outputs and reads a part of its inputs. */
  readonly whole: boolean;
}

/** One step of a branch for one group. */
function stepOf(step: GraphNode, { index, groups, scope, at, shape, whole }: StepPlace): GraphNode {
  const id = `${scope}.${step.id.slice(step.id.lastIndexOf('.') + 1)}`;
  const channels = required(step.shape[1], step.id) / groups;
  const part: TensorPart = whole
    ? { node: step.id, axis: 1, start: index * (shape[1] ?? 0), end: (index + 1) * (shape[1] ?? 0) }
    : { node: step.id, axis: 0, start: index * channels, end: (index + 1) * channels };
  if (step.op === 'conv2d') {
    const attrs = { ...step.attrs, groups: 1, out: whole ? step.attrs.out : channels };
    return { ...makeNode('conv2d', attrs, id, [at], [shape], scope), partOf: part };
  }
  if (step.op === 'batchNorm')
    return { ...makeNode('batchNorm', step.attrs, id, [at], [shape], scope), partOf: part };
  return makeNode(step.op, step.attrs, id, [at], [shape], scope);
}
