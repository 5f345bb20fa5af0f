/** Which heights and widths an Inception network can take: not every map fits its windows, or joins behind them. */
import { windowCount } from '../../graph/ops/index.ts';
import type { InceptionBranch, InceptionStep } from '../blocks/types.ts';
import { inputSides } from './common.ts';
import type { InceptionTable } from './inceptionTables.ts';

/** 0 is the height, 1 the width. */
export type Axis = 0 | 1;

/** What keeps a size out: nothing is left of the map, or branches of one module would end with different sizes. */
export type SizeFault = 'small' | 'uneven';

/** 0 where the window does not fit. */
const behind = (size: number, kernel: number, stride: number, padding: number, ceil = false): number =>
  size === 0 || size + 2 * padding < kernel
    ? 0
    : windowCount(size, kernel, stride, padding, padding, 1, ceil);

function behindStep(size: number, step: InceptionStep, axis: Axis): number {
  if (step.kind === 'pool') return behind(size, 3, step.stride, step.stride === 1 ? 1 : 0, step.ceil);
  const kernel = step.kernel[axis];
  return behind(size, kernel, step.stride, step.valid ? 0 : (kernel - 1) / 2);
}

const behindBranch = (size: number, { steps, ends }: InceptionBranch, axis: Axis): readonly number[] => {
  const shared = steps.reduce((at, step) => behindStep(at, step, axis), size);
  return ends.length === 0 ? [shared] : ends.map((step) => behindStep(shared, step, axis));
};

/** Null where `pixels` go through. */
export function sizeFault({ stem, stages }: InceptionTable, pixels: number, axis: Axis): SizeFault | null {
  let size = pixels;
  for (const { kernel, stride, valid, pool } of stem) {
    size = behind(size, kernel, stride, valid ? 0 : (kernel - 1) / 2);
    if (pool !== 'none') size = behind(size, 3, 2, 0, pool === 'maxCeil');
  }
  for (const branches of stages.flat()) {
    const [first = 0, ...others] = branches.flatMap((branch) => behindBranch(size, branch, axis));
    if ([first, ...others].includes(0)) return 'small';
    if (others.some((other) => other !== first)) return 'uneven';
    size = first;
  }
  return null;
}

/** The size that fits nearest to `pixels` and is an input's, of two equally near ones the smaller. */
export function nearestSize(table: InceptionTable, pixels: number, axis: Axis): number {
  const fits = (size: number): boolean =>
    size >= inputSides.min && size <= inputSides.max && sizeFault(table, size, axis) === null;
  for (let away = 0; away < inputSides.max; away += 1) {
    if (fits(pixels - away)) return pixels - away;
    if (fits(pixels + away)) return pixels + away;
  }
  return pixels;
}
