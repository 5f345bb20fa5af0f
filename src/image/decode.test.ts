import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeWith } from './decode.ts';
import { decodeInNode } from './decodeNode.ts';
import { ImageError } from './errors.ts';
import { readHeader } from './header.ts';
import { maxFileBytes } from './limits.ts';
import { imageFromRgba } from './pixels.ts';
import type { ImageFormat } from './types.ts';

const text = (value: string) => new TextEncoder().encode(value);
const latin = (value: string) => Uint8Array.from(value, (c) => c.charCodeAt(0));
const width = 29;
const height = 17;
const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + (i >> 5) * 3) & 255);
const source = () => sharp(pixels, { raw: { width, height, channels: 3 } });

const encoders: { readonly [F in ImageFormat]: (image: Sharp) => Sharp } = {
  png: (image) => image.png(),
  jpeg: (image) => image.jpeg({ quality: 95 }),
  webp: (image) => image.webp({ lossless: true }),
  gif: (image) => image.gif(),
  avif: (image) => image.avif({ quality: 90 }),
};
const encode = async (format: ImageFormat, image = source()) =>
  new Uint8Array(await encoders[format](image).toBuffer());
const formats = Object.keys(encoders) as ImageFormat[];

describe('decodeInNode', () => {
  for (const format of formats) {
    it(`reads ${format} by its content`, async () => {
      const file = await encode(format);
      const header = readHeader(file);
      expect([header.format, header.width, header.height]).toEqual([format, width, height]);
      const image = await decodeInNode(file);
      expect([image.format, image.width, image.height, image.hadAlpha, image.orientation]).toEqual([
        format,
        width,
        height,
        false,
        1,
      ]);
      const expected = await sharp(file).removeAlpha().raw().toBuffer();
      expect(image.rgb).toEqual(new Uint8Array(expected));
    });

    it(`says when a ${format} file is cut off`, async () => {
      const file = await encode(format);
      for (const part of [0.3, 0.6, 0.95]) {
        const cut = file.slice(0, Math.floor(file.length * part));
        await expect(decodeInNode(cut), `${part} of ${file.length}`).rejects.toThrow(
          /ends too early|is damaged/,
        );
      }
    });

    it(`survives any flipped byte in the head of a ${format} file`, async () => {
      const file = await encode(format);
      for (let at = 0; at < Math.min(file.length, 160); at++) {
        const bad = file.slice();
        bad[at] = (bad[at] ?? 0) ^ 0xff;
        const outcome = await decodeInNode(bad).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImageError);
      }
    });
  }

  it('turns every orientation upright, in PNG, JPEG and WebP', async () => {
    for (const format of ['png', 'jpeg', 'webp'] as const) {
      for (let orientation = 1; orientation <= 8; orientation++) {
        const file = await encode(format, source().withMetadata({ orientation }));
        const image = await decodeInNode(file);
        const { data, info } = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true });
        expect([image.width, image.height]).toEqual([info.width, info.height]);
        expect(image.orientation).toBe(orientation);
        expect(image.rgb, `${format} ${orientation}`).toEqual(new Uint8Array(data));
      }
    }
  });

  it('leaves colours as stored, whatever profile the file carries', async () => {
    const plain = await decodeInNode(await encode('jpeg'));
    const wide = new Uint8Array(await source().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer());
    const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
    expect((await decodeInNode(wide)).rgb).toEqual(new Uint8Array(stored));
    expect(plain.rgb).not.toEqual(new Uint8Array(stored));
  });

  it('mixes the inks of a print JPEG as Pillow does', async () => {
    const file = await encode('jpeg', source().toColourspace('cmyk'));
    const image = await decodeInNode(file);
    const inks = await sharp(file, { ignoreIcc: true })
      .pipelineColourspace('cmyk')
      .toColourspace('cmyk')
      .raw()
      .toBuffer();
    expect(image.rgb.length).toBe((inks.length / 4) * 3);
    for (let p = 0; p < inks.length / 4; p++) {
      const [cyan = 0, magenta = 0, yellow = 0, black = 0] = inks.subarray(4 * p, 4 * p + 4);
      const light = 255 - black;
      const expected = [cyan, magenta, yellow].map((ink) => light - Math.round((ink * light) / 255));
      expect([...image.rgb.subarray(3 * p, 3 * p + 3)]).toEqual(expected);
    }
  });

  it('reads grey JPEG and the first frame of an animation', async () => {
    const grey = await decodeInNode(await encode('jpeg', source().greyscale()));
    expect(grey.rgb[0]).toBe(grey.rgb[1]);
    const frames = Buffer.concat([Buffer.alloc(300, 40), Buffer.alloc(300, 200)]);
    const raw = { width: 10, height: 20, channels: 3, pageHeight: 10 } as const;
    const gif = new Uint8Array(
      await sharp(frames, { raw })
        .gif({ delay: [10, 10] })
        .toBuffer(),
    );
    const first = await decodeInNode(gif);
    expect([first.width, first.height]).toEqual([10, 10]);
    expect(new Set(first.rgb)).toEqual(new Set([40]));
  });

  it('lays half-transparent WebP over white', async () => {
    const rgba = Uint8Array.from([200, 100, 0, 128, 10, 20, 30, 255, 9, 9, 9, 0, 255, 0, 0, 1]);
    const raw = { width: 4, height: 1, channels: 4 } as const;
    const file = new Uint8Array(await sharp(rgba, { raw }).webp({ lossless: true, exact: true }).toBuffer());
    const image = await decodeInNode(file);
    expect([...image.rgb]).toEqual([227, 177, 127, 10, 20, 30, 255, 255, 255, 255, 254, 254]);
    expect(image.hadAlpha).toBe(true);
  });
});

describe('what is no picture', () => {
  const refusals: readonly (readonly [string, Uint8Array<ArrayBuffer>, string])[] = [
    ['an empty file', new Uint8Array(0), 'The file is empty'],
    [
      'one byte',
      new Uint8Array([0xff]),
      'This file is no picture. Choose a PNG, JPEG, WebP, GIF or AVIF file',
    ],
    ['a text', text('Hello, this is no picture.'), 'This file is no picture'],
    ['a page', text('<!doctype html><title>x</title>'), 'This file is no picture'],
    [
      'an SVG',
      text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'SVG files can’t be read',
    ],
    ['a bare SVG', text('  <svg width="3"/>'), 'SVG files can’t be read here'],
    ['a HEIC', latin('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'HEIC files can’t be read here'],
    ['a TIFF', latin('II*\0\x08\0\0\0'), 'TIFF files can’t be read here'],
    ['a bitmap', latin(`BM\x46\0\0\0\0\0\0\0${'\0'.repeat(40)}`), 'BMP files can’t be read here'],
    ['a PDF', latin('%PDF-1.7'), 'PDF files can’t be read here'],
  ];
  for (const [what, bytes, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const error = await decodeInNode(bytes).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(ImageError);
      expect((error as Error).message).toContain(message);
    });
  }

  it('says so when the memory does not suffice', async () => {
    const file = await encode('webp');
    const starved = decodeWith(file, () => Promise.reject(new RangeError('Array buffer allocation failed')));
    await expect(starved).rejects.toThrow('not enough memory for a picture of 29 x 17');
  });

  it('refuses a file that is too large before looking into it', async () => {
    await expect(decodeInNode(new Uint8Array(maxFileBytes + 1))).rejects.toThrow('up to 128 MB can be read');
  });

  it('refuses claims of a huge size in every format', async () => {
    const gif = await encode('gif');
    new DataView(gif.buffer).setUint32(6, 0xffffffff);
    await expect(decodeInNode(gif)).rejects.toThrow('65535 x 65535');
    const jpeg = await encode('jpeg');
    const frame = jpeg.findIndex(
      (byte, i) => byte === 0xff && (jpeg[i + 1] === 0xc0 || jpeg[i + 1] === 0xc2),
    );
    new DataView(jpeg.buffer).setUint32(frame + 5, 0x40004000);
    await expect(decodeInNode(jpeg)).rejects.toThrow('16384 x 16384, that is 268.4 megapixels');
    const webp = new Uint8Array(
      await source().webp({ quality: 80 }).withMetadata({ orientation: 3 }).toBuffer(),
    );
    webp.fill(0xff, 24, 30);
    await expect(decodeInNode(webp)).rejects.toThrow('16777216 x 16777216');
    const avif = await encode('avif');
    const ispe = new TextDecoder('latin1').decode(avif).indexOf('ispe');
    new DataView(avif.buffer).setUint32(ispe + 8, 1_000_000);
    await expect(decodeInNode(avif)).rejects.toThrow('1000000 x 17');
  });
});

describe('imageFromRgba', () => {
  it('lays a frame over white', () => {
    const image = imageFromRgba({ width: 2, height: 1, data: [1, 2, 3, 255, 0, 0, 0, 51] });
    expect([...image.rgb]).toEqual([1, 2, 3, 204, 204, 204]);
    expect(image).toMatchObject({ format: 'pixels', hadAlpha: true, orientation: 1 });
  });
});

it('keeps sharp out of what the page loads', () => {
  for (const module of ['decodeBrowser.ts', 'decode.ts', 'png.ts', 'preprocess.ts', 'header.ts']) {
    const code = readFileSync(new URL(`./${module}`, import.meta.url), 'utf8');
    expect(code).not.toMatch(/decodeNode|['"]sharp['"]/);
  }
});
