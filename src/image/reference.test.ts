import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeInNode } from './decodeNode.ts';
import { preprocess } from './preprocess.ts';
import type { PreprocessRecipe } from './recipe.ts';
import { sha256Hex } from './sha256.ts';
import type { RgbImage } from './types.ts';

interface ReferenceCase {
  readonly size: number;
  readonly crop_pct: number;
  readonly interp: 'bicubic' | 'bilinear';
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly resized: readonly [number, number];
  readonly crop: readonly [number, number];
  readonly crop_sha256: string;
  readonly tensor_sum: readonly number[];
}

interface ReferenceImage {
  readonly file: string;
  readonly decoded: readonly [number, number];
  readonly decoded_sha256: string;
  readonly cases: readonly ReferenceCase[];
}

const read = (name: string) => new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const images: ReferenceImage[] = JSON.parse(new TextDecoder().decode(read('preprocess.json')));

const recipeOf = (c: ReferenceCase): PreprocessRecipe => ({
  imageSize: { height: c.size, width: c.size },
  cropPct: c.crop_pct,
  interpolation: c.interp,
  mean: c.mean,
  std: c.std,
});

async function check(image: RgbImage, reference: ReferenceImage): Promise<void> {
  expect([image.width, image.height]).toEqual(reference.decoded);
  expect(await sha256Hex(image.rgb)).toBe(reference.decoded_sha256);
  for (const wanted of reference.cases) {
    const made = preprocess(image, recipeOf(wanted), 3);
    expect([made.plan.resized.width, made.plan.resized.height]).toEqual(wanted.resized);
    expect([made.plan.crop.left, made.plan.crop.top]).toEqual(wanted.crop);
    expect(await sha256Hex(made.crop.rgb)).toBe(wanted.crop_sha256);
    const plane = wanted.size * wanted.size;
    wanted.tensor_sum.forEach((sum, c) => {
      const got = made.tensor.subarray(c * plane, (c + 1) * plane).reduce((a, b) => a + b, 0);
      // The same float32 values; only the order in which they were added differs.
      expect(Math.abs(got - sum) / Math.abs(sum)).toBeLessThan(1e-11);
    });
  }
}

describe('timm and Pillow, byte for byte', () => {
  for (const reference of images) {
    if (reference.file.startsWith('alpha')) continue; // flattened by dropping alpha there, see below
    it(`${reference.file}: ${reference.cases.length} recipes`, async () => {
      await check(await decodeInNode(read(reference.file)), reference);
    });
  }

  it('the picture with alpha, when its alpha is dropped instead of laid over white', async () => {
    const reference = images.find(({ file }) => file.startsWith('alpha')) as ReferenceImage;
    const { default: sharp } = await import('sharp');
    const { data, info } = await sharp(read(reference.file))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    await check({ width: info.width, height: info.height, rgb: new Uint8Array(data) }, reference);
  });

  it('covers nine pictures and five recipes for each', () => {
    expect(images.map((image) => image.cases.length)).toEqual(Array(9).fill(5));
  });
});
