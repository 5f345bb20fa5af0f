import { indexOf } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId } from '../graph/types.ts';
import { wiringOf } from './groups.ts';
import { opText } from './labels.ts';
import { fontSize, metrics, textWidth } from './metrics.ts';

/** An operation and what follows it without a choice: `conv, norm, act` is read, and drawn, as one thing. */
export interface Unit {
  readonly main: GraphNode;
  readonly pills: readonly GraphNode[];
  /** The last of them: what others read. */
  readonly output: NodeId;
  /** The shape that leaves the unit. */
  readonly width: number;
  readonly height: number;
}

const hosts: ReadonlySet<GraphNode['op']> = new Set([
  'conv2d',
  'fusedConv2d',
  'channelConv',
  'linear',
  'globalPool',
  'blurPool',
  'mean',
  'concat',
]);

const isNorm = ({ op }: GraphNode): boolean => op === 'batchNorm' || op === 'groupNorm';

/**
 * A norm that stands alone, before the first convolution or behind the addition, takes its activation. Flattened scores
 * of a classifier that is a convolution are of another shape than it: two boxes.
 */
const suits = (follower: GraphNode, host: GraphNode): boolean =>
  hosts.has(host.op)
    ? !(follower.op === 'flatten' && host.op === 'conv2d')
    : isNorm(host) && follower.op === 'activation';

/** Whether a node may stand in the strip of the operation before it. Gates of an attention stand alone. */
const isFollower = (node: GraphNode): boolean =>
  node.op === 'batchNorm' ||
  node.op === 'groupNorm' ||
  node.op === 'flatten' ||
  (node.op === 'activation' && node.attrs.kind !== 'sigmoid' && node.attrs.kind !== 'hardSigmoid');

export const isJoin = (node: GraphNode): boolean => node.op === 'add' || node.op === 'scale';

export const pillWidth = (node: GraphNode): number =>
  Math.max(metrics.pill.min, textWidth(opText(node).title, fontSize.pill, 'sans') + 2 * metrics.pill.pad);

function sizeOf(
  graph: Graph,
  main: GraphNode,
  pills: readonly GraphNode[],
): { width: number; height: number } {
  if (isJoin(main)) return { width: metrics.join, height: metrics.join };
  const wiring = wiringOf(graph, main);
  const { title, stride, detail } = opText(main);
  const needed = Math.max(
    textWidth(stride === '' ? title : `${title} ${stride}`, fontSize.title, 'bold') + 2 * metrics.op.pad,
    textWidth(detail, fontSize.detail, 'sans') + 2 * metrics.op.pad,
    pills.reduce((sum, pill) => sum + pillWidth(pill), 0),
    wiring?.width ?? 0,
  );
  const least = detail === '' ? 44 : metrics.op.width;
  return {
    width: Math.ceil(Math.max(least, needed)),
    height:
      (detail === '' ? 30 : metrics.op.height) +
      (wiring ? wiring.height + metrics.op.pad : 0) +
      (pills.length > 0 ? metrics.op.strip : 0),
  };
}

/** Groups nodes (in topological order) into units. A follower joins where it is its predecessor's only reader. */
export function unitsOf(graph: Graph, nodes: readonly GraphNode[]): readonly Unit[] {
  const { consumers } = indexOf(graph);
  const groups: { main: GraphNode; pills: GraphNode[] }[] = [];
  const byTail = new Map<NodeId, (typeof groups)[number]>();
  for (const node of nodes) {
    const before = node.inputs.length === 1 ? node.inputs[0] : undefined;
    const group = before === undefined ? undefined : byTail.get(before);
    if (
      before !== undefined &&
      group !== undefined &&
      suits(node, group.main) &&
      isFollower(node) &&
      consumers.get(before)?.length === 1
    ) {
      group.pills.push(node);
      byTail.delete(before);
      byTail.set(node.id, group);
    } else {
      const fresh = { main: node, pills: [] };
      groups.push(fresh);
      byTail.set(node.id, fresh);
    }
  }
  return groups.map(({ main, pills }) => ({
    main,
    pills,
    output: pills.at(-1)?.id ?? main.id,
    ...sizeOf(graph, main, pills),
  }));
}
