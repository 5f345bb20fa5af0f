import { expect, it } from 'vitest';
import { differenceOf } from './difference.ts';

const picture = (...rgb: number[]) => ({ width: rgb.length / 3, height: 1, rgb: Uint8Array.from(rgb) });

it('measures byte by byte and shows where', () => {
  const found = differenceOf(picture(10, 20, 30, 40, 50, 60), picture(10, 20, 30, 40, 70, 55));
  expect(found).toMatchObject({ max: 20, mean: 25 / 6, differing: 0.5, gain: 12.75 });
  expect([...found.picture.rgb]).toEqual([0, 0, 0, 0, 255, 64]);
});

it('has nothing to show of equal pictures, and brightens no noise beyond reason', () => {
  expect(differenceOf(picture(1, 2, 3), picture(1, 2, 3))).toMatchObject({ max: 0, differing: 0, gain: 1 });
  expect(differenceOf(picture(1, 2, 3), picture(1, 2, 4))).toMatchObject({ max: 1, gain: 32 });
});
