import { describe, expect, it } from 'vitest';
import { ImageError } from './errors.ts';
import { defaultRecipe, planPreprocess, roundHalfEven } from './recipe.ts';

describe('roundHalfEven', () => {
  it('rounds halves to the even neighbour, as Python does', () => {
    expect([0.5, 1.5, 2.5, 63.5, 64.5, 2.4999, 2.5001, -0.5, -1.5].map(roundHalfEven)).toEqual([
      0, 2, 2, 64, 64, 2, 3, 0, -2,
    ]);
  });
});

describe('planPreprocess', () => {
  it('scales the shorter side and never crops outside, for any size', () => {
    for (let i = 1; i < 600; i++) {
      const width = 1 + ((i * 7919) % 4001);
      const height = 1 + ((i * 104_729) % 3001);
      const size = 32 + (i % 300);
      const cropPct = 0.5 + (i % 51) / 100;
      const { resized, crop } = planPreprocess(
        { width, height },
        { ...defaultRecipe, imageSize: { height: size, width: size }, cropPct },
      );
      expect(Math.min(resized.width, resized.height)).toBe(Math.floor(size / cropPct));
      expect(crop.left).toBeGreaterThanOrEqual(0);
      expect(crop.left + size).toBeLessThanOrEqual(resized.width);
      expect(crop.top + size).toBeLessThanOrEqual(resized.height);
    }
  });

  it('covers a target that is not square, whatever the picture', () => {
    for (let i = 1; i < 600; i++) {
      const width = 1 + ((i * 7919) % 4001);
      const height = 1 + ((i * 104_729) % 3001);
      const imageSize = { height: 32 + (i % 97), width: 32 + (i % 211) };
      const { resized } = planPreprocess({ width, height }, { ...defaultRecipe, imageSize });
      expect(resized.width).toBeGreaterThanOrEqual(imageSize.width);
      expect(resized.height).toBeGreaterThanOrEqual(imageSize.height);
    }
  });

  it('names the value that can’t be used', () => {
    const plan = (change: object) => () =>
      planPreprocess({ width: 8, height: 8 }, { ...defaultRecipe, ...change });
    expect(plan({ imageSize: { height: 0, width: 224 } })).toThrow(ImageError);
    expect(plan({ imageSize: { height: 224, width: 1.5 } })).toThrow('Image size 1.5');
    expect(plan({ cropPct: 0 })).toThrow('Crop fraction 0');
    expect(plan({ cropPct: Number.NaN })).toThrow('Crop fraction NaN');
    expect(plan({ cropPct: 300 })).toThrow('Crop fraction 300');
    expect(plan({ mean: [0.5, 0.5] })).toThrow('Mean 0.5, 0.5');
    expect(plan({ std: [0.2, 0, 0.2] })).toThrow('Standard deviation 0.2, 0, 0.2');
  });
});
