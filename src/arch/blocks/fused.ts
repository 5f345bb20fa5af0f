import type { GraphBuilder } from '../../graph/builder.ts';
import type { ActivationKind, NodeId } from '../../graph/types.ts';
import { act, conv, norm } from '../layers.ts';
import type { BlockPlace, FusedBlockSpec, MergeAndRunBlockSpec } from './types.ts';
import type { Streams } from './index.ts';

type Convs = readonly { readonly out: number; readonly kernel: number; readonly stride: number }[];

/** So many 3x3 convolutions, of which the first strides. */
const threes = (count: number, out: number, stride: number): Convs =>
  Array.from({ length: count }, (_, at) => ({ out, kernel: 3, stride: at === 0 ? stride : 1 }));

/** A 3x3 that strides, between a 1x1 that narrows and one that widens. */
const bottleneck = (narrow: number, out: number, stride: number): Convs => [
  { out: narrow, kernel: 1, stride: 1 },
  { out: narrow, kernel: 3, stride },
  { out, kernel: 1, stride: 1 },
];

/** Convolutions with norms, activations between. */
function chain(
  b: GraphBuilder,
  x: NodeId,
  options: {
    readonly name: string;
    readonly lane: number;
    readonly convs: Convs;
    readonly activation: ActivationKind;
  },
): NodeId {
  const { name, lane, convs, activation } = options;
  return b.region('branch', name, lane, () =>
    convs.reduce((y, step, at) => {
      const normed = norm(b, conv(b, y, `conv${at + 1}`, step), `norm${at + 1}`);
      return at === convs.length - 1 ? normed : act(b, normed, `act${at + 1}`, activation);
    }, x),
  );
}

/** A 1x1 with a norm where the width changes, else the stream itself. */
function line(b: GraphBuilder, x: NodeId, name: string, lane: number, out: number, stride: number): NodeId {
  if (b.channelsOf(x) === out && stride === 1) return x;
  return b.region('branch', name, lane, () =>
    norm(b, conv(b, x, 'conv', { out, kernel: 1, stride }), 'norm'),
  );
}

/**
 * Two streams, each with a branch; the mean of both goes to both: relu((x1 + x2) / 2 + branch(x)). The last block of a
 * CIFAR net adds both branches to one mean. Where the width changes and there is no line, nothing is added. Streams are
 * the outermost lanes (-2, 2), the mean lies in the middle.
 */
export function buildMergeAndRunBlock(
  b: GraphBuilder,
  streams: Streams,
  { out, narrow, line: lineKind, merges, activation }: MergeAndRunBlockSpec,
  { stride }: BlockPlace,
): Streams {
  const [first, second = first] = streams;
  const keeps = b.channelsOf(first) === out && stride === 1;
  const lines =
    keeps || lineKind === 'projection'
      ? [line(b, first, 'line1', -1, out, stride), line(b, second, 'line2', 1, out, stride)]
      : [];
  const means = lines.length === 0 ? [] : [b.node('mean', {}, 'mean', lines)];
  const convs = narrow === null ? threes(2, out, stride) : bottleneck(narrow, out, stride);
  const usual = { convs, activation };
  const made = [
    chain(b, first, { name: 'branch1', lane: -2, ...usual }),
    chain(b, second, { name: 'branch2', lane: 2, ...usual }),
  ] as const;
  if (merges) return [act(b, b.node('add', {}, 'add', [...means, ...made]), 'act', activation)];
  const stream = (branch: NodeId, name: string, lane: number): NodeId =>
    b.region('branch', name, lane, () => {
      const sum = means.length === 0 ? branch : b.node('add', {}, 'add', [...means, branch]);
      return act(b, sum, 'act', activation);
    });
  return [stream(made[0], 'stream1', -2), stream(made[1], 'stream2', 2)];
}

/** Branches of different or equal depth, added: with a line between them, or without one. */
export function buildFusedBlock(
  b: GraphBuilder,
  [x]: Streams,
  { out, branches, withLine, activation }: FusedBlockSpec,
  { stride }: BlockPlace,
): Streams {
  const middle = (branches.length - 1) / 2;
  const around = withLine ? [line(b, x, 'line', middle, out, stride)] : [];
  const made = branches.map(({ name, convs }, lane) =>
    chain(b, x, { name, lane, convs: threes(convs, out, stride), activation }),
  );
  return [act(b, b.node('add', {}, 'add', [...around, ...made]), 'act', activation)];
}
