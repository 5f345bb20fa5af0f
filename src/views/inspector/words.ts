/** What is selected and what an operation does, in words. */
import { required, unreachable } from '../../base/invariant.ts';
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
  return parts.join(', ');
}

function poolInWords(
  key: 'inspect.op.maxPool' | 'inspect.op.avgPool',
  attrs: { readonly kernel: number; readonly stride: number },
): string {
  const text = t(key, { kernel: attrs.kernel });
  return attrs.stride > 1 ? `${text}, ${t('inspect.op.stride', { stride: attrs.stride })}` : text;
}

const words: { readonly [O in Op]: (node: NodeWithOp<O>, inputs: readonly Shape[]) => string } = {
  input: () => t('inspect.op.input'),
  conv2d: (node, inputs) => convInWords(node.attrs, inputs),
  fusedConv2d: (node, inputs) => convInWords(node.attrs, inputs),
  channelConv: ({ attrs }) => t('inspect.op.channelConv', { kernel: attrs.kernel }),
  gain: ({ attrs }) => t('inspect.op.gain', { factor: attrs.factor }),
  linear: ({ attrs }, inputs) => t('inspect.op.linear', { from: channels(inputs[0]), to: attrs.out }),
  batchNorm: ({ shape }) => t('inspect.op.batchNorm', { channels: channels(shape) }),
  activation: ({ attrs }) => t(`inspect.op.${attrs.kind}`),
  maxPool: ({ attrs }) => poolInWords('inspect.op.maxPool', attrs),
  avgPool: ({ attrs }) => poolInWords('inspect.op.avgPool', attrs),
  globalPool: ({ attrs }) => t(attrs.kind === 'avg' ? 'inspect.op.globalAvg' : 'inspect.op.globalMax'),
  add: () => t('inspect.op.add'),
  mean: () => t('inspect.op.mean'),
  scale: () => t('inspect.op.scale'),
  concat: (node) => t('inspect.op.concat', { count: node.inputs.length }),
  flatten: () => t('inspect.op.flatten'),
};

/** `3×3 convolution, stride 2, 128 → 128, groups 32` */
export function opInWords(graph: Graph, node: GraphNode): string {
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
          : []),
      ];
    case 'channelConv':
      return [attribute('inspect.attr.kernel', node.attrs.kernel)];
    case 'gain':
      return [attribute('inspect.attr.factor', node.attrs.factor)];
    case 'linear':
      return [attribute('inspect.attr.bias', t(node.attrs.bias ? 'inspect.yes' : 'inspect.no'))];
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
