import type { GraphBuilder } from '../../graph/builder.ts';
import type { ActivationKind, NodeId } from '../../graph/types.ts';
import { act, conv, norm } from '../layers.ts';
import type { BlockPlace, FusedBlockSpec, MergeAndRunBlockSpec } from '../types.ts';
import type { Streams } from './index.ts';

/** A chain of 3x3 convolutions with norms, activations between; the first one strides. */
function chain(
  b: GraphBuilder,
  x: NodeId,
  options: {
    readonly name: string;
    readonly lane: number;
    readonly convs: number;
    readonly out: number;
    readonly stride: number;
    readonly activation: ActivationKind;
  },
): NodeId {
  const { name, lane, convs, out, stride, activation } = options;
  return b.region('branch', name, lane, () => {
    let y = x;
    for (let step = 1; step <= convs; step += 1) {
      const here = step === 1 ? stride : 1;
      y = norm(b, conv(b, y, `conv${step}`, { out, kernel: 3, stride: here }), `norm${step}`);
      if (step < convs) y = act(b, y, `act${step}`, activation);
    }
    return y;
  });
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
 * network adds both branches to one mean. Streams are the outermost lanes (-2, 2), the mean lies in the middle.
 */
export function buildMergeAndRunBlock(
  b: GraphBuilder,
  streams: Streams,
  { out, merges, activation }: MergeAndRunBlockSpec,
  { stride }: BlockPlace,
): Streams {
  const [first, second = first] = streams;
  const lines = [line(b, first, 'line1', -1, out, stride), line(b, second, 'line2', 1, out, stride)];
  const mean = b.node('mean', {}, 'mean', lines);
  const usual = { convs: 2, out, stride, activation };
  const made = [
    chain(b, first, { name: 'branch1', lane: -2, ...usual }),
    chain(b, second, { name: 'branch2', lane: 2, ...usual }),
  ] as const;
  if (merges) return [act(b, b.node('add', {}, 'add', [mean, ...made]), 'act', activation)];
  const stream = (branch: NodeId, name: string, lane: number): NodeId =>
    b.region('branch', name, lane, () => act(b, b.node('add', {}, 'add', [mean, branch]), 'act', activation));
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
    chain(b, x, { name, lane, convs, out, stride, activation }),
  );
  return [act(b, b.node('add', {}, 'add', [...around, ...made]), 'act', activation)];
}
