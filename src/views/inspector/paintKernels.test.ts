import { expect, it } from 'vitest';
import { lutOf, notFiniteColour, scaleOf } from './colour.ts';
import { kernelLayout, kernelPosition } from './kernelLayout.ts';
import { paintKernels } from './paintKernels.ts';

const paint = (
  shape: number[],
  values: Float32Array,
  view: { x: number; y: number; width: number; height: number },
) => {
  const layout = kernelLayout(shape, 300);
  const target = { data: new Uint32Array(view.width * view.height), width: view.width, height: view.height };
  paintKernels(target, layout, values, scaleOf({ min: -1, max: 1 }, true), view, 1);
  return { layout, at: (x: number, y: number) => target.data[y * view.width + x] };
};

it('gives a cell the colour of its weight, gaps none, NaN its own', () => {
  const values = Float32Array.from({ length: 2 * 9 }, (_, i) =>
    i === 0 ? -1 : i === 17 ? 1 : i === 1 ? Number.NaN : 0,
  );
  const { layout, at } = paint([2, 1, 3, 3], values, { x: 0, y: 0, width: 60, height: 30 });
  const half = layout.cell / 2;
  expect(at(half, half)).toBe(lutOf('diverging')[0]);
  expect(at(half + layout.cell, half)).toBe(notFiniteColour);
  const second = kernelPosition(layout, 1, 0);
  expect(at(second.x + 2.5 * layout.cell, second.y + 2.5 * layout.cell)).toBe(lutOf('diverging')[255]);
  expect(at(second.x - 1, half)).toBe(0);
});

it('mixes three input channels to one colour, zero in the middle', () => {
  const values = new Float32Array(3 * 9);
  values[0] = 1;
  values[9] = -1;
  const { layout, at } = paint([1, 3, 3, 3], values, { x: 0, y: 0, width: 40, height: 40 });
  expect((at(1, 1) ?? 0).toString(16)).toBe('ff8000ff');
  expect((at(1 + layout.cell, 1) ?? 0).toString(16)).toBe('ff808080');
});

it('draws the part of a large matrix that is seen', () => {
  const values = new Float32Array(1000 * 2048);
  values[999 * 2048 + 2047] = 1;
  const { at } = paint([1000, 2048], values, { x: 2048 * 3 - 30, y: 3000 - 30, width: 30, height: 30 });
  expect(at(29, 29)).toBe(lutOf('diverging')[255]);
  expect(at(25, 29)).toBe(lutOf('diverging')[128]);
});
