import { describe, expect, it } from 'vitest';
import {
  cellAt,
  cellIndex,
  inputChannel,
  kernelLayout,
  kernelPosition,
  visibleKernels,
} from './kernelLayout.ts';

const find = (layout: ReturnType<typeof kernelLayout>, out: number, input: number, y: number, x: number) => {
  const at = kernelPosition(layout, out, input);
  return cellAt(layout, at.x + (x + 0.5) * layout.cell, at.y + (y + 0.5) * layout.cell);
};

describe('pictures of kernels', () => {
  it('show three input channels as the colours of one', () => {
    const layout = kernelLayout([64, 3, 7, 7], 300);
    expect(layout).toMatchObject({ rgb: true, pictures: 1, kernelWidth: 7 });
    expect(layout.strips).toBeGreaterThan(5);
    expect(layout.width).toBeLessThanOrEqual(300);
    expect(find(layout, 63, 0, 6, 5)).toEqual({ out: 63, input: 0, y: 6, x: 5 });
  });

  it('wrap short strips of grouped kernels, and leave long ones to be scrolled', () => {
    const grouped = kernelLayout([128, 4, 3, 3], 300);
    expect(grouped.strips).toBeGreaterThan(1);
    expect(grouped.width).toBeLessThanOrEqual(300);
    const full = kernelLayout([512, 512, 3, 3], 300);
    expect(full.strips).toBe(1);
    expect(full.width).toBeGreaterThan(300);
    for (const layout of [grouped, full]) {
      expect(find(layout, 17, 3, 2, 1)).toEqual({ out: 17, input: 3, y: 2, x: 1 });
      expect(find(layout, 17, layout.pictures, 2, 1)?.input ?? -1).not.toBe(layout.pictures);
    }
  });

  it('draw 1x1 and linear weights as a matrix without gaps', () => {
    const layout = kernelLayout([1000, 2048], 300);
    expect(layout).toMatchObject({ strips: 1, cell: 3, width: 2048 * 3, height: 3000 });
    expect(cellAt(layout, 3 * 2047 + 1, 3 * 999 + 1)).toEqual({ out: 999, input: 2047, y: 0, x: 0 });
    expect(cellAt(layout, 3 * 2048 + 1, 1)).toBeNull();
  });

  it('index the tensor as it is stored', () => {
    const layout = kernelLayout([8, 4, 3, 3], 300);
    expect(cellIndex(layout, { out: 2, input: 1, y: 2, x: 0 })).toBe(2 * 36 + 1 * 9 + 6);
  });

  it('touch only what is seen', () => {
    const layout = kernelLayout([512, 512, 3, 3], 300);
    const seen = visibleKernels(layout, { x: 1000, y: 2000, width: 300, height: 200 });
    expect(seen.rows[1] - seen.rows[0]).toBeLessThan(15);
    expect(seen.pictures[1] - seen.pictures[0]).toBeLessThan(20);
    expect(kernelPosition(layout, seen.rows[0], seen.pictures[0]).x).toBeLessThanOrEqual(1000);
  });
});

it('names the input channel that a grouped kernel reads', () => {
  expect(inputChannel([128, 4, 3, 3], 32, 0, 3)).toBe(3);
  expect(inputChannel([128, 4, 3, 3], 32, 4, 0)).toBe(4);
  expect(inputChannel([128, 4, 3, 3], 32, 127, 3)).toBe(127);
  expect(inputChannel([64, 3, 7, 7], 1, 63, 2)).toBe(2);
});
