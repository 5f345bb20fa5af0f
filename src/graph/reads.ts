/** Which positions of its input an operation looks at, from its geometry alone. */
import { blurPadding } from './ops/pooling.ts';
import { nodeOf } from './queries.ts';
import type { Graph, GraphNode, NodeId, Padding } from './types.ts';

export interface Windows {
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
}

/** The windows of an operation; null where it has none. */
export function windowsOf(node: GraphNode): Windows | null {
  switch (node.op) {
    case 'conv2d':
    case 'fusedConv2d':
      return node.attrs;
    case 'maxPool':
    case 'avgPool': {
      const { kernel, stride, padding } = node.attrs;
      return { kernel: [kernel, kernel], stride, dilation: 1, padding };
    }
    case 'blurPool': {
      const { filter, stride } = node.attrs;
      return { kernel: [filter, filter], stride, dilation: 1, padding: blurPadding(node.attrs) };
    }
    default:
      return null;
  }
}

/** How many windows cover each place along one axis. */
function covered(
  size: number,
  outputs: number,
  kernel: number,
  before: number,
  { stride, dilation }: Windows,
): Uint32Array {
  const counts = new Uint32Array(size);
  for (let output = 0; output < outputs; output += 1) {
    for (let tap = 0; tap < kernel; tap += 1) {
      const at = output * stride - before + tap * dilation;
      if (at >= 0 && at < size) counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return counts;
}

/** `counts[y * width + x]`: how many windows look at a position. */
export interface Coverage {
  readonly height: number;
  readonly width: number;
  readonly counts: Uint32Array;
}

/** What a convolution or a pool reads of its input; everything once where an operation has no windows. */
export function coverageOf(graph: Graph, node: GraphNode): Coverage {
  const input = node.inputs[0];
  const [, , height = 1, width = 1] = input === undefined ? node.shape : nodeOf(graph, input).shape;
  const windows = windowsOf(node);
  const counts = new Uint32Array(height * width);
  if (windows === null) return { height, width, counts: counts.fill(1) };
  const [, , outHeight = 1, outWidth = 1] = node.shape;
  const rows = covered(height, outHeight, windows.kernel[0], windows.padding.top, windows);
  const columns = covered(width, outWidth, windows.kernel[1], windows.padding.left, windows);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) counts[y * width + x] = (rows[y] ?? 0) * (columns[x] ?? 0);
  }
  return { height, width, counts };
}

/** Of two coverages of the same map, what both see together. */
export const together = (a: Coverage, b: Coverage): Coverage => ({
  ...a,
  counts: a.counts.map((count, at) => count + (b.counts[at] ?? 0)),
});

/** Share of positions that nothing looks at. */
export const unread = ({ counts }: Coverage): number =>
  counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0) / counts.length;

/** The first operation with windows on the way from `from` to `to`, which decides what is read of `from`. */
export function firstWindow(graph: Graph, from: NodeId, to: NodeId): GraphNode | null {
  let node = nodeOf(graph, to);
  let first: GraphNode | null = null;
  while (node.id !== from) {
    if (windowsOf(node) !== null) first = node;
    const [input] = node.inputs;
    if (input === undefined) return null;
    node = nodeOf(graph, input);
  }
  return first;
}
