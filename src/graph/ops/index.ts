import type { Op } from '../types.ts';
import { batchNorm } from './batchNorm.ts';
import { channelConv } from './channelConv.ts';
import { conv2d, fusedConv2d } from './conv2d.ts';
import type { OpDefinition } from './definition.ts';
import { activation, add, concat, flatten, gain, input, mean, scale } from './elementwise.ts';
import { linear } from './linear.ts';
import { avgPool, globalPool, maxPool } from './pooling.ts';

/** Every operation. The mapped type makes a forgotten one a compile error. */
export const ops: { readonly [O in Op]: OpDefinition<O> } = {
  input,
  conv2d,
  fusedConv2d,
  channelConv,
  gain,
  linear,
  batchNorm,
  activation,
  maxPool,
  avgPool,
  globalPool,
  add,
  mean,
  scale,
  concat,
  flatten,
};

export type { OpCategory, OpDefinition } from './definition.ts';
export { elements, pad, sameShape } from './definition.ts';
