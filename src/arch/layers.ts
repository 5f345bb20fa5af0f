import type { GraphBuilder } from '../graph/builder.ts';
import { pad } from '../graph/ops/index.ts';
import type { ActivationKind, Conv2dAttrs, NodeId } from '../graph/types.ts';

/** PyTorch's default. A network with another one says so in its LayerSpec. */
export const normEps = 1e-5;

export interface ConvOptions {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  /** Without padding. */
  readonly valid?: boolean;
  /** Epsilon of weight standardisation; none by default. */
  readonly standardize?: number | null;
}

/** A square convolution padded so that stride 1 keeps the size: timm's and torchvision's "same" for odd kernels. */
export function conv(b: GraphBuilder, x: NodeId, name: string, options: ConvOptions): NodeId {
  const { out, kernel, stride = 1, dilation = 1, groups = 1, bias = false, standardize = null } = options;
  const padding = options.valid ? pad(0) : pad(Math.floor((stride - 1 + dilation * (kernel - 1)) / 2));
  const attrs: Conv2dAttrs = {
    out,
    kernel: [kernel, kernel],
    stride,
    padding,
    dilation,
    groups,
    bias,
    standardize,
  };
  return b.node('conv2d', attrs, name, [x]);
}

export const norm = (b: GraphBuilder, x: NodeId, name: string): NodeId =>
  b.node('batchNorm', { eps: normEps }, name, [x]);

export const act = (b: GraphBuilder, x: NodeId, name: string, kind: ActivationKind): NodeId =>
  b.node('activation', { kind }, name, [x]);

/** Convolution, norm, activation: `conv`, `norm`, `act` with a suffix, or names of one's own. */
export function convNormAct(
  b: GraphBuilder,
  x: NodeId,
  options: ConvOptions & {
    readonly activation: ActivationKind;
    readonly suffix?: string;
    readonly names?: { readonly conv: string; readonly norm: string; readonly act: string };
  },
): NodeId {
  const { suffix = '' } = options;
  const names = options.names ?? { conv: `conv${suffix}`, norm: `norm${suffix}`, act: `act${suffix}` };
  const normed = norm(b, conv(b, x, names.conv, options), names.norm);
  return act(b, normed, names.act, options.activation);
}

/** Norm, activation, convolution: the order of networks whose streams stay free of norms. */
export function normActConv(
  b: GraphBuilder,
  x: NodeId,
  options: ConvOptions & {
    readonly activation: ActivationKind;
    readonly suffix?: string;
  },
): NodeId {
  const { suffix = '', activation } = options;
  return conv(b, normAct(b, x, suffix, activation), `conv${suffix}`, options);
}

/** Norm and activation, `norm` and `act` with a suffix. */
export const normAct = (b: GraphBuilder, x: NodeId, suffix: string, activation: ActivationKind): NodeId =>
  act(b, norm(b, x, `norm${suffix}`), `act${suffix}`, activation);
