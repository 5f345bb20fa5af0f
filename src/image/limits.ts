import { ImageError } from './errors.ts';

/** A file is held in memory as a whole, beside its pixels; no camera's picture comes near this. In bytes. */
export const maxFileBytes = 128 * 2 ** 20;

/**
 * 64 megapixels (8192 x 8192). A decoder hands out four bytes for a pixel and we keep three, so this peaks near half a
 * gigabyte, which a browser tab on a phone can still hold.
 */
export const maxPixels = 2 ** 26;

/** The longest side that a canvas takes in every current browser. */
export const maxSide = 32_767;

/** Refuses a size that would not fit, before anything of that size is allocated. Sizes in pixels. */
export function checkSize(width: number, height: number): void {
  if (width > maxSide || height > maxSide) {
    throw new ImageError('image.error.sideTooLong', { width, height, limit: maxSide });
  }
  if (width * height > maxPixels) {
    const megapixels = Math.round((width * height) / 1e5) / 10;
    throw new ImageError('image.error.tooManyPixels', {
      width,
      height,
      megapixels,
      limit: Math.floor(maxPixels / 1e6),
    });
  }
}

/** Refuses a file that is empty or too large. In bytes. */
export function checkFileSize(bytes: number): void {
  if (bytes === 0) throw new ImageError('image.error.empty');
  if (bytes > maxFileBytes) {
    throw new ImageError('image.error.fileTooLarge', {
      megabytes: Math.ceil(bytes / 2 ** 20),
      limit: maxFileBytes / 2 ** 20,
    });
  }
}
