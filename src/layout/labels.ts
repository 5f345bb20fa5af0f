import { isMeeting } from '../graph/blocks.ts';
import { indexOf, nodeOf } from '../graph/queries.ts';
import type { ActivationKind, Graph, GraphNode, RegionId, Shape } from '../graph/types.ts';
import { t } from '../text/index.ts';
import type { Tone } from './types.ts';

/** `64×56×56`: the shape without the batch, tight, for edges and cards. */
export const shapeText = (shape: Shape): string => shape.slice(1).join('×');
/** `64 × 56 × 56`: the same with air, where there is room. */
export const shapeWide = (shape: Shape): string => shape.slice(1).join(' × ');

/** Proper names, the same in every language. */
const activationNames: { readonly [K in ActivationKind]: string } = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  leakyRelu: 'LReLU',
  elu: 'ELU',
  silu: 'SiLU',
  hardSwish: 'h-swish',
  sigmoid: 'σ',
  hardSigmoid: 'h-σ',
};

export interface OpText {
  readonly title: string;
  readonly stride: string;
  readonly detail: string;
  readonly tone: Tone;
  /** What it is, in words. */
  readonly words: string;
}

const strideText = (stride: number): string => (stride > 1 ? `/${stride}` : '');
const withStride = (words: string, stride: number): string =>
  stride > 1 ? t('graph.say.stride', { words, stride }) : words;

const text = (title: string, tone: Tone, words: string, detail = '', stride = ''): OpText => ({
  title,
  stride,
  detail,
  tone,
  words,
});

/** How an operation is written and said. The list is closed: an operation without a text does not compile. */
export function opText(node: GraphNode): OpText {
  switch (node.op) {
    case 'input':
      return text(t('graph.op.input'), 'plain', t('graph.op.input'), shapeText(node.shape));
    case 'conv2d':
    case 'fusedConv2d': {
      const { out, groups, dilation, stride } = node.attrs;
      const kernel = node.attrs.kernel.join('×');
      const more = [
        groups > 1 ? `g${groups}` : '',
        dilation > 1 ? `d${dilation}` : '',
        node.attrs.standardize === null ? '' : 'WS',
      ].filter(Boolean);
      let words = withStride(t('graph.say.conv', { kernel }), stride);
      if (groups > 1) words = t('graph.say.groups', { words, groups });
      if (dilation > 1) words = t('graph.say.dilation', { words, dilation });
      if (node.attrs.standardize !== null) words = t('graph.say.standardized', { words });
      return text(kernel, 'conv', words, [String(out), ...more].join(' · '), strideText(stride));
    }
    case 'channelConv': {
      const { kernel } = node.attrs;
      return text(
        t('graph.op.channelConv'),
        'attention',
        t('graph.say.channelConv', { kernel }),
        `k ${kernel}`,
      );
    }
    case 'gain': {
      const { factor } = node.attrs;
      return text(`×${Number(factor.toFixed(3))}`, 'join', t('graph.say.gain', { factor }));
    }
    case 'linear':
      return text(t('graph.op.linear'), 'conv', t('graph.say.linear'), String(node.attrs.out));
    case 'batchNorm':
      return text('BN', 'plain', t('graph.say.batchNorm'));
    case 'groupNorm':
      return text('GN', 'plain', t('graph.say.groupNorm', { groups: node.attrs.groups }));
    case 'activation':
      return text(
        activationNames[node.attrs.kind],
        'pool',
        t('graph.say.activation', { name: activationNames[node.attrs.kind] }),
      );
    case 'maxPool':
    case 'avgPool': {
      const { kernel, stride } = node.attrs;
      // A window of one position has no maximum to find: it picks.
      if (kernel === 1) {
        const said = withStride(t('graph.say.subsample'), stride);
        return text(t('graph.op.subsample'), 'pool', said, String(node.shape[1]), strideText(stride));
      }
      const size = `${kernel}×${kernel}`;
      const title = t(node.op === 'maxPool' ? 'graph.op.maxPool' : 'graph.op.avgPool', { size });
      const words = t(node.op === 'maxPool' ? 'graph.say.maxPool' : 'graph.say.avgPool', { size });
      return text(title, 'pool', withStride(words, stride), String(node.shape[1]), strideText(stride));
    }
    case 'blurPool': {
      const { filter, stride } = node.attrs;
      const size = `${filter}×${filter}`;
      const words = withStride(t('graph.say.blurPool', { size }), stride);
      return text(t('graph.op.blurPool', { size }), 'pool', words, String(node.shape[1]), strideText(stride));
    }
    case 'globalPool': {
      const words = t(node.attrs.kind === 'avg' ? 'graph.op.globalAvg' : 'graph.op.globalMax');
      return text(words, 'pool', t('graph.say.globalPool', { words }), String(node.shape[1]));
    }
    case 'add':
      return text('+', 'join', t('graph.say.addMany', { count: node.inputs.length }));
    case 'scale':
      return text('×', 'attention', t('graph.say.scale'));
    case 'mean':
      return text(
        t('graph.op.mean'),
        'join',
        t('graph.say.mean', { count: node.inputs.length }),
        String(node.shape[1]),
      );
    case 'concat':
      return text(t('graph.op.concat'), 'join', t('graph.say.concat'), String(node.shape[1]));
    case 'slice': {
      const { start, end } = node.attrs;
      const last = end - 1;
      return text(
        t('graph.op.slice'),
        'plain',
        start === last
          ? t('graph.say.sliceOne', { channel: start })
          : t('graph.say.slice', { first: start, last }),
        start === last ? String(start) : `${start}–${last}`,
      );
    }
    case 'padChannels': {
      const count = node.attrs.before + node.attrs.after;
      return text(t('graph.op.padChannels'), 'plain', t('graph.say.padChannels', { count }), `+${count}`);
    }
    case 'channelShuffle': {
      const { groups } = node.attrs;
      return text(
        t('graph.op.channelShuffle'),
        'plain',
        t('graph.say.channelShuffle', { groups }),
        `g${groups}`,
      );
    }
    case 'softmax': {
      const { radix } = node.attrs;
      return text(t('graph.op.softmax'), 'attention', t('graph.say.softmax', { radix }), `× ${radix}`);
    }
    case 'flatten':
      return text(t('graph.op.flatten'), 'plain', t('graph.say.flatten'));
  }
}

/** The full sentence of a node within a region: `conv2, 3×3 convolution, stride 2, output 128 × 28 × 28`. */
export const sayNode = (graph: Graph, node: GraphNode, region: RegionId): string =>
  t('graph.say.node', {
    name: (node.id.startsWith(`${region}.`) ? node.id.slice(region.length + 1) : node.id).replaceAll(
      '.',
      ' ',
    ),
    words: node.op === 'add' && isMeeting(graph, node.id) ? t('graph.say.add') : opText(node).words,
    shape: shapeWide(node.shape),
  });

/** What weighs paths or splits against each other is called otherwise than a gate on channels. */
function choiceName(graph: Graph, inside: GraphNode): string | null {
  const { region, children } = indexOf(graph);
  const around = region.get(region.get(inside.scope)?.parent ?? '');
  if (around?.kind !== 'spatial') return null;
  return children.get(around.id)?.some(({ kind }) => kind === 'branch') ? 'SK' : 'SA';
}

/** How the gates of an attention region come about, in a few signs: `512 → 32 → 512`. */
export function gateText(graph: Graph, inside: readonly GraphNode[]): { name: string; detail: string } {
  const convs = inside.filter((node) => node.op === 'conv2d');
  const channel = inside.find((node) => node.op === 'channelConv');
  if (channel?.op === 'channelConv') return { name: 'ECA', detail: `k ${channel.attrs.kernel}` };
  const first = convs[0];
  if (!first) return { name: t('graph.gate'), detail: '' };
  const from = nodeOf(graph, first.inputs[0] ?? '').shape[1] ?? 0;
  return {
    name: choiceName(graph, first) ?? (convs.length > 1 ? 'SE' : 'eSE'),
    detail: [from, ...convs.map((conv) => conv.shape[1] ?? 0)].join(' → '),
  };
}
