/** Decodes and prepares images away from the page's thread: twelve megapixels take a moment. */
import { expose, transfer } from 'comlink';
import { required } from '../base/invariant.ts';
import { decodeInBrowser } from '../image/decodeBrowser.ts';
import { imageFromRgba } from '../image/pixels.ts';
import { preprocess, type Preprocessed } from '../image/preprocess.ts';
import type { PreprocessRecipe } from '../image/recipe.ts';
import type { DecodedImage } from '../image/types.ts';
import { scaledByCanvas } from './canvasScaling.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** By the number that the page gave them, which grows. */
const decoded = new Map<number, DecodedImage>();

/** A copy for the page; the worker keeps its own, because every new recipe starts from it. */
function handOver(id: number, image: DecodedImage): DecodedImage {
  decoded.set(id, image);
  const copy = { ...image, rgb: image.rgb.slice() };
  return transfer(copy, [copy.rgb.buffer]);
}

export interface Prepared {
  readonly prepared: Preprocessed;
  /** What the recipe asks for, where the canvas scaled `prepared`. */
  readonly exact: Preprocessed | null;
}

const buffersOf = ({ crop, tensor, resized }: Preprocessed): ArrayBuffer[] => [
  crop.rgb.buffer,
  tensor.buffer,
  ...(resized ? [resized.rgb.buffer] : []),
];

const api = {
  /** Decodes a file, which is called `id` from here on. */
  decode: (id: number, bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<DecodedImage>> =>
    outcomeOf(async () => handOver(id, await decodeInBrowser(bytes))),

  /** Takes pixels that never were a file: RGBA, row by row. */
  takePixels: (
    id: number,
    rgba: Uint8ClampedArray,
    width: number,
    height: number,
  ): Promise<Outcome<DecodedImage>> =>
    outcomeOf(async () => handOver(id, imageFromRgba({ data: rgba, width, height }))),

  /**
   * An image as a network of that recipe and that many channels takes it, or with `canvas` as the browser's canvas
   * scales it. Images before it are let go.
   */
  prepare: (
    id: number,
    recipe: PreprocessRecipe,
    channels: number,
    canvas: boolean,
  ): Promise<Outcome<Prepared>> =>
    outcomeOf(async () => {
      for (const older of decoded.keys()) if (older < id) decoded.delete(older);
      const image = required(decoded.get(id), `image ${id}`);
      const byRecipe = preprocess(image, recipe, channels);
      const prepared = canvas ? scaledByCanvas(image, byRecipe, recipe, channels) : byRecipe;
      const answer: Prepared = { prepared, exact: canvas ? byRecipe : null };
      return transfer(answer, [...new Set([...buffersOf(prepared), ...buffersOf(byRecipe)])]);
    }),
};

export type ImageWorker = typeof api;
expose(api);
