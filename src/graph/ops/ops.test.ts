import { describe, expect, it } from 'vitest';
import type { Op, OpAttrs, Shape } from '../types.ts';
import { blurCoefficients, blurPadding, ops, pad } from './index.ts';

const shapeOf = <O extends Op>(op: O, attrs: OpAttrs[O], ...inputs: Shape[]): Shape =>
  ops[op].infer(attrs as never, inputs);

describe('operations on channels', () => {
  it('take channels that are there', () => {
    expect(shapeOf('slice', { start: 3, end: 4 }, [1, 4, 5, 6])).toEqual([1, 1, 5, 6]);
    for (const [start, end] of [
      [-1, 2],
      [2, 2],
      [3, 5],
      [3, 2],
    ] as const) {
      expect(() => shapeOf('slice', { start, end }, [1, 4, 5, 6])).toThrow(`channels ${start} to ${end}`);
    }
  });

  it('add channels on either side', () => {
    expect(shapeOf('padChannels', { before: 0, after: 3 }, [1, 4, 5, 6])).toEqual([1, 7, 5, 6]);
    expect(() => shapeOf('padChannels', { before: -1, after: 3 }, [1, 4, 5, 6])).toThrow('cannot be added');
  });

  it('are divided by groups and branches', () => {
    expect(() => shapeOf('channelShuffle', { groups: 4 }, [1, 6, 5, 5])).toThrow('4 groups do not divide 6');
    expect(() => shapeOf('groupNorm', { groups: 4, eps: 0 }, [1, 6, 5, 5])).toThrow(
      '4 groups do not divide 6',
    );
    expect(() => shapeOf('softmax', { cardinality: 2, radix: 2 }, [1, 6, 1, 1])).toThrow(
      '2 times 2 branches',
    );
    expect(() => shapeOf('softmax', { cardinality: 1, radix: 1 }, [1, 6, 1, 1])).toThrow('branches');
    expect(() => shapeOf('softmax', { cardinality: 1, radix: 2 }, [1, 6, 2, 1])).toThrow('2 x 1 positions');
  });
});

describe('windows', () => {
  const far = { top: 0, bottom: 2, left: 0, right: 2 };

  it('of a maximum in ceil mode may start in zeros that compete, not in padding that never wins', () => {
    const attrs = { kernel: 2, stride: 2, padding: far, ceil: true };
    expect(shapeOf('maxPool', { ...attrs, padValue: 'never' }, [1, 2, 4, 4])).toEqual([1, 2, 2, 2]);
    expect(shapeOf('maxPool', { ...attrs, padValue: 'zero' }, [1, 2, 4, 4])).toEqual([1, 2, 3, 3]);
  });

  it('of a blur need enough to reflect', () => {
    expect(shapeOf('blurPool', { filter: 3, stride: 2 }, [1, 8, 2, 3])).toEqual([1, 8, 1, 2]);
    expect(() => shapeOf('blurPool', { filter: 3, stride: 2 }, [1, 8, 1, 3])).toThrow('too few to reflect 1');
    expect(() => shapeOf('blurPool', { filter: 5, stride: 1 }, [1, 8, 3, 2])).toThrow('too few to reflect 2');
  });

  it('of a blur reflect as many positions as timm does', () => {
    const paddings = [1, 2, 3, 4].map((stride) => blurPadding({ filter: 3, stride }));
    expect(paddings).toEqual([pad(1), pad(1), pad(2), pad(2)]);
    expect(blurPadding({ filter: 5, stride: 2 })).toEqual(pad(2));
    for (const row of Object.values(blurCoefficients)) {
      expect(row.reduce((a, b) => a + b, 0)).toBe(2 ** (row.length - 1));
    }
  });
});

it('sums and means take any number of equal shapes', () => {
  const shapes = Array<Shape>(5).fill([1, 4, 3, 3]);
  for (const op of ['add', 'mean'] as const) {
    expect(shapeOf(op, {}, ...shapes)).toEqual([1, 4, 3, 3]);
    expect(() => shapeOf(op, {}, ...shapes, [1, 4, 3, 2])).toThrow('does not match [1, 4, 3, 2]');
    expect(ops[op].arity).toEqual({ min: 2, max: Number.POSITIVE_INFINITY });
  }
});
