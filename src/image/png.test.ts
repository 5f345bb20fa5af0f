import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';
import { decodeInNode } from './decodeNode.ts';
import { overWhite } from './pixels.ts';

const join = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(data, 8);
  view.setUint32(data.length + 8, crc32(out, 4, data.length + 8));
  return out;
}

const samplesOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG of pseudo-random bytes: whatever the filters make of them is its picture. */
function makePng(
  width: number,
  height: number,
  depth: number,
  colourType: number,
  interlaced: boolean,
  extra: Uint8Array[] = [],
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  const rows: Uint8Array[] = [];
  let state = depth * 31 + colourType;
  for (const [x0, y0, dx, dy] of interlaced ? passes : [[0, 0, 1, 1] as const]) {
    const columns = Math.max(0, Math.ceil((width - x0) / dx));
    if (columns === 0) continue;
    for (let y = y0; y < height; y += dy) {
      const row = new Uint8Array(1 + Math.ceil((columns * (samplesOf[colourType] ?? 0) * depth) / 8));
      for (let i = 0; i < row.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        row[i] = i === 0 ? (state >>> 24) % 5 : state >>> 24;
      }
      rows.push(row);
    }
  }
  const data = deflateSync(join(rows));
  const cut = data.length >> 1;
  return join([
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', data.subarray(0, cut)),
    chunk('IDAT', data.subarray(cut)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

const palette = chunk(
  'PLTE',
  Uint8Array.from({ length: 768 }, (_, i) => (i * 89) & 255),
);

/** What libpng and libvips make of it, as straight RGBA, laid over white here. */
async function bySharp(png: Uint8Array) {
  const { data } = await sharp(png)
    .ensureAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const rgb: number[] = [];
  for (let i = 0; i < data.length; i += 4) {
    for (let c = 0; c < 3; c++) rgb.push(overWhite(data[i + c] ?? 0, data[i + 3] ?? 0));
  }
  return Uint8Array.from(rgb);
}

describe('decodePng', () => {
  const kinds = [
    [0, [1, 2, 4, 8]],
    [2, [8, 16]],
    [3, [1, 2, 4, 8]],
    [4, [8]],
    [6, [8, 16]],
  ] as const;
  for (const [colourType, depths] of kinds) {
    for (const depth of depths) {
      it(`reads colour type ${colourType} at ${depth} bits as libpng does, plain and interlaced`, async () => {
        for (const [width, height] of [
          [1, 1],
          [3, 9],
          [37, 21],
        ] as const) {
          for (const interlaced of [false, true]) {
            const png = makePng(
              width,
              height,
              depth,
              colourType,
              interlaced,
              colourType === 3 ? [palette] : [],
            );
            const image = await decodeInNode(png);
            expect([image.width, image.height]).toEqual([width, height]);
            expect(image.rgb).toEqual(await bySharp(png));
          }
        }
      });
    }
  }

  it('takes the high byte of 16-bit grey, with and without alpha', async () => {
    for (const colourType of [0, 4]) {
      const image = await decodeInNode(makePng(20, 5, 16, colourType, false));
      const eight = await sharp(makePng(20, 5, 16, colourType, false))
        .ensureAlpha()
        .toColourspace('rgb16')
        .raw({ depth: 'ushort' })
        .toBuffer();
      const words = new Uint16Array(eight.buffer, eight.byteOffset, eight.length / 2);
      const expected = Array.from({ length: 300 }, (_, i) => {
        const pixel = 4 * Math.floor(i / 3);
        return overWhite((words[pixel] ?? 0) >> 8, (words[pixel + 3] ?? 0) >> 8);
      });
      expect([...image.rgb]).toEqual(expected);
    }
  });

  it('lays transparent palette entries, greys and colours over white', async () => {
    const alphas = chunk('tRNS', new Uint8Array([0, 60, 128, 255, 254]));
    const indexed = makePng(9, 9, 4, 3, false, [palette, alphas]);
    const image = await decodeInNode(indexed);
    expect(image.rgb).toEqual(await bySharp(indexed));
    expect(image.hadAlpha).toBe(true);
    const clearGrey = makePng(16, 16, 4, 0, true, [chunk('tRNS', new Uint8Array([0, 5]))]);
    expect((await decodeInNode(clearGrey)).rgb).toEqual(await bySharp(clearGrey));
    const opaque = await decodeInNode(makePng(16, 16, 8, 2, false));
    expect(opaque.hadAlpha).toBe(false);
    const [r = 0, g = 0, b = 0] = opaque.rgb;
    const clear = chunk('tRNS', new Uint8Array([0, r, 0, g, 0, b]));
    const clearColour = await decodeInNode(makePng(16, 16, 8, 2, false, [clear]));
    expect([...clearColour.rgb.subarray(0, 3)]).toEqual([255, 255, 255]);
    expect(clearColour.rgb.subarray(3)).toEqual(opaque.rgb.subarray(3));
    expect(clearColour.hadAlpha).toBe(true);
  });

  it('ignores gamma and colour profile, as Pillow does', async () => {
    const plain = makePng(8, 8, 8, 2, false);
    const gamma = makePng(8, 8, 8, 2, false, [chunk('gAMA', new Uint8Array([0, 0, 0x27, 0x10]))]);
    expect((await decodeInNode(gamma)).rgb).toEqual((await decodeInNode(plain)).rgb);
  });

  it('says when the file is cut off or damaged', async () => {
    const png = makePng(37, 21, 8, 6, false);
    for (const length of [9, 20, 40, 100, png.length - 13, png.length - 1]) {
      await expect(decodeInNode(png.slice(0, length)), String(length)).rejects.toThrow(
        'PNG file ends too early',
      );
    }
    const flipped = png.slice();
    flipped[80] = (flipped[80] ?? 0) ^ 0x10;
    await expect(decodeInNode(flipped)).rejects.toThrow('PNG file is damaged');
    await expect(decodeInNode(makePng(4, 4, 3, 2, false))).rejects.toThrow('PNG file is damaged');
    await expect(decodeInNode(makePng(4, 4, 8, 3, false))).rejects.toThrow('PNG file is damaged');
    // Too few rows, and data that are no zlib stream, in chunks whose check sums are right.
    const short = [png.subarray(0, 33), chunk('IDAT', deflateSync(new Uint8Array(50))), png.subarray(-12)];
    await expect(decodeInNode(join(short))).rejects.toThrow('PNG file ends too early');
    const junk = [png.subarray(0, 33), chunk('IDAT', new Uint8Array(50).fill(7)), png.subarray(-12)];
    await expect(decodeInNode(join(junk))).rejects.toThrow('PNG file is damaged');
  });

  it('refuses a size that does not fit before it asks for memory', async () => {
    const huge = makePng(1, 1, 8, 2, false);
    const view = new DataView(huge.buffer);
    view.setUint32(16, 100_000);
    view.setUint32(20, 100_000);
    await expect(decodeInNode(huge)).rejects.toThrow('100000 x 100000; neither side may exceed 32767 pixels');
    view.setUint32(16, 20_000);
    view.setUint32(20, 20_000);
    await expect(decodeInNode(huge)).rejects.toThrow('20000 x 20000, that is 400 megapixels; up to 67 fit');
  });
});
