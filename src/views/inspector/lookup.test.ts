import { expect, it } from 'vitest';
import { cellOn, formOf, movePosition, positionAt, valueAt } from './lookup.ts';

const map = { height: 2, width: 4 };

it('tells maps from vectors', () => {
  expect(formOf([1, 64, 7, 9])).toEqual({ kind: 'maps', channels: 64, height: 7, width: 9 });
  expect(formOf([1, 256, 1, 1])).toEqual({ kind: 'vector', length: 256 });
  expect(formOf([1, 1000])).toEqual({ kind: 'vector', length: 1000 });
});

it('finds the position and its value', () => {
  const values = Float32Array.from({ length: 16 }, (_, i) => i);
  const position = positionAt(map, 0.8, 0.6);
  expect(position).toEqual({ y: 1, x: 3 });
  expect(valueAt(values, map, 1, position)).toBe(15);
  expect(positionAt(map, 1, 1)).toEqual({ y: 1, x: 3 });
});

it('lays the grid over the picture', () => {
  expect(cellOn({ width: 224, height: 100 }, map, { y: 1, x: 3 })).toEqual({
    x: 168,
    y: 50,
    width: 56,
    height: 50,
  });
});

it('moves with arrow keys and stays inside', () => {
  expect(movePosition(map, { y: 0, x: 0 }, 'ArrowDown')).toEqual({ y: 1, x: 0 });
  expect(movePosition(map, { y: 0, x: 3 }, 'ArrowRight')).toEqual({ y: 0, x: 3 });
  expect(movePosition(map, { y: 0, x: 3 }, 'Tab')).toBeNull();
});
