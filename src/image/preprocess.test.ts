import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeInNode } from './decodeNode.ts';
import { maxResizedPixels, preprocess } from './preprocess.ts';
import { defaultRecipe, type Interpolation } from './recipe.ts';
import { resizeRgb } from './resize.ts';
import { sha256Hex } from './sha256.ts';
import type { RgbImage } from './types.ts';

interface PillowCase {
  readonly file: string;
  readonly height: number;
  readonly width: number;
  readonly cropPct: number;
  readonly interpolation: Interpolation;
  readonly channels: 1 | 3;
  readonly resized: readonly [number, number];
  readonly crop: readonly [number, number];
  readonly used: Interpolation;
  readonly sha256: string;
}

const read = (name: string) => new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
/** Made with Pillow 12.3.0 and a restatement of torchvision's and timm's arithmetic in Python. */
const pillow: {
  readonly cases: readonly PillowCase[];
  readonly overWhite: { readonly file: string; readonly sha256: string };
} = JSON.parse(new TextDecoder().decode(read('pillow.json')));

const noise = (width: number, height: number): RgbImage => {
  const rgb = new Uint8Array(width * height * 3);
  let state = 1;
  for (let i = 0; i < rgb.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    rgb[i] = state >>> 24;
  }
  return { width, height, rgb };
};

describe('preprocess', () => {
  it('gives the bytes of Pillow at sizes that are not square, with padding, and in grey', async () => {
    for (const wanted of pillow.cases) {
      const image = await decodeInNode(read(wanted.file));
      const { height, width, cropPct, interpolation } = wanted;
      const recipe = { ...defaultRecipe, imageSize: { height, width }, cropPct, interpolation };
      const { plan, crop } = preprocess(image, recipe, wanted.channels);
      const got = {
        resized: [plan.resized.width, plan.resized.height],
        crop: [plan.crop.left, plan.crop.top],
        used: plan.interpolation,
        sha256: await sha256Hex(crop.rgb),
      };
      const { resized, crop: offset, used, sha256 } = wanted;
      expect(got, JSON.stringify(wanted)).toEqual({ resized, crop: offset, used, sha256 });
    }
  });

  it('lays transparency over white as the exact formula says', async () => {
    const image = await decodeInNode(read(pillow.overWhite.file));
    expect(image.hadAlpha).toBe(true);
    expect(await sha256Hex(image.rgb)).toBe(pillow.overWhite.sha256);
  });

  it('repeats red, green and blue for more channels, with their means', () => {
    const image = noise(40, 30);
    const recipe = { ...defaultRecipe, imageSize: { height: 16, width: 16 } };
    const three = preprocess(image, recipe, 3).tensor;
    const five = preprocess(image, recipe, 5);
    expect(five.shape).toEqual([1, 5, 16, 16]);
    expect(five.tensor.subarray(0, 768)).toEqual(three);
    expect(five.tensor.subarray(768)).toEqual(three.subarray(0, 512));
  });

  it('takes one mean for all channels, and weighs three for a grey one', () => {
    const image = { width: 1, height: 1, rgb: new Uint8Array([128, 128, 128]) };
    const recipe = { ...defaultRecipe, imageSize: { height: 1, width: 1 } };
    const one = preprocess(image, { ...recipe, mean: [0.5], std: [0.25] }, 3);
    expect([...one.tensor]).toEqual(Array(3).fill(Math.fround((Math.fround(128 / 255) - 0.5) / 0.25)));
    const grey = preprocess(image, recipe, 1);
    const mean = 0.299 * 0.485 + 0.587 * 0.456 + 0.114 * 0.406;
    const std = 0.299 * 0.229 + 0.587 * 0.224 + 0.114 * 0.225;
    expect(grey.tensor[0]).toBeCloseTo((128 / 255 - mean) / std, 6);
    expect(() => preprocess(image, recipe, 0)).toThrow('0 input channels');
  });

  it('computes only the crop of a strip that would be resized to millions of rows', () => {
    const strip = noise(1, 30_000);
    const { plan, resized, crop } = preprocess(strip, defaultRecipe, 3);
    expect(plan.resized).toEqual({ width: 256, height: 7_680_000 });
    expect(plan.resized.width * plan.resized.height).toBeGreaterThan(maxResizedPixels);
    expect(resized).toBeNull();
    // Every source row becomes 256 rows, so a piece of the strip gives the same bytes a multiple of 256 rows earlier.
    const piece = { width: 1, height: 200, rgb: strip.rgb.slice(14_900 * 3, 15_100 * 3) };
    const whole = resizeRgb(piece, 256, 51_200, 'bicubic');
    const expected = Array.from(
      { length: 224 },
      (_, y) => whole.rgb[(plan.crop.top - 14_900 * 256 + y) * 256 * 3],
    );
    expect(Array.from({ length: 224 }, (_, y) => crop.rgb[y * 224 * 3])).toEqual(expected);
    expect(new Set(expected).size).toBeGreaterThan(20);
  });
});

describe('resizeRgb', () => {
  const source = noise(61, 47);

  it('gives a part the bytes that the whole has there', () => {
    for (const [w, h] of [
      [61, 47],
      [61, 20],
      [130, 47],
      [23, 150],
    ] as const) {
      const whole = resizeRgb(source, w, h, 'bicubic');
      const window = { left: 5, top: 7, width: 11, height: 9 };
      const part = resizeRgb(source, w, h, 'bicubic', window);
      for (let y = 0; y < window.height; y++) {
        const at = ((window.top + y) * w + window.left) * 3;
        expect(part.rgb.subarray(y * 33, y * 33 + 33)).toEqual(whole.rgb.subarray(at, at + 33));
      }
    }
  });

  it('keeps one colour at every size, and copies when the size stays', () => {
    const flat = { width: 9, height: 5, rgb: new Uint8Array(135).fill(201) };
    for (const size of [1, 2, 4, 9, 31]) {
      expect(new Set(resizeRgb(flat, size, size + 1, 'bicubic').rgb)).toEqual(new Set([201]));
    }
    const same = resizeRgb(source, 61, 47, 'bilinear').rgb;
    expect(same).toEqual(source.rgb);
    expect(same).not.toBe(source.rgb);
  });

  it('shrinks 12 megapixels well within a second', () => {
    const photo = { width: 4000, height: 3000, rgb: new Uint8Array(36_000_000).fill(77) };
    resizeRgb(noise(400, 300), 341, 256, 'bicubic');
    const start = performance.now();
    resizeRgb(photo, 341, 256, 'bicubic');
    // About a quarter of this on a slow core; the limit leaves room for a busy machine.
    expect(performance.now() - start).toBeLessThan(2500);
  });
});
