import { expect, it } from 'vitest';
import { largestChange } from './logitChange.ts';

it('names the class whose logit moved most', () => {
  expect(largestChange(Float32Array.of(1, 2, 3), Float32Array.of(1.5, 1, 3))).toEqual({
    index: 1,
    from: 2,
    to: 1,
  });
  expect(largestChange(Float32Array.of(1, 2, 3), Float32Array.of(9, Number.NaN, 3)).index).toBe(1);
});
