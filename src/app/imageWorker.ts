/** Decodes and prepares images away from the page's thread: twelve megapixels take a moment. */
import { expose, transfer } from 'comlink';
import { required } from '../base/invariant.ts';
import { decodeInBrowser } from '../image/decodeBrowser.ts';
import { imageFromRgba } from '../image/pixels.ts';
import { preprocess, type Preprocessed } from '../image/preprocess.ts';
import type { PreprocessRecipe } from '../image/recipe.ts';
import type { DecodedImage } from '../image/types.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

let current: DecodedImage | null = null;

/** A copy for the page; the worker keeps its own, because every new recipe starts from it. */
function handOver(image: DecodedImage): DecodedImage {
  current = image;
  const copy = { ...image, rgb: image.rgb.slice() };
  return transfer(copy, [copy.rgb.buffer]);
}

const api = {
  /** Decodes a file. When it cannot, the image before it stays. */
  decode: (bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<DecodedImage>> =>
    outcomeOf(async () => handOver(await decodeInBrowser(bytes))),

  /** Takes pixels that never were a file: RGBA, row by row. */
  takePixels: (rgba: Uint8ClampedArray, width: number, height: number): Promise<Outcome<DecodedImage>> =>
    outcomeOf(async () => handOver(imageFromRgba({ data: rgba, width, height }))),

  /** The current image as a network of that recipe and that many channels takes it. */
  prepare: (recipe: PreprocessRecipe, channels: number): Promise<Outcome<Preprocessed>> =>
    outcomeOf(async () => {
      const prepared = preprocess(required(current, 'a decoded image'), recipe, channels);
      const buffers = [prepared.crop.rgb.buffer, prepared.tensor.buffer];
      if (prepared.resized) buffers.push(prepared.resized.rgb.buffer);
      return transfer(prepared, [...new Set(buffers)]);
    }),
};

export type ImageWorker = typeof api;
expose(api);
