/**
 * A drawing is a list of items in a square of side 1: filled outlines, or lines with a thickness. Everything is points,
 * so that a perspective moves each of them exactly.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import opentype from 'opentype.js';
import { printed } from './shapes.mjs';
import { strokes } from './strokes.mjs';

const require = createRequire(import.meta.url);

/** Catmull-Rom through the points; `tension` 0 is smooth, 1 a polyline. */
function smooth(points, tension) {
  const at = (i) => points[Math.max(0, Math.min(points.length - 1, i))];
  const out = [];
  for (let i = 0; i + 1 < points.length; i += 1) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 0; step < 8; step += 1) {
      const t = step / 8;
      out.push(
        [0, 1].map((axis) => {
          const m1 = ((1 - tension) * (p2[axis] - p0[axis])) / 2;
          const m2 = ((1 - tension) * (p3[axis] - p1[axis])) / 2;
          const t2 = t * t;
          const t3 = t2 * t;
          return (
            (2 * t3 - 3 * t2 + 1) * p1[axis] +
            (t3 - 2 * t2 + t) * m1 +
            (-2 * t3 + 3 * t2) * p2[axis] +
            (t3 - t2) * m2
          );
        }),
      );
    }
  }
  out.push(points[points.length - 1]);
  return out;
}

/** A class as a hand draws it: every corner a little off, ends too long or too short, lines that waver. */
export function drawnByHand(label, random) {
  const wobble = random.between(0.005, 0.045);
  const waver = random.between(0, 0.012);
  const thickness = random.between(0.035, 0.15);
  const tension = random.between(0, 0.35);
  return random.pick(strokes[label]).map((stroke) => {
    // A ring of many points would turn into a saw if each went its own way as far as the corner of an A does.
    const reach = wobble * Math.min(1, 8 / stroke.points.length);
    const moved = stroke.points.map(([x, y]) => [x + random.normal(reach), y + random.normal(reach)]);
    const dense = smooth(moved, stroke.smooth ? tension : random.between(0.7, 1));
    return {
      kind: 'line',
      points: dense.map(([x, y]) => [x + random.normal(waver), y + random.normal(waver)]),
      thickness,
    };
  });
}

/** A shape as it is printed. */
export function printedShape(label, random) {
  const form = printed[label](random);
  if (form.thick) {
    return form.thick.map((stroke) => ({
      kind: 'line',
      points: smooth(stroke.points, 0),
      thickness: form.share,
    }));
  }
  if (form.parts) return form.parts.map((points) => ({ kind: 'fill', outlines: [points] }));
  return [{ kind: 'fill', outlines: form.outlines }];
}

const fonts = new Map();

/** The upright latin faces of a family, of every weight that its package has. */
function facesOf(family) {
  if (!fonts.has(family)) {
    const folder = path.join(path.dirname(require.resolve(`@fontsource/${family}/package.json`)), 'files');
    const faces = [200, 300, 400, 500, 600, 700, 800, 900].flatMap((weight) => {
      try {
        const bytes = readFileSync(path.join(folder, `${family}-latin-${weight}-normal.woff`));
        return [opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))];
      } catch (error) {
        if (error.code === 'ENOENT') return [];
        throw error;
      }
    });
    if (faces.length === 0) throw new Error(`${family} has no upright latin face`);
    fonts.set(family, faces);
  }
  return fonts.get(family);
}

/** A character of a font as outlines in the unit square: as high as the square, in the middle. */
export function printedCharacter(label, family, random) {
  const face = random.pick(facesOf(family));
  const glyph = face.charToGlyph(label);
  if (glyph.index === 0) throw new Error(`${family} has no ${label}`);
  const outlines = [];
  let current = [];
  const last = () => current[current.length - 1];
  for (const command of glyph.getPath(0, 0, 1000).commands) {
    if (command.type === 'M') {
      current = [[command.x, command.y]];
      outlines.push(current);
    } else if (command.type === 'L') current.push([command.x, command.y]);
    else if (command.type === 'Q' || command.type === 'C') {
      const [x0, y0] = last();
      for (let step = 1; step <= 8; step += 1) {
        const t = step / 8;
        const u = 1 - t;
        const blend = (a, b, c, d) =>
          command.type === 'Q'
            ? u * u * a + 2 * u * t * b + t * t * d
            : u ** 3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t ** 3 * d;
        current.push([
          blend(x0, command.x1, command.x2 ?? 0, command.x),
          blend(y0, command.y1, command.y2 ?? 0, command.y),
        ]);
      }
    }
  }
  const all = outlines.flat();
  const [left, right] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))];
  const [top, bottom] = [Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))];
  const size = Math.max(bottom - top, (right - left) * 0.9);
  const fit = ([x, y]) => [(x - (left + right) / 2) / size + 0.5, (y - (top + bottom) / 2) / size + 0.5];
  return [{ kind: 'fill', outlines: outlines.map((points) => points.map(fit)), rule: 'nonzero' }];
}
