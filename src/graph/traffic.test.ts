import { describe, expect, it } from 'vitest';
import { makeNode } from './builder.ts';
import { pad } from './ops/index.ts';
import { movedBy, trafficOf } from './traffic.ts';
import type { Shape } from './types.ts';

const x: Shape = [1, 64, 56, 56];
const pointwise = (out: number, groups = 1) =>
  makeNode(
    'conv2d',
    { out, kernel: [1, 1], stride: 1, padding: pad(0), dilation: 1, groups, bias: false, standardize: null },
    'conv',
    ['x'],
    [x],
    '',
  );

describe('memory traffic', () => {
  it('of a 1x1 convolution is hw(c1 + c2) + c1 c2', () => {
    expect(movedBy(trafficOf(pointwise(128), [x]))).toBe(56 * 56 * (64 + 128) + 64 * 128);
    expect(trafficOf(pointwise(128, 4), [x])).toEqual({
      read: 56 * 56 * 64,
      written: 56 * 56 * 128,
      weights: (64 * 128) / 4,
    });
  });

  it('counts every input of an addition, what a slice takes, and nothing for a view', () => {
    const add = makeNode('add', {}, 'add', ['x', 'y'], [x, x], '');
    expect(movedBy(trafficOf(add, [x, x]))).toBe(3 * 64 * 56 * 56);
    const slice = makeNode('slice', { start: 0, end: 16 }, 'slice', ['x'], [x], '');
    expect(movedBy(trafficOf(slice, [x]))).toBe(2 * 16 * 56 * 56);
    const vector: Shape = [1, 64, 1, 1];
    expect(movedBy(trafficOf(makeNode('flatten', {}, 'flatten', ['x'], [vector], ''), [vector]))).toBe(0);
  });
});
