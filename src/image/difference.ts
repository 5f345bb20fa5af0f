/** Two pictures of one size, pixel against pixel. */
import { invariant } from '../base/invariant.ts';
import type { RgbImage } from './types.ts';

export interface PictureDifference {
  /** Of all bytes, 0 to 255. */
  readonly max: number;
  readonly mean: number;
  /** Share of the pixels of which any byte differs. */
  readonly differing: number;
  /** Black where they agree; the absolute differences times `gain` elsewhere. */
  readonly picture: RgbImage;
  readonly gain: number;
}

/** The pictures must have the same size. The largest difference is brightened to white, at most 32 times. */
export function differenceOf(a: RgbImage, b: RgbImage): PictureDifference {
  invariant(a.width === b.width && a.height === b.height, 'two pictures of one size');
  const rgb = new Uint8Array(a.rgb.length);
  let max = 0;
  let sum = 0;
  let pixels = 0;
  for (let from = 0; from < rgb.length; from += 3) {
    let any = 0;
    for (let at = from; at < from + 3; at += 1) {
      const difference = Math.abs((a.rgb[at] as number) - (b.rgb[at] as number));
      rgb[at] = difference;
      sum += difference;
      any = Math.max(any, difference);
    }
    max = Math.max(max, any);
    if (any > 0) pixels += 1;
  }
  const gain = max === 0 ? 1 : Math.min(32, 255 / max);
  for (let at = 0; at < rgb.length; at += 1) rgb[at] = Math.round((rgb[at] as number) * gain);
  return {
    max,
    mean: sum / rgb.length,
    differing: pixels / (a.width * a.height),
    picture: { width: a.width, height: a.height, rgb },
    gain,
  };
}
