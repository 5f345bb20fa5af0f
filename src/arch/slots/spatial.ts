import type { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { ActivationKind, NodeId } from '../../graph/types.ts';
import { act, conv, convNormAct, norm } from '../layers.ts';
import type { SpatialSpec } from '../blocks/types.ts';
import type { BlockOrder } from '../types.ts';
import { buildStep } from './order.ts';

type Spec<K extends SpatialSpec['kind']> = Extract<SpatialSpec, { kind: K }>;

/** What the branch gives the layer in the place of its 3x3. */
export interface SpatialPlace {
  /** Output channels. */
  readonly out: number;
  readonly stride: number;
  readonly dilation: number;
  readonly stageDilation: number;
  readonly groups: number;
  /** Whether the block's shortcut is more than its input. */
  readonly projects: boolean;
  readonly activation: ActivationKind;
  /** A plain convolution keeps to it; the other layers have norm and activation inside, each in its own order. */
  readonly order: BlockOrder;
  /** Of the convolution in the branch, from 1. */
  readonly position: 1 | 2;
}

type Build<K extends SpatialSpec['kind']> = (
  b: GraphBuilder,
  x: NodeId,
  spec: Spec<K>,
  place: SpatialPlace,
) => NodeId;

/** A 3x3 and nothing more. */
export const plainConv: SpatialSpec = { kind: 'conv', antiAlias: 'none' };

/** An average pool that takes over a stride: 3x3, with zeros around the map that count. */
const average = (b: GraphBuilder, x: NodeId, name: string, stride: number): NodeId =>
  b.node('avgPool', { kernel: 3, stride, padding: pad(1), ceil: false, countPadding: true }, name, [x]);

/**
 * Anti-aliased, the convolution keeps the resolution and a pool behind the activation reduces it (timm/models/resnet.py,
 * Bottleneck; timm/layers/blur_pool.py, create_aa). Where a stage begins to dilate instead, the blur stays.
 */
const plain: Build<'conv'> = (b, x, { antiAlias }, place) => {
  const { out, stride, dilation, stageDilation, groups } = place;
  const pools = antiAlias !== 'none' && (stride > 1 || dilation !== stageDilation);
  const options = { out, kernel: 3, stride: pools ? 1 : stride, dilation, groups };
  const y = buildStep(b, x, options, { ...place, last: false });
  if (!pools) return y;
  if (antiAlias === 'blur') return b.node('blurPool', { filter: 3, stride }, 'aa', [y]);
  if (stride === 1) return y;
  return b.node(
    'avgPool',
    { kernel: stride, stride, padding: pad(0), ceil: false, countPadding: true },
    'aa',
    [y],
  );
};

/** Each path's part of a vector of gates, laid over the path's map, and their sum. */
function weigh(b: GraphBuilder, paths: readonly NodeId[], gates: NodeId): NodeId {
  const channels = b.channelsOf(gates) / paths.length;
  const scaled = paths.map((path, index) => {
    const gate = b.node('slice', { start: index * channels, end: (index + 1) * channels }, `gate${index}`, [
      gates,
    ]);
    return b.node('scale', {}, `scale${index}`, [path, gate]);
  });
  return b.node('add', {}, 'join', scaled);
}

/** A 3x3 and a 3x3 with holes, which stands for a 5x5; timm/layers/selective_kernel.py. */
const selectiveKernel: Build<'selectiveKernel'> = (b, x, { splitInput, squeeze }, place) => {
  const { out, stride, dilation, activation } = place;
  return b.region('spatial', 'spatial', 0, () => {
    const channels = b.channelsOf(x) / (splitInput ? 2 : 1);
    const paths = [0, 1].map((index) =>
      b.region('branch', `path${index}`, index, () => {
        const part = splitInput
          ? b.node('slice', { start: index * channels, end: (index + 1) * channels }, 'slice', [x])
          : x;
        const groups = Math.min(out, place.groups);
        return convNormAct(b, part, {
          out,
          kernel: 3,
          stride,
          dilation: dilation * (index + 1),
          groups,
          activation,
        });
      }),
    );
    const sum = b.node('add', {}, 'sum', paths);
    const gates = b.region('attention', 'attention', 0, () => {
      const pooled = b.node('globalPool', { kind: 'avg' }, 'pool', [sum]);
      const reduced = act(
        b,
        norm(b, conv(b, pooled, 'reduce', { out: squeeze, kernel: 1 }), 'norm'),
        'act',
        activation,
      );
      const selected = conv(b, reduced, 'select', { out: 2 * out, kernel: 1 });
      return b.node('softmax', { cardinality: 1, radix: 2 }, 'softmax', [selected]);
    });
    return weigh(b, paths, gates);
  });
};

/** timm/layers/split_attn.py, SplitAttn; timm/models/resnest.py, ResNestBottleneck. With radix 1 a gate of its own. */
const splitAttention: Build<'splitAttention'> = (b, x, { radix, squeeze, avgDown }, place) => {
  const { out, groups, dilation, activation } = place;
  const pools = avgDown !== 'none' && place.stride > 1;
  const before = pools && avgDown === 'before' ? average(b, x, 'avdFirst', place.stride) : x;
  const weighed = b.region('spatial', 'spatial', 0, () => {
    const maps = convNormAct(b, before, {
      out: out * radix,
      kernel: 3,
      stride: pools ? 1 : place.stride,
      dilation,
      groups: groups * radix,
      activation,
    });
    const splits =
      radix === 1
        ? [maps]
        : Array.from({ length: radix }, (_, index) =>
            b.node('slice', { start: index * out, end: (index + 1) * out }, `split${index}`, [maps]),
          );
    const sum = radix === 1 ? maps : b.node('add', {}, 'sum', splits);
    const gates = b.region('attention', 'attention', 0, () => {
      const pooled = b.node('globalPool', { kind: 'avg' }, 'pool', [sum]);
      const reduced = conv(b, pooled, 'reduce', { out: squeeze, kernel: 1, groups, bias: true });
      const inner = act(b, norm(b, reduced, 'norm'), 'act', activation);
      const expanded = conv(b, inner, 'expand', { out: out * radix, kernel: 1, groups, bias: true });
      return radix === 1
        ? act(b, expanded, 'gate', 'sigmoid')
        : b.node('softmax', { cardinality: groups, radix }, 'softmax', [expanded]);
    });
    return radix === 1 ? b.node('scale', {}, 'scale', [maps, gates]) : weigh(b, splits, gates);
  });
  return pools && avgDown === 'after' ? average(b, weighed, 'avdLast', place.stride) : weighed;
};

/**
 * timm/models/res2net.py, Bottle2neck: in blocks with a projection the slices stand alone and the last is pooled, in the
 * others each goes on into the next and the last is left as it is.
 */
const res2: Build<'res2'> = (b, x, { scale }, place) =>
  b.region('branch', 'spatial', 0, () => {
    const { stride, dilation, groups, activation, projects } = place;
    const width = place.out / scale;
    const slices = Array.from({ length: scale }, (_, index) =>
      b.node('slice', { start: index * width, end: (index + 1) * width }, `slice${index}`, [x]),
    );
    const done: NodeId[] = [];
    slices.forEach((slice, index) => {
      const before = done.at(-1);
      if (index === scale - 1) {
        done.push(projects ? average(b, slice, 'pool', stride) : slice);
        return;
      }
      const joined =
        projects || before === undefined ? slice : b.node('add', {}, `add${index}`, [before, slice]);
      done.push(
        convNormAct(b, joined, {
          out: width,
          kernel: 3,
          stride,
          dilation,
          groups,
          activation,
          suffix: String(index),
        }),
      );
    });
    return b.node('concat', {}, 'concat', done);
  });

/** A branch's layer in the place of its 3x3, norm and activation included. */
export function buildSpatial(b: GraphBuilder, x: NodeId, spec: SpatialSpec, place: SpatialPlace): NodeId {
  switch (spec.kind) {
    case 'conv':
      return plain(b, x, spec, place);
    case 'selectiveKernel':
      return selectiveKernel(b, x, spec, place);
    case 'splitAttention':
      return splitAttention(b, x, spec, place);
    case 'res2':
      return res2(b, x, spec, place);
  }
}
