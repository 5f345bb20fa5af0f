/** The groups that convolutions and shuffles keep channels in, as the drawing shows and says them. */
import { required } from '../base/invariant.ts';
import { indexOf, nodeOf, nodesIn } from '../graph/queries.ts';
import type { Graph, GraphNode, RegionId } from '../graph/types.ts';
import { t } from '../text/index.ts';
import { metrics } from './metrics.ts';
import type { BlockGroups } from './types.ts';
import { groupedWiring, shuffleWiring, type Wiring } from './wiring.ts';

type Conv = Extract<GraphNode, { op: 'conv2d' | 'fusedConv2d' }>;

const isGrouped = (node: GraphNode): node is Conv =>
  (node.op === 'conv2d' || node.op === 'fusedConv2d') && node.attrs.groups > 1;

const widthInto = (graph: Graph, { inputs, id }: GraphNode): number =>
  nodeOf(graph, required(inputs[0], id)).shape[1] ?? 0;

/** Whether every channel is a group of its own. */
export const isDepthwise = (graph: Graph, node: GraphNode): boolean =>
  isGrouped(node) && node.attrs.groups === widthInto(graph, node);

/** Into how many equal parts the output is sliced by what follows the norm and activation; 1 where it stays whole. */
function splitsOf(graph: Graph, conv: GraphNode): number {
  const { consumers, node } = indexOf(graph);
  for (let at = conv; ; ) {
    const readers = (consumers.get(at.id) ?? []).map((id) => required(node.get(id), id));
    const [only] = readers;
    if (readers.length === 1 && only && (only.op === 'batchNorm' || only.op === 'activation')) {
      at = only;
      continue;
    }
    const starts = new Set(
      readers.map((reader) => (reader.op === 'slice' ? reader.attrs.start : Number.NaN)),
    );
    const width = conv.shape[1] ?? 0;
    const equal = readers.every(
      (reader) => reader.op === 'slice' && (reader.attrs.end - reader.attrs.start) * starts.size === width,
    );
    return equal && starts.size > 1 ? starts.size : 1;
  }
}

/** The wires of a node that keeps or mixes groups of channels, in a box of `width`; null for any other. */
export function wiringOf(graph: Graph, node: GraphNode, width: number | null = null): Wiring | null {
  const made = (left: number): Wiring | null => {
    const place = { left, top: metrics.op.height };
    if (node.op === 'channelShuffle') return shuffleWiring(node.shape[1] ?? 0, node.attrs.groups, place);
    if (!isGrouped(node)) return null;
    const { groups, out } = node.attrs;
    const splits = splitsOf(graph, node);
    return groupedWiring(
      {
        into: widthInto(graph, node),
        out,
        groups,
        // A split that cuts through groups is no bracket around them.
        splits: groups % splits === 0 ? splits : 1,
        splitText: (index) => t('graph.split.mark', { index: index + 1 }),
      },
      place,
    );
  };
  const wiring = made(0);
  return wiring === null || width === null ? wiring : made(Math.floor((width - wiring.width) / 2));
}

/** Adds to what is said of a node what its wires show. */
export function sayGroups(graph: Graph, node: GraphNode, words: string): string {
  if (!isGrouped(node)) return words;
  if (isDepthwise(graph, node)) return t('graph.say.depthwise', { words });
  const splits = splitsOf(graph, node);
  return splits > 1 ? t('graph.say.splits', { words, splits }) : words;
}

/** `32 groups`, `depthwise, channel shuffle in 2 groups`. */
export const groupsText = ({ count, depthwise, shuffled }: BlockGroups): string =>
  [
    count > 1 ? t('graph.groups.count', { count }) : '',
    depthwise ? t('graph.groups.depthwise') : '',
    shuffled > 1 ? t('graph.groups.shuffled', { count: shuffled }) : '',
  ]
    .filter(Boolean)
    .join(', ');

/** The same on a closed block, beside a picture of the wires. */
export const groupsMark = ({ count, shuffled }: BlockGroups): string => {
  const most = Math.max(count, shuffled);
  return most > 1 ? String(most) : t('graph.groups.depthwiseMark');
};

export const groupsMarkWidth = (groups: BlockGroups): number => groupsMark(groups).length * 6 + 26;

/** The groups of a block's convolutions, the finest but for depthwise ones, and of its shuffle. */
export function groupsIn(graph: Graph, region: RegionId): BlockGroups | null {
  const nodes = nodesIn(graph, region);
  const convs = nodes.filter(isGrouped);
  const shuffle = nodes.find(({ op }) => op === 'channelShuffle');
  if (convs.length === 0 && shuffle === undefined) return null;
  const grouped = convs.filter((conv) => !isDepthwise(graph, conv));
  return {
    count: Math.max(1, ...grouped.map(({ attrs }) => attrs.groups)),
    depthwise: convs.length > grouped.length,
    shuffled: shuffle?.op === 'channelShuffle' ? shuffle.attrs.groups : 1,
  };
}
