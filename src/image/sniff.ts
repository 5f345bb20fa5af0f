/** What kind of file this is, by its first bytes. A name or a declared type is never trusted. */
import { ImageError } from './errors.ts';
import { formatNames, type ImageFormat, imageFormats } from './types.ts';

/** `bytes[at…]` as Latin-1 text, shorter at the end of the file. */
export function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

const allowed = (): string => {
  const names = imageFormats.map((format) => formatNames[format]);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
};

/** Picture formats that we recognise only to say their name. */
const others: readonly (readonly [name: string, matches: (bytes: Uint8Array) => boolean])[] = [
  ['HEIC', (b) => ascii(b, 4, 4) === 'ftyp' && /^(heic|heix|hevc|heim|heis|mif1|msf1)/.test(ascii(b, 8, 4))],
  ['TIFF', (b) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(ascii(b, 0, 4))],
  [
    'SVG',
    (b) => /^\W*<(svg|\?xml|!--|!doctype svg)/i.test(ascii(b, 0, 64)) && /<svg[\s>]/i.test(ascii(b, 0, 1024)),
  ],
  ['BMP', (b) => ascii(b, 0, 2) === 'BM' && b.length > 26 && ascii(b, 6, 4) === '\0\0\0\0'],
  ['ICO', (b) => ascii(b, 0, 4) === '\0\0\x01\0'],
  ['JPEG XL', (b) => ascii(b, 0, 2) === '\xff\x0a' || ascii(b, 4, 4) === 'JXL '],
  ['JPEG 2000', (b) => ascii(b, 4, 4) === 'jP  ' || ascii(b, 0, 4) === '\xff\x4f\xff\x51'],
  ['Photoshop', (b) => ascii(b, 0, 4) === '8BPS'],
  ['PDF', (b) => ascii(b, 0, 5) === '%PDF-'],
];

function isAvif(bytes: Uint8Array): boolean {
  if (ascii(bytes, 4, 4) !== 'ftyp') return false;
  if (/^avi[fs]$/.test(ascii(bytes, 8, 4))) return true;
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0);
  for (let at = 16; at + 4 <= Math.min(size, bytes.length, 256); at += 4) {
    if (/^avi[fs]$/.test(ascii(bytes, at, 4))) return true;
  }
  return false;
}

/** The format, or an ImageError that names what the file is instead (if known) and what is allowed. */
export function sniffFormat(bytes: Uint8Array): ImageFormat {
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (ascii(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'webp';
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return 'gif';
  if (isAvif(bytes)) return 'avif';
  const other = others.find(([, matches]) => matches(bytes));
  if (other !== undefined) {
    throw new ImageError('image.error.unsupportedFormat', { format: other[0], allowed: allowed() });
  }
  throw new ImageError('image.error.notImage', { allowed: allowed() });
}
