/**
 * A small network with every operation and every geometry that backends are known to get wrong. A backend is trusted
 * when it agrees with arithmetic in double precision.
 */
import { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { ActivationKind, Conv2dAttrs, Graph, NodeId } from '../../graph/types.ts';
import { patternImage } from '../../image/pattern.ts';
import { type NodeTensors, seededByNode } from '../nodeTensors.ts';
import { runReference } from '../reference.ts';
import type { ReferenceValue } from '../reference/value.ts';

interface ConvOptions extends Partial<Omit<Conv2dAttrs, 'out' | 'kernel'>> {
  readonly out: number;
  /** A pair brings its padding. */
  readonly kernel: number | readonly [number, number];
}

class CheckBuilder extends GraphBuilder {
  conv(x: NodeId, name: string, { out, kernel, ...rest }: ConvOptions): NodeId {
    const [height, width] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
    const attrs: Conv2dAttrs = {
      out,
      kernel: [height, width],
      stride: 1,
      padding: pad(((rest.dilation ?? 1) * (height - 1)) / 2),
      dilation: 1,
      groups: 1,
      bias: false,
      standardize: null,
      ...rest,
    };
    return this.node('conv2d', attrs, name, [x]);
  }

  convNorm(x: NodeId, name: string, options: ConvOptions): NodeId {
    return this.node('batchNorm', { eps: 1e-5 }, `${name}Norm`, [this.conv(x, name, options)]);
  }

  act(x: NodeId, name: string, kind: ActivationKind): NodeId {
    return this.node('activation', { kind }, name, [x]);
  }

  unit(x: NodeId, name: string, kind: ActivationKind, options: ConvOptions): NodeId {
    return this.act(this.convNorm(x, name, options), `${name}Act`, kind);
  }

  gated(x: NodeId, name: string, kind: ActivationKind, gates: (pooled: NodeId) => NodeId): NodeId {
    const pooled = this.node('globalPool', { kind: 'avg' }, `${name}Pool`, [x]);
    return this.node('scale', {}, `${name}Scale`, [x, this.act(gates(pooled), `${name}Gate`, kind)]);
  }
}

/** What only other members of the family have: `[1, 16, H, W]` to `[1, 80, 1, 1]`. */
function buildOthers(b: CheckBuilder, x: NodeId): NodeId {
  const blurred = b.node('blurPool', { filter: 3, stride: 2 }, 'blur', [x]);
  const smooth = b.node('blurPool', { filter: 5, stride: 1 }, 'smooth', [blurred]);
  const row = b.unit(smooth, 'row', 'relu', {
    out: 20,
    kernel: [1, 7],
    padding: { top: 0, bottom: 0, left: 3, right: 3 },
  });
  const column = b.unit(row, 'column', 'relu', {
    out: 16,
    kernel: [7, 1],
    padding: { top: 3, bottom: 3, left: 0, right: 0 },
  });
  const standard = b.conv(column, 'standard', { out: 24, kernel: 3, standardize: 1e-8 });
  const grouped = b.node('groupNorm', { groups: 4, eps: 1e-5 }, 'groupNorm', [standard]);
  const competing = b.node(
    'maxPool',
    { kernel: 3, stride: 1, padding: pad(1), ceil: false, padValue: 'zero' },
    'zeroPool',
    [grouped],
  );
  const shuffled = b.node('channelShuffle', { groups: 4 }, 'shuffle', [grouped]);
  const taken = b.node('slice', { start: 5, end: 17 }, 'taken', [shuffled]);
  const widened = b.node('padChannels', { before: 3, after: 9 }, 'widened', [taken]);
  const sum = b.node('add', {}, 'threeSum', [competing, shuffled, widened]);
  const many = b.unit(sum, 'multiplied', 'relu', {
    out: 48,
    kernel: 3,
    groups: 24,
    stride: 2,
    standardize: 1e-3,
  });
  const apart = b.unit(sum, 'apart', 'relu', { out: 48, kernel: 3, groups: 24, stride: 2, dilation: 2 });
  const average = b.node('mean', {}, 'threeMean', [many, apart, b.act(many, 'manyAct', 'hardSwish')]);
  const pooled = b.node('globalPool', { kind: 'avg' }, 'othersPool', [average]);
  const choice = b.node('softmax', { cardinality: 4, radix: 3 }, 'choice', [
    b.conv(pooled, 'branches', { out: 240, kernel: 1 }),
  ]);
  return b.node('slice', { start: 40, end: 120 }, 'chosen', [choice]);
}

/** `[1, 3, 33, 30]`: odd and even sides. */
export const checkInputShape = [1, 3, 33, 30] as const;

function buildCheckGraph(): Graph {
  const b = new CheckBuilder();
  const input = b.node('input', { shape: checkInputShape }, 'input', []);
  const stem = b.convNorm(input, 'stem', { out: 16, kernel: 7, stride: 2 });
  const pooled = b.node(
    'maxPool',
    { kernel: 3, stride: 2, padding: pad(1), ceil: false, padValue: 'never' },
    'stemPool',
    [stem],
  );
  const relu = b.act(pooled, 'stemAct', 'relu');

  const wide = b.unit(relu, 'wide', 'relu6', { out: 288, kernel: 1 });
  const even = b.unit(wide, 'grouped', 'silu', { out: 288, kernel: 3, groups: 72, stride: 2 });
  const unequal = b.unit(even, 'unequal', 'leakyRelu', { out: 144, kernel: 3, groups: 9, dilation: 2 });
  const squeezed = b.gated(unequal, 'se', 'sigmoid', (gate) => {
    const reduced = b.act(b.conv(gate, 'reduce', { out: 8, kernel: 1, bias: true }), 'reduceAct', 'relu');
    return b.conv(reduced, 'expand', { out: 144, kernel: 1, bias: true });
  });

  const short = b.node(
    'avgPool',
    { kernel: 2, stride: 2, padding: pad(0), ceil: true, countPadding: false },
    'shortPool',
    [relu],
  );
  const projected = b.convNorm(short, 'short', { out: 144, kernel: 1 });
  const joined = b.act(b.node('add', {}, 'join', [squeezed, projected]), 'joinAct', 'elu');

  const damped = b.node('gain', { factor: 0.75 }, 'damped', [joined]);

  const depthwise = b.unit(damped, 'depthwise', 'hardSwish', { out: 144, kernel: 3, groups: 144 });
  const channels = b.gated(depthwise, 'eca', 'sigmoid', (gate) =>
    b.node('channelConv', { kernel: 5, padding: 2 }, 'ecaConv', [gate]),
  );
  const kept = b.node(
    'avgPool',
    {
      kernel: 2,
      stride: 1,
      padding: { top: 0, bottom: 1, left: 0, right: 1 },
      ceil: true,
      countPadding: false,
    },
    'farPool',
    [channels],
  );
  const counted = b.node(
    'avgPool',
    { kernel: 3, stride: 1, padding: pad(1), ceil: false, countPadding: true },
    'countedPool',
    [kept],
  );
  const effective = b.gated(counted, 'ese', 'hardSigmoid', (gate) =>
    b.conv(gate, 'eseConv', { out: 144, kernel: 1, bias: true }),
  );
  const ceiled = b.node(
    'maxPool',
    { kernel: 3, stride: 2, padding: pad(0), ceil: true, padValue: 'never' },
    'ceilPool',
    [b.convNorm(effective, 'signed', { out: 24, kernel: 3, groups: 2 })],
  );
  const strided = b.unit(effective, 'strided', 'relu', {
    out: 80,
    kernel: 3,
    stride: 2,
    dilation: 2,
  });
  const sized = b.unit(ceiled, 'sized', 'relu', { out: 80, kernel: 1 });
  const both = b.node('concat', {}, 'both', [
    b.node('globalPool', { kind: 'avg' }, 'avg', [strided]),
    b.node('globalPool', { kind: 'max' }, 'max', [sized]),
  ]);
  const half = b.node('mean', {}, 'half', [
    both,
    b.node('concat', {}, 'swapped', [
      b.node('globalPool', { kind: 'max' }, 'max2', [strided]),
      b.node('globalPool', { kind: 'avg' }, 'avg2', [sized]),
    ]),
    b.node('concat', {}, 'others', [
      buildOthers(b, relu),
      b.node('globalPool', { kind: 'max' }, 'max3', [sized]),
    ]),
  ]);
  const output = b.node('linear', { out: 120, bias: true }, 'fc', [b.node('flatten', {}, 'flatten', [half])]);
  return b.finish(input, output, 'timmResnet');
}

export interface SelfCheck {
  readonly graph: Graph;
  readonly tensors: NodeTensors;
  readonly input: Float32Array;
  readonly expected: ReadonlyMap<NodeId, ReferenceValue>;
}

let prepared: Promise<SelfCheck> | undefined;

async function prepare(): Promise<SelfCheck> {
  const graph = buildCheckGraph();
  const tensors = seededByNode(graph);
  const [, channels, height, width] = checkInputShape;
  const input = patternImage(channels, height, width);
  return { graph, tensors, input, expected: await runReference(graph, tensors, input) };
}

/** The network and what it must give; computed once, in some tens of milliseconds. */
export const selfCheck = (): Promise<SelfCheck> => {
  prepared ??= prepare();
  return prepared;
};
