import type { Op } from '../types.ts';
import { batchNorm } from './batchNorm.ts';
import { channelConv } from './channelConv.ts';
import { channelShuffle, padChannels, slice, softmax } from './channels.ts';
import { conv2d, fusedConv2d } from './conv2d.ts';
import type { OpDefinition } from './definition.ts';
import { activation, add, concat, flatten, gain, input, mean, scale } from './elementwise.ts';
import { groupNorm } from './groupNorm.ts';
import { linear } from './linear.ts';
import { avgPool, blurPool, globalPool, maxPool } from './pooling.ts';

/** Every operation. The mapped type makes a forgotten one a compile error. */
export const ops: { readonly [O in Op]: OpDefinition<O> } = {
  input,
  conv2d,
  fusedConv2d,
  channelConv,
  gain,
  linear,
  batchNorm,
  groupNorm,
  activation,
  maxPool,
  avgPool,
  blurPool,
  globalPool,
  add,
  mean,
  scale,
  concat,
  slice,
  padChannels,
  channelShuffle,
  softmax,
  flatten,
};

export type { OpCategory, OpDefinition } from './definition.ts';
export { elements, pad, sameShape, windowCount } from './definition.ts';
export { blurCoefficients, blurPadding } from './pooling.ts';
