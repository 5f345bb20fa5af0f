#!/usr/bin/env node
/** Renders the page's glyph samples: scenes like those of the held-out set, four times as large. `node samples.mjs` */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawnByHand, printedCharacter } from './drawing.mjs';
import { heldOut } from './fonts.mjs';
import { randomOf, seedOf } from './random.mjs';
import { photograph } from './scene.mjs';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../public/samples');
const byHand = (label, random) => drawnByHand(label, random);
const byFont = (label, random) => printedCharacter(label, random.pick(heldOut), random);

for (const { file, label, take, draw } of [
  { file: 'glyph-4', label: '4', take: 7, draw: byHand },
  { file: 'glyph-r', label: 'R', take: 5, draw: byFont },
  { file: 'glyph-star', label: 'star', take: 9, draw: byHand },
  { file: 'glyph-spiral', label: 'spiral', take: 0, draw: byHand },
]) {
  const random = randomOf(seedOf(`sample/${label}/${take}`));
  await writeFile(path.join(folder, `${file}.jpg`), await photograph(draw(label, random), random, 4));
}
