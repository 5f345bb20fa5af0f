/** What is selected and what an operation does, in words. */
import { required, unreachable } from '../../base/invariant.ts';
import { isMeeting } from '../../graph/blocks.ts';
import { blurPadding } from '../../graph/ops/index.ts';
import { indexOf, inputShapes, outputOf } from '../../graph/queries.ts';
import type {
  Conv2dAttrs,
  Graph,
  GraphNode,
  NodeId,
  NodeWithOp,
  Op,
  Padding,
  Region,
  RegionId,
  Shape,
} from '../../graph/types.ts';
import { t } from '../../text/index.ts';

/** A node, or a region with the node through which data leaves it. */
export type Selected =
  | { readonly kind: 'node'; readonly node: GraphNode }
  | { readonly kind: 'region'; readonly region: Region; readonly node: GraphNode };

/** What an id means in this graph; null when it means nothing (an edit took it away). */
export function selectedIn(graph: Graph, id: NodeId | RegionId | null): Selected | null {
  if (id === null) return null;
  const index = indexOf(graph);
  const node = index.node.get(id);
  if (node) return { kind: 'node', node };
  const region = index.region.get(id);
  if (!region) return null;
  const output = required(index.node.get(outputOf(graph, id)), `output of ${id}`);
  return { kind: 'region', region, node: output };
}

/** `stage 2 · block 0 · conv2` of `stage2.block0.conv2`; the network of an empty id. */
export function placeInWords(id: NodeId | RegionId): string {
  if (id === '') return t('inspect.place.network');
  const parts = id.split('.').map((part) => {
    const [, name, index] = /^(stage|block)(\d+)$/.exec(part) ?? [];
    if (name === 'stage') return t('inspect.place.stage', { index: Number(index) });
    if (name === 'block') return t('inspect.place.block', { index: Number(index) });
    return part;
  });
  return parts.join(' · ');
}

export const paddingInWords = ({ top, bottom, left, right }: Padding): string =>
  top === bottom && left === right && top === left
    ? String(top)
    : t('inspect.padding.sides', { top, bottom, left, right });

const channels = (shape: Shape | undefined): number => shape?.[1] ?? 0;

function convInWords(attrs: Conv2dAttrs, inputs: readonly Shape[]): string {
  const [height, width] = attrs.kernel;
  const parts = [t('inspect.op.conv2d', { height, width })];
  if (attrs.stride > 1) parts.push(t('inspect.op.stride', { stride: attrs.stride }));
  parts.push(t('inspect.op.channels', { from: channels(inputs[0]), to: attrs.out }));
  if (attrs.groups > 1) parts.push(t('inspect.op.groups', { groups: attrs.groups }));
  if (attrs.dilation > 1) parts.push(t('inspect.op.dilation', { dilation: attrs.dilation }));
  if (attrs.standardize !== null) parts.push(t('inspect.op.standardized'));
  return parts.join(', ');
}

const withStride = (text: string, stride: number): string =>
  stride > 1 ? `${text}, ${t('inspect.op.stride', { stride })}` : text;

const words: { readonly [O in Op]: (node: NodeWithOp<O>, inputs: readonly Shape[]) => string } = {
  input: () => t('inspect.op.input'),
  conv2d: (node, inputs) => convInWords(node.attrs, inputs),
  fusedConv2d: (node, inputs) => convInWords(node.attrs, inputs),
  channelConv: ({ attrs }) => t('inspect.op.channelConv', { kernel: attrs.kernel }),
  gain: ({ attrs }) => t('inspect.op.gain', { factor: attrs.factor }),
  linear: ({ attrs }, inputs) => t('inspect.op.linear', { from: channels(inputs[0]), to: attrs.out }),
  batchNorm: ({ shape }) => t('inspect.op.batchNorm', { channels: channels(shape) }),
  groupNorm: ({ attrs, shape }) =>
    t('inspect.op.groupNorm', { channels: channels(shape), groups: attrs.groups }),
  activation: ({ attrs }) => t(`inspect.op.${attrs.kind}`),
  maxPool: ({ attrs }) =>
    withStride(
      attrs.kernel === 1 ? t('inspect.op.subsample') : t('inspect.op.maxPool', { kernel: attrs.kernel }),
      attrs.stride,
    ),
  avgPool: ({ attrs }) => withStride(t('inspect.op.avgPool', { kernel: attrs.kernel }), attrs.stride),
  blurPool: ({ attrs }) => withStride(t('inspect.op.blurPool', { filter: attrs.filter }), attrs.stride),
  globalPool: ({ attrs }) => t(attrs.kind === 'avg' ? 'inspect.op.globalAvg' : 'inspect.op.globalMax'),
  add: ({ inputs: { length: count } }) => t('inspect.op.addMany', { count }),
  mean: (node) => t('inspect.op.mean', { count: node.inputs.length }),
  scale: () => t('inspect.op.scale'),
  concat: (node) => t('inspect.op.concat', { count: node.inputs.length }),
  slice: ({ attrs: { start, end } }, inputs) =>
    t('inspect.op.slice', { first: start, last: end - 1, channels: channels(inputs[0]) }),
  padChannels: ({ shape }, inputs) =>
    t('inspect.op.padChannels', { from: channels(inputs[0]), to: channels(shape) }),
  channelShuffle: ({ attrs }) => t('inspect.op.channelShuffle', { groups: attrs.groups }),
  softmax: ({ attrs }) => t('inspect.op.softmax', { radix: attrs.radix }),
  flatten: () => t('inspect.op.flatten'),
};

/** `3×3 convolution, stride 2, 128 → 128, groups 32` */
export function opInWords(graph: Graph, node: GraphNode): string {
  if (node.op === 'add' && isMeeting(graph, node.id)) return t('inspect.op.add');
  const say = words[node.op] as (node: GraphNode, inputs: readonly Shape[]) => string;
  return say(node, inputShapes(graph, node));
}

/** What stands beneath the title. */
export function selectedInWords(graph: Graph, selected: Selected): string {
  if (selected.kind === 'node') return opInWords(graph, selected.node);
  const own = selected.node.id.slice(selected.region.id === '' ? 0 : selected.region.id.length + 1);
  return t('inspect.region.output', { node: placeInWords(own), op: opInWords(graph, selected.node) });
}

export interface Attribute {
  readonly label: string;
  readonly value: string;
}

const attribute = (key: Parameters<typeof t>[0], value: string | number): Attribute => ({
  label: t(key),
  value: String(value),
});

/** The options of an operation, for the list of figures. */
export function attributesOf(node: GraphNode): readonly Attribute[] {
  switch (node.op) {
    case 'conv2d':
    case 'fusedConv2d':
      return [
        attribute('inspect.attr.kernel', node.attrs.kernel.join(' × ')),
        attribute('inspect.attr.stride', node.attrs.stride),
        attribute('inspect.attr.padding', paddingInWords(node.attrs.padding)),
        attribute('inspect.attr.dilation', node.attrs.dilation),
        attribute('inspect.attr.groups', node.attrs.groups),
        attribute('inspect.attr.bias', t(node.attrs.bias ? 'inspect.yes' : 'inspect.no')),
        ...(node.attrs.standardize === null
          ? []
          : [attribute('inspect.attr.standardize', node.attrs.standardize)]),
      ];
    case 'maxPool':
    case 'avgPool':
      return [
        attribute('inspect.attr.kernel', `${node.attrs.kernel} × ${node.attrs.kernel}`),
        attribute('inspect.attr.stride', node.attrs.stride),
        attribute('inspect.attr.padding', paddingInWords(node.attrs.padding)),
        attribute('inspect.attr.ceil', t(node.attrs.ceil ? 'inspect.yes' : 'inspect.no')),
        ...(node.op === 'avgPool'
          ? [
              attribute(
                'inspect.attr.countPadding',
                t(node.attrs.countPadding ? 'inspect.yes' : 'inspect.no'),
              ),
            ]
          : node.attrs.padValue === 'zero'
            ? [attribute('inspect.attr.padValue', t('inspect.padValue.zero'))]
            : []),
      ];
    case 'blurPool':
      return [
        attribute('inspect.attr.kernel', `${node.attrs.filter} × ${node.attrs.filter}`),
        attribute('inspect.attr.stride', node.attrs.stride),
        attribute('inspect.attr.edges', blurPadding(node.attrs).top),
      ];
    case 'slice':
      return [
        attribute('inspect.attr.first', node.attrs.start),
        attribute('inspect.attr.last', node.attrs.end - 1),
      ];
    case 'padChannels':
      return [
        attribute('inspect.attr.before', node.attrs.before),
        attribute('inspect.attr.after', node.attrs.after),
      ];
    case 'channelShuffle':
      return [attribute('inspect.attr.groups', node.attrs.groups)];
    case 'softmax':
      return [
        attribute('inspect.attr.cardinality', node.attrs.cardinality),
        attribute('inspect.attr.radix', node.attrs.radix),
      ];
    case 'channelConv':
      return [attribute('inspect.attr.kernel', node.attrs.kernel)];
    case 'gain':
      return [attribute('inspect.attr.factor', node.attrs.factor)];
    case 'linear':
      return [attribute('inspect.attr.bias', t(node.attrs.bias ? 'inspect.yes' : 'inspect.no'))];
    case 'groupNorm':
      return [
        attribute('inspect.attr.groups', node.attrs.groups),
        attribute('inspect.attr.eps', node.attrs.eps),
      ];
    case 'batchNorm':
      return [attribute('inspect.attr.eps', node.attrs.eps)];
    case 'input':
    case 'activation':
    case 'globalPool':
    case 'add':
    case 'mean':
    case 'scale':
    case 'concat':
    case 'flatten':
      return [];
    default:
      return unreachable(node);
  }
}
