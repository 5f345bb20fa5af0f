import type { GraphBuilder } from '../../graph/builder.ts';
import type { ActivationKind, NodeId } from '../../graph/types.ts';
import { act } from '../layers.ts';
import type { BlockPlace, TransformSpec } from '../blocks/types.ts';
import type { BlockOrder } from '../types.ts';
import { buildStep } from './order.ts';
import { buildSpatial, plainConv } from './spatial.ts';

export type TransformKind = TransformSpec['kind'];
type Spec<K extends TransformKind> = Extract<TransformSpec, { kind: K }>;

/** What the skeleton gives the branch. */
export interface BranchContext {
  readonly activation: ActivationKind;
  readonly order: BlockOrder;
  /** What stands behind the 3x3 and its activation, between the branch's convolutions. */
  afterSpatial(x: NodeId): NodeId;
}

/** Whether what goes around the branch is more than the block's input. */
const projects = (b: GraphBuilder, x: NodeId, out: number, stride: number): boolean =>
  stride > 1 || b.channelsOf(x) !== out;

/** The branch of a block up to its last norm; the skeleton adds what stands first, attention, shortcut and addition. */
interface Transform<K extends TransformKind> {
  /** Output channels over `planes`, the stage's base channels. */
  readonly expansion: number;
  build(b: GraphBuilder, x: NodeId, spec: Spec<K>, place: BlockPlace, context: BranchContext): NodeId;
}

/**
 * Two 3x3 convolutions; the first strides. timm/models/resnet.py, BasicBlock; with an activation behind the second norm
 * timm/models/senet.py, SEResNetBlock.
 */
const basic: Transform<'basic'> = {
  expansion: 1,
  build: (b, x, { first, out, lastAct, spatial }, { stride, dilation, stageDilation }, context) => {
    const inner = buildSpatial(b, x, spatial, {
      ...context,
      position: 1,
      out: first,
      stride,
      dilation,
      stageDilation,
      groups: 1,
      projects: projects(b, x, out, stride),
    });
    const last = buildStep(
      b,
      context.afterSpatial(inner),
      { out, kernel: 3, dilation: stageDilation },
      { ...context, position: 2, last: true },
    );
    return lastAct ? act(b, last, 'act2', context.activation) : last;
  },
};

/**
 * 1x1 reduce, 3x3 (grouped in ResNeXt), 1x1 expand by 4. The stride sits in the 3x3, or in the first 1x1 in ResNet-A.
 * timm/models/resnet.py, Bottleneck; for A, arXiv 1512.03385 and timm/models/senet.py, SEResNetBottleneck.
 */
const bottleneck: Transform<'bottleneck'> = {
  expansion: 4,
  build: (b, x, { first, width, out, groups, strideAt, spatial: spec }, place, context) => {
    const { stride, dilation, stageDilation } = place;
    const strides = strideAt === 'reduce' ? { reduce: stride, spatial: 1 } : { reduce: 1, spatial: stride };
    const reduced = buildStep(
      b,
      x,
      { out: first, kernel: 1, stride: strides.reduce },
      { ...context, position: 1, last: false },
    );
    const spatial = buildSpatial(b, reduced, spec, {
      ...context,
      position: 2,
      out: width,
      stride: strides.spatial,
      dilation,
      stageDilation,
      groups,
      projects: projects(b, x, out, stride),
    });
    const step = { ...context, position: 3, last: true };
    return buildStep(b, context.afterSpatial(spatial), { out, kernel: 1 }, step);
  },
};

export const transforms: { readonly [K in TransformKind]: Transform<K> } = { basic, bottleneck };

export function buildTransform(
  b: GraphBuilder,
  x: NodeId,
  spec: TransformSpec,
  place: BlockPlace,
  context: BranchContext,
): NodeId {
  return spec.kind === 'basic'
    ? transforms.basic.build(b, x, spec, place, context)
    : transforms.bottleneck.build(b, x, spec, place, context);
}

/** The branch of an ordinary block of dense convolutions: its inner widths are `planes`, the base channels of its stage. */
export function denseTransform(
  kind: TransformKind,
  planes: number,
  strideAt: Spec<'bottleneck'>['strideAt'],
): TransformSpec {
  const out = planes * transforms[kind].expansion;
  return kind === 'basic'
    ? { kind, first: planes, out, lastAct: false, spatial: plainConv }
    : { kind, first: planes, width: planes, out, groups: 1, strideAt, spatial: plainConv };
}
