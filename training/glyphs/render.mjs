#!/usr/bin/env node
/**
 * Renders the glyph task as a folder of images: OUT/train/CLASS/N.jpg and OUT/val/CLASS/N.jpg.
 *
 *   npm ci && node render.mjs OUT [--train 600] [--held-out 100]
 *
 * Half of the pictures of digits and capitals are printed, half drawn by hand; of the shapes 40 % are printed. The
 * held-out pictures use fonts that no training picture has, and strokes of other hands (other random numbers).
 * The same versions of the packages give the same bytes everywhere.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { classes, shapes } from './classes.mjs';
import { drawnByHand, printedCharacter, printedShape } from './drawing.mjs';
import { heldOut, training } from './fonts.mjs';
import { randomOf, seedOf } from './random.mjs';
import { photograph } from './scene.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { train: { type: 'string', default: '600' }, 'held-out': { type: 'string', default: '100' } },
});
const [out] = positionals;
if (!out) throw new Error('usage: node render.mjs OUT [--train N] [--held-out N], N pictures of each class');
const shared = training.filter((family) => heldOut.includes(family));
if (shared.length > 0) throw new Error(`in both sets: ${shared.join(', ')}`);

function drawingOf(label, fonts, random) {
  if (shapes.includes(label)) {
    return random.chance(0.4) ? printedShape(label, random) : drawnByHand(label, random);
  }
  return random.chance(0.5)
    ? printedCharacter(label, random.pick(fonts), random)
    : drawnByHand(label, random);
}

const sets = [
  { name: 'train', fonts: training, count: Number(values.train) },
  { name: 'val', fonts: heldOut, count: Number(values['held-out']) },
];
for (const { name, fonts, count } of sets) {
  for (const label of classes) {
    const folder = path.join(out, name, label);
    await mkdir(folder, { recursive: true });
    for (let start = 0; start < count; start += 16) {
      await Promise.all(
        Array.from({ length: Math.min(16, count - start) }, async (_, offset) => {
          const index = start + offset;
          const random = randomOf(seedOf(`${name}/${label}/${index}`));
          // A turned arrow is an arrow; everything else is read upright.
          const items = drawingOf(label, fonts, random);
          const turned = label === 'arrow' ? turn(items, random.pick([0, 1, 2, 3])) : items;
          await writeFile(
            path.join(folder, `${String(index).padStart(4, '0')}.jpg`),
            await photograph(turned, random),
          );
        }),
      );
    }
  }
  console.log(`${name}: ${classes.length} classes, ${count} pictures each, ${fonts.length} font families`);
}

/** Quarter turns about the middle. */
function turn(items, quarters) {
  const once = ([x, y]) => [1 - y, x];
  const times = (point) => Array.from({ length: quarters }).reduce(once, point);
  return items.map((item) =>
    item.kind === 'line'
      ? { ...item, points: item.points.map(times) }
      : { ...item, outlines: item.outlines.map((points) => points.map(times)) },
  );
}
