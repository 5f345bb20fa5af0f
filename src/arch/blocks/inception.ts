import type { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { ActivationKind, NodeId } from '../../graph/types.ts';
import { act, norm } from '../layers.ts';
import { buildAttention } from '../slots/attention.ts';
import type { BlockPlace, InceptionBlockSpec, InceptionStep } from './types.ts';
import type { Streams } from './index.ts';

const letters = 'ab';
/** In lanes. */
const endsApart = 0.8;

/** Branches in the order of their concatenation, one lane each. */
export function buildInceptionBlock(
  b: GraphBuilder,
  [x]: Streams,
  block: InceptionBlockSpec,
  _place: BlockPlace,
): Streams {
  const { activation } = block;
  const ends = block.branches.flatMap(({ name, steps, ends: last }, lane) => {
    const shared = b.region('branch', name, lane, () =>
      steps.reduce((y, step, at) => buildStep(b, y, step, String(at + 1), activation), x),
    );
    if (last.length === 0) return [shared];
    // Beside one another, around the lane that they come from.
    const side = (at: number): number => lane + (at / (last.length - 1) - 0.5) * endsApart;
    const suffix = String(steps.length + 1);
    return last.map((step, at) =>
      b.region('branch', `${name}${letters[at]}`, side(at), () =>
        buildStep(b, shared, step, suffix, activation),
      ),
    );
  });
  return [buildAttention(b, b.node('concat', {}, 'concat', ends), block.attention)];
}

function buildStep(
  b: GraphBuilder,
  x: NodeId,
  step: InceptionStep,
  suffix: string,
  activation: ActivationKind,
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
  return act(b, norm(b, y, `norm${suffix}`), `act${suffix}`, activation);
}
