import { required } from '../../base/invariant.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { NodeId } from '../../graph/types.ts';
import { convNormAct } from '../layers.ts';
import type { BlockPlace, FractalBlockSpec } from './types.ts';
import type { Streams } from './index.ts';

/**
 * Columns of 1, 2, 4, … convolutions that start from one map. In step l every column c with 2^(C-1-c) dividing l runs
 * its next convolution; where several run, the mean of all of them is what each goes on with. A max pool follows
 * (arXiv 1605.07648, section 3 and figure 1).
 */
export function buildFractalBlock(
  b: GraphBuilder,
  [x]: Streams,
  { columns, out, activation }: FractalBlockSpec,
  { stride }: BlockPlace,
): Streams {
  const tensors: NodeId[] = Array.from({ length: columns }, () => x);
  const runs: number[] = tensors.map(() => 0);
  const steps = 2 ** (columns - 1);
  for (let step = 1; step <= steps; step += 1) {
    const ran = tensors
      .map((_tensor, column) => column)
      .filter((column) => step % 2 ** (columns - 1 - column) === 0);
    for (const column of ran) {
      const run = runs[column] ?? 0;
      tensors[column] = b.region('branch', `col${column}_${run}`, column, () =>
        convNormAct(b, required(tensors[column], 'a column'), { out, kernel: 3, activation }),
      );
      runs[column] = run + 1;
    }
    if (ran.length < 2) continue;
    const ends = ran.map((column) => required(tensors[column], 'a column'));
    const joined = b.node('mean', {}, `join${step}`, ends);
    for (const column of ran) tensors[column] = joined;
  }
  const joined = required(tensors[0], 'a column');
  const window = { kernel: stride, stride, padding: pad(0), ceil: false, padValue: 'never' } as const;
  return [b.node('maxPool', window, 'pool', [joined])];
}
