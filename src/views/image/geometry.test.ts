import { describe, expect, it } from 'vitest';
import { defaultRecipe, planPreprocess } from '../../image/recipe.ts';
import { cropRectangle, fitInside, thumbnail, toRgba } from './geometry.ts';

describe('the crop on the original', () => {
  const crop = defaultRecipe.imageSize;
  it('is the network’s part of the resized picture', () => {
    const plan = planPreprocess({ width: 640, height: 427 }, defaultRecipe);
    const { x, y, width, height, padded } = cropRectangle(plan, crop);
    expect(width * plan.resized.width).toBeCloseTo(224, 9);
    expect(height * plan.resized.height).toBeCloseTo(224, 9);
    expect(x * plan.resized.width).toBe(plan.crop.left);
    expect(y * plan.resized.height).toBe(plan.crop.top);
    expect(padded).toBe(false);
  });

  it('is cut to a picture that is smaller than the crop', () => {
    const plan = planPreprocess({ width: 100, height: 100 }, { ...defaultRecipe, cropPct: 2 });
    expect(cropRectangle(plan, crop)).toEqual({ x: 0, y: 0, width: 1, height: 1, padded: true });
  });
});

describe('sizes', () => {
  it('keep proportions inside a box', () => {
    expect(fitInside({ width: 640, height: 320 }, { width: 100, height: 100 })).toEqual({
      width: 100,
      height: 50,
    });
    expect(fitInside({ width: 1, height: 30000 }, { width: 100, height: 100 })).toEqual({
      width: 1,
      height: 100,
    });
    expect(fitInside({ width: 2, height: 2 }, { width: 100, height: 100 }, 4)).toEqual({
      width: 8,
      height: 8,
    });
  });
});

describe('copies for looking at', () => {
  const image = { width: 2, height: 1, rgb: Uint8Array.of(255, 0, 0, 0, 0, 255) };
  it('keep the pixels', () => {
    expect([...toRgba(image)]).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
  });

  it('are the mean of what lies under a pixel', () => {
    expect([...thumbnail(image, { width: 2, height: 1 })]).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
    const [r = 0, g, b = 0, a] = thumbnail(image, { width: 1, height: 1 });
    expect([g, a]).toEqual([0, 255]);
    expect(r + b).toBeGreaterThan(250);
    expect(Math.min(r, b)).toBeGreaterThan(70);
  });
});
