import type { BlockSpec } from './blocks/types.ts';
import type { StageBlock, StageSpec } from './types.ts';

interface StagePlan {
  readonly depth: number;
  /** Of the first block; the others have 1. */
  readonly stride: number;
  /** Of the first block's 3x3. */
  readonly firstDilation?: number;
  /** Of every later 3x3. */
  readonly dilation?: number;
}

/** A stage whose first block alone strides. `block` may depend on the block's position in the stage. */
export const stageOf = (
  { depth, stride, firstDilation = 1, dilation = 1 }: StagePlan,
  block: (index: number) => BlockSpec,
): StageSpec =>
  Array.from(
    { length: depth },
    (_, index): StageBlock => ({
      block: block(index),
      place: {
        stride: index === 0 ? stride : 1,
        dilation: index === 0 ? firstDilation : dilation,
        stageDilation: dilation,
      },
    }),
  );
