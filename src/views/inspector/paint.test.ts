import { expect, it } from 'vitest';
import { lutOf, notFiniteColour, scaleOf } from './colour.ts';
import { paintMap } from './paint.ts';

const scale = scaleOf({ min: 0, max: 255 });
const colour = (value: number): number => lutOf('sequential')[value] ?? -1;
const blank = (width: number, height: number) => ({ data: new Uint32Array(width * height), width, height });

it('enlarges positions as plain rectangles', () => {
  const target = blank(4, 2);
  const map = { values: Float32Array.of(9, 9, 0, 255), offset: 2, width: 2, height: 1 };
  paintMap(target, { x: 0, y: 0, width: 4, height: 2 }, map, scale);
  const row = [colour(0), colour(0), colour(255), colour(255)];
  expect([...target.data]).toEqual([...row, ...row]);
});

it('reduces by the mean, so that no position is skipped', () => {
  const target = blank(1, 1);
  const map = { values: Float32Array.of(0, 100, 200, 100), offset: 0, width: 2, height: 2 };
  paintMap(target, { x: 0, y: 0, width: 1, height: 1 }, map, scale);
  expect(target.data[0]).toBe(colour(100));
});

it('cuts what reaches beyond the picture and leaves the rest alone', () => {
  const target = blank(3, 3);
  const map = { values: Float32Array.of(0, 50, 100, 150), offset: 0, width: 2, height: 2 };
  paintMap(target, { x: -1, y: 2, width: 2, height: 2 }, map, scale);
  expect([...target.data]).toEqual([0, 0, 0, 0, 0, 0, colour(50), 0, 0]);
});

it('shows NaN and infinite values in a colour of their own', () => {
  const target = blank(3, 1);
  const map = {
    values: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 255),
    offset: 0,
    width: 3,
    height: 1,
  };
  paintMap(target, { x: 0, y: 0, width: 3, height: 1 }, map, scale);
  expect([...target.data]).toEqual([notFiniteColour, notFiniteColour, colour(255)]);
});
