import type { MessageKey } from '../text/index.ts';

export interface SampleImage {
  readonly id: string;
  /** Relative to the page's base address. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** What is in the picture, for its caption and for those who do not see it. */
  readonly text: MessageKey;
  /** Which networks it is for: those that know photographs, or those trained on glyphs. */
  readonly kind: 'photo' | 'glyph';
}

/** The pictures that come with the page: `scripts/make-samples.mjs` paints the photos, `training/glyphs/samples.mjs` renders the glyphs. */
export const sampleImages: readonly SampleImage[] = [
  { id: 'fox', file: 'samples/fox.jpg', width: 320, height: 240, text: 'image.sample.fox', kind: 'photo' },
  { id: 'boat', file: 'samples/boat.jpg', width: 360, height: 240, text: 'image.sample.boat', kind: 'photo' },
  { id: 'cup', file: 'samples/cup.jpg', width: 320, height: 240, text: 'image.sample.cup', kind: 'photo' },
  {
    id: 'mushroom',
    file: 'samples/mushroom.webp',
    width: 288,
    height: 288,
    text: 'image.sample.mushroom',
    kind: 'photo',
  },
  {
    id: 'bicycle',
    file: 'samples/bicycle.png',
    width: 320,
    height: 240,
    text: 'image.sample.bicycle',
    kind: 'photo',
  },
  {
    id: 'lights',
    file: 'samples/lights.jpg',
    width: 240,
    height: 320,
    text: 'image.sample.lights',
    kind: 'photo',
  },
  {
    id: 'glyph-4',
    file: 'samples/glyph-4.jpg',
    width: 256,
    height: 256,
    text: 'image.sample.four',
    kind: 'glyph',
  },
  {
    id: 'glyph-r',
    file: 'samples/glyph-r.jpg',
    width: 256,
    height: 256,
    text: 'image.sample.r',
    kind: 'glyph',
  },
  {
    id: 'glyph-star',
    file: 'samples/glyph-star.jpg',
    width: 256,
    height: 256,
    text: 'image.sample.star',
    kind: 'glyph',
  },
  {
    id: 'glyph-spiral',
    file: 'samples/glyph-spiral.jpg',
    width: 256,
    height: 256,
    text: 'image.sample.spiral',
    kind: 'glyph',
  },
];
