import { interpolateViridis, rgb } from 'd3';
import type { Thumbnail } from '../runtime/contract.ts';

/** RGB of 0 to 255 in viridis: even to the eye, safe for colour-blind eyes, and readable in grey. */
const palette: readonly (readonly [number, number, number])[] = Array.from({ length: 256 }, (_, value) => {
  const { r, g, b } = rgb(interpolateViridis(value / 255));
  return [r, g, b];
});

const urls = new WeakMap<Thumbnail, string>();

/** A thumbnail as a PNG address, made once. Empty where the browser gives no canvas. */
export function thumbnailUrl(thumbnail: Thumbnail): string {
  const known = urls.get(thumbnail);
  if (known !== undefined) return known;
  const { width, height, pixels } = thumbnail;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return '';
  const image = context.createImageData(width, height);
  pixels.forEach((value, index) => {
    const [r, g, b] = palette[value] ?? [0, 0, 0];
    image.data.set([r, g, b, 255], index * 4);
  });
  context.putImageData(image, 0, 0);
  const url = canvas.toDataURL('image/png');
  urls.set(thumbnail, url);
  return url;
}
