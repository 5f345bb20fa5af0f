/**
 * Where norm, activation and addition stand in a residual block: arXiv 1603.05027, figure 4. The names of norms and
 * activations go by the convolution that they stand next to.
 */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { ActivationKind, NodeId } from '../../graph/types.ts';
import { act, type ConvOptions, conv, convNormAct, norm } from '../layers.ts';
import type { OrderSpec } from '../blocks/types.ts';
import type { BlockOrder } from '../types.ts';

/** The order of arXiv 1512.03385. */
export const postActivation: OrderSpec = { kind: 'post', sharesIdentity: false };

/** Orders whose blocks end in the addition: stem and head bring what the first lacks and the last leaves open. */
export const activatesFirst = (order: BlockOrder): boolean => order === 'reluOnly' || order === 'fullPre';

/** What a block does to its input before the branch's first convolution; where it does nothing, the input. */
export function preactivate(
  b: GraphBuilder,
  x: NodeId,
  order: BlockOrder,
  activation: ActivationKind,
  position = 1,
): NodeId {
  if (order === 'fullPre') return act(b, norm(b, x, `norm${position}`), `act${position}`, activation);
  return order === 'reluOnly' ? act(b, x, `act${position}`, activation) : x;
}

interface Step {
  /** From 1, in the branch. */
  readonly position: number;
  readonly last: boolean;
  readonly order: BlockOrder;
  readonly activation: ActivationKind;
}

/** One convolution of a branch with its norm and activation. Before the first one `preactivate` has been. */
export function buildStep(b: GraphBuilder, x: NodeId, options: ConvOptions, step: Step): NodeId {
  const { position, last, order, activation } = step;
  const name = `conv${position}`;
  if (activatesFirst(order)) {
    const y = position === 1 ? x : preactivate(b, x, order, activation, position);
    const convolved = conv(b, y, name, options);
    return order === 'fullPre' ? convolved : norm(b, convolved, `norm${position}`);
  }
  if (!last || order === 'reluBeforeAdd') {
    return convNormAct(b, x, { ...options, activation, suffix: String(position) });
  }
  const convolved = conv(b, x, name, options);
  return order === 'bnAfterAdd' ? convolved : norm(b, convolved, `norm${position}`);
}

/** What follows the addition. */
export function afterAddition(
  b: GraphBuilder,
  x: NodeId,
  order: BlockOrder,
  activation: ActivationKind,
): NodeId {
  if (order === 'post') return act(b, x, 'act', activation);
  return order === 'bnAfterAdd' ? act(b, norm(b, x, 'normAdd'), 'act', activation) : x;
}
