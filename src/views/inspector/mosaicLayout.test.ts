import { describe, expect, it } from 'vitest';
import { mosaicLayout, movePlace, tileAt, tilePosition, visiblePlaces } from './mosaicLayout.ts';

const small = mosaicLayout(2048, { height: 7, width: 7 }, 300);

describe('tiles', () => {
  it('fill the width without leaving it', () => {
    for (const width of [120, 300, 340, 900]) {
      for (const side of [7, 56, 112]) {
        const layout = mosaicLayout(64, { height: side, width: side }, width);
        expect(layout.width).toBeLessThanOrEqual(width);
        expect(layout.width).toBeGreaterThan(width - layout.columns - 1 - layout.tileWidth);
        expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(64);
      }
    }
    expect(small.columns).toBe(8);
  });

  it('keep the proportions of the maps and do not blow up a few channels', () => {
    const wide = mosaicLayout(3, { height: 112, width: 224 }, 1200);
    expect(wide.columns).toBe(3);
    expect(wide.tileWidth).toBe(160);
    expect(wide.tileHeight).toBe(80);
  });

  it('are found again under a point, and gaps are nobody’s', () => {
    for (const place of [0, 7, 8, 2047]) {
      const { x, y } = tilePosition(small, place);
      expect(tileAt(small, x + small.tileWidth / 2, y + small.tileHeight / 4)).toEqual({
        place,
        u: 0.5,
        v: expect.closeTo(0.25, 9),
      });
    }
    expect(tileAt(small, small.tileWidth + 0.5, 3)).toBeNull();
    expect(tileAt(small, -1, 3)).toBeNull();
    expect(tileAt(small, small.width + 5, 3)).toBeNull();
    expect(tileAt(small, 3, small.height + 5)).toBeNull();
  });

  it('are drawn only where they are seen', () => {
    const [first, last] = visiblePlaces(small, 1000, 300);
    expect(tilePosition(small, first).y).toBeLessThanOrEqual(1000);
    expect(tilePosition(small, last).y).toBeGreaterThanOrEqual(1300);
    expect(last - first).toBeLessThan(90);
    expect(visiblePlaces(small, 0, 1e6)).toEqual([0, 2048]);
  });
});

describe('the channel cursor', () => {
  const grid = { count: 10, columns: 4 };
  it('moves like in a grid and stays inside', () => {
    expect(movePlace(grid, 5, 'ArrowRight')).toBe(6);
    expect(movePlace(grid, 5, 'ArrowDown')).toBe(9);
    expect(movePlace(grid, 7, 'ArrowDown')).toBe(7);
    expect(movePlace(grid, 1, 'ArrowUp')).toBe(1);
    expect(movePlace(grid, 9, 'ArrowRight')).toBe(9);
    expect(movePlace(grid, 0, 'ArrowLeft')).toBe(0);
    expect(movePlace(grid, 5, 'End')).toBe(9);
    expect(movePlace(grid, 5, 'Home')).toBe(0);
    expect(movePlace(grid, 5, 'PageUp')).toBe(0);
    expect(movePlace(grid, 5, 'a')).toBeNull();
  });
});
