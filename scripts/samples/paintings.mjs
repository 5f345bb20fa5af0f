import { bicycle } from './bicycle.mjs';
import { boat } from './boat.mjs';
import { cup } from './cup.mjs';
import { fox } from './fox.mjs';
import { letterR, seven, spiral, star } from './glyphs.mjs';
import { lights } from './lights.mjs';
import { mushroom } from './mushroom.mjs';

/** Every sample: its file, its size in pixels, and what paints it. `src/image/samples.ts` lists the same files. */
export const paintings = [
  { file: 'fox.jpg', width: 320, height: 240, paint: fox },
  { file: 'boat.jpg', width: 360, height: 240, paint: boat },
  { file: 'cup.jpg', width: 320, height: 240, paint: cup },
  { file: 'mushroom.webp', width: 288, height: 288, paint: mushroom },
  { file: 'bicycle.png', width: 320, height: 240, paint: bicycle },
  { file: 'lights.jpg', width: 240, height: 320, paint: lights },
  { file: 'glyph-7.png', width: 192, height: 192, paint: seven },
  { file: 'glyph-r.png', width: 192, height: 192, paint: letterR },
  { file: 'glyph-star.png', width: 192, height: 192, paint: star },
  { file: 'glyph-spiral.png', width: 192, height: 192, paint: spiral },
];
