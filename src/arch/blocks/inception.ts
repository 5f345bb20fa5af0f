import type { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { NodeId } from '../../graph/types.ts';
import { act, norm } from '../layers.ts';
import { buildAttention } from '../slots/attention.ts';
import type { BlockPlace, InceptionBlockSpec, InceptionStep } from '../types.ts';
import type { Streams } from './index.ts';

/** Branches in the order of their concatenation, one lane each. */
export function buildInceptionBlock(
  b: GraphBuilder,
  [x]: Streams,
  block: InceptionBlockSpec,
  _place: BlockPlace,
): Streams {
  const ends = block.branches.flatMap(({ name, steps, ends: last }, lane) => {
    const shared = b.region('branch', name, lane, () =>
      steps.reduce((y, step, at) => buildStep(b, y, step, String(at + 1), block), x),
    );
    const side = (at: number): number => lane + (last.length < 2 ? 0 : (at / (last.length - 1) - 0.5) * 0.8);
    return last.length === 0
      ? [shared]
      : last.map((step, at) =>
          b.region('branch', `${name}${'ab'[at]}`, side(at), () => buildStep(b, shared, step, '', block)),
        );
  });
  return [buildAttention(b, b.node('concat', {}, 'concat', ends), block.attention)];
}

function buildStep(
  b: GraphBuilder,
  x: NodeId,
  step: InceptionStep,
  suffix: string,
  { eps, activation }: InceptionBlockSpec,
): NodeId {
  if (step.kind === 'pool') {
    const { pool, stride, ceil, countPadding } = step;
    const window = { kernel: 3, stride, padding: pad(stride === 1 ? 1 : 0), ceil };
    return pool === 'avg'
      ? b.node('avgPool', { ...window, countPadding }, `pool${suffix}`, [x])
      : b.node('maxPool', { ...window, padValue: 'never' }, `pool${suffix}`, [x]);
  }
  const { out, kernel, stride, valid } = step;
  const [vertical, horizontal] = kernel.map((size) => (valid ? 0 : (size - 1) / 2)) as [number, number];
  const padding = { top: vertical, bottom: vertical, left: horizontal, right: horizontal };
  const attrs = { out, kernel, stride, padding, dilation: 1, groups: 1, bias: false, standardize: null };
  const y = b.node('conv2d', attrs, `conv${suffix}`, [x]);
  return act(b, norm(b, y, `norm${suffix}`, eps), `act${suffix}`, activation);
}
