import type { GraphBuilder } from '../../graph/builder.ts';
import { convNormAct } from '../layers.ts';
import type { BlockPlace, PlainBlockSpec } from './types.ts';
import type { Streams } from './index.ts';

/** A layer of the plain nets that arXiv 1512.03385, section 4.1, holds its residual nets against. */
export const buildPlainBlock = (
  b: GraphBuilder,
  [x]: Streams,
  { out, activation }: PlainBlockSpec,
  { stride, dilation }: BlockPlace,
): Streams => [convNormAct(b, x, { out, kernel: 3, stride, dilation, activation })];
