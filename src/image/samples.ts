import type { MessageKey } from '../text/index.ts';

export interface SampleImage {
  readonly id: string;
  /** Relative to the page's base address. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** What is in the picture, for its caption and for those who do not see it. */
  readonly text: MessageKey;
}

/** The pictures that come with the page, painted by `scripts/make-samples.mjs`. */
export const sampleImages: readonly SampleImage[] = [
  { id: 'fox', file: 'samples/fox.jpg', width: 320, height: 240, text: 'image.sample.fox' },
  { id: 'boat', file: 'samples/boat.jpg', width: 360, height: 240, text: 'image.sample.boat' },
  { id: 'cup', file: 'samples/cup.jpg', width: 320, height: 240, text: 'image.sample.cup' },
  { id: 'mushroom', file: 'samples/mushroom.webp', width: 288, height: 288, text: 'image.sample.mushroom' },
  { id: 'bicycle', file: 'samples/bicycle.png', width: 320, height: 240, text: 'image.sample.bicycle' },
  { id: 'lights', file: 'samples/lights.jpg', width: 240, height: 320, text: 'image.sample.lights' },
];
