/** One picture: a drawing on a background, seen from somewhere, through a camera. Sizes in pixels of the picture. */
import sharp from 'sharp';

export const size = 64;

const colour = ({ hue, saturation, lightness }) =>
  `hsl(${hue.toFixed(0)},${(100 * saturation).toFixed(0)}%,${(100 * lightness).toFixed(0)}%)`;

/** Paper and ink: mostly dark on light, often the reverse, always with enough between them to be read. */
function colours(random) {
  const coloured = random.chance(0.55);
  const tone = (lightness) => ({
    hue: random.between(0, 360),
    saturation: coloured ? random.between(0.1, 0.9) : random.between(0, 0.12),
    lightness,
  });
  let paper;
  let ink;
  do {
    paper = random.chance(0.65) ? random.between(0.55, 1) : random.between(0, 0.55);
    ink = random.between(0, 1);
  } while (Math.abs(paper - ink) < 0.32);
  return { paper: tone(paper), ink: tone(ink) };
}

/** Turning, scaling, shearing, moving and a perspective, as a map of the unit square into the picture. */
function camera(random) {
  const angle = (random.normal(9) * Math.PI) / 180;
  const scale = size * random.between(0.42, 0.9);
  const [sx, sy] = [random.between(0.78, 1.15), random.between(0.85, 1.1)];
  const shear = random.normal(0.1);
  const [px, py] = [random.normal(0.14), random.normal(0.14)];
  const room = Math.max(0, size - scale) * 0.5;
  const [dx, dy] = [random.between(-room, room), random.between(-room, room)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const map = ([x, y]) => {
    const [u, v] = [(x - 0.5) * sx + shear * (y - 0.5), (y - 0.5) * sy];
    const w = 1 + px * u + py * v;
    return [
      size / 2 + dx + (scale * (cos * u - sin * v)) / w,
      size / 2 + dy + (scale * (sin * u + cos * v)) / w,
    ];
  };
  return { map, scale };
}

const pathOf = (points, closed) =>
  `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L')}${closed ? 'Z' : ''}`;

function itemSvg(item, { map, scale }, ink, outlined) {
  if (item.kind === 'line') {
    const path = pathOf(item.points.map(map), false);
    const width = Math.max(1.4, item.thickness * scale).toFixed(2);
    return `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
  }
  const path = item.outlines.map((points) => pathOf(points.map(map), true)).join('');
  const rule = item.rule ?? 'evenodd';
  return outlined
    ? `<path d="${path}" fill="none" stroke="${ink}" stroke-width="${outlined.toFixed(2)}" stroke-linejoin="round"/>`
    : `<path d="${path}" fill="${ink}" fill-rule="${rule}"/>`;
}

/** Ruled or squared paper, a fold, a shadow's edge, blots: what lies behind a glyph in a photo. */
function backgroundSvg(random, paper) {
  const parts = [];
  const near = (range) =>
    colour({
      ...paper,
      lightness: Math.max(0, Math.min(1, paper.lightness + random.between(-range, range))),
    });
  const turn = random.between(0, 360).toFixed(0);
  parts.push(
    `<linearGradient id="g" gradientTransform="rotate(${turn} .5 .5)"><stop offset="0" stop-color="${near(0.12)}"/>`,
    `<stop offset="1" stop-color="${near(0.12)}"/></linearGradient>`,
    `<rect width="${size}" height="${size}" fill="url(#g)"/>`,
  );
  if (random.chance(0.2)) {
    const gap = random.between(6, 16);
    const slant = random.between(-4, 4);
    const stroke = near(0.22);
    for (let y = random.between(-gap, 0); y < size + 4; y += gap) {
      parts.push(
        `<path d="M-2 ${y.toFixed(1)}L66 ${(y + slant).toFixed(1)}" stroke="${stroke}" stroke-width=".8"/>`,
      );
      if (slant > 2)
        parts.push(
          `<path d="M${y.toFixed(1)} -2L${(y - slant).toFixed(1)} 66" stroke="${stroke}" stroke-width=".8"/>`,
        );
    }
  }
  const blots = random.chance(0.35) ? Math.ceil(random.between(1, 5)) : 0;
  for (let i = 0; i < blots; i += 1) {
    parts.push(
      `<ellipse cx="${random.between(0, size).toFixed(1)}" cy="${random.between(0, size).toFixed(1)}" rx="${random.between(3, 24).toFixed(1)}" ry="${random.between(3, 24).toFixed(1)}" fill="${near(0.14)}"/>`,
    );
  }
  if (random.chance(0.15)) {
    // The edge of the sheet on a table.
    const at = random.between(1, 9).toFixed(1);
    const turned = random.pick([0, 90, 180, 270]);
    parts.push(
      `<rect x="-20" y="-20" width="104" height="${20 + Number(at)}" fill="${near(0.5)}" transform="rotate(${turned + random.normal(4)} 32 32)"/>`,
    );
  }
  return parts.join('');
}

/** The picture as the bytes of a JPEG; `zoom` times as large each way. */
export async function photograph(items, random, zoom = 1) {
  const { paper, ink } = colours(random);
  const view = camera(random);
  const outlined =
    items[0].kind === 'fill' && view.scale > 34 && random.chance(0.1) ? random.between(1.4, 2.4) : null;
  const inkColour = colour(ink);
  const shadow = random.chance(0.12)
    ? `<g transform="translate(${random.between(1, 2.5).toFixed(1)} ${random.between(1, 2.5).toFixed(1)})" opacity=".35">${items.map((item) => itemSvg(item, view, '#000', outlined)).join('')}</g>`
    : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${backgroundSvg(random, paper)}${shadow}${items.map((item) => itemSvg(item, view, inkColour, outlined)).join('')}</svg>`;
  let picture = sharp(Buffer.from(svg), { density: 72 * zoom }).removeAlpha();
  if (random.chance(0.5)) picture = picture.blur(zoom * random.between(0.3, 1.3));
  const { data } = await picture.raw().toBuffer({ resolveWithObject: true });
  const noise = random.chance(0.6) ? random.between(1, 16) : 0;
  const [gx, gy] = [random.normal(0.12), random.normal(0.12)];
  const exposure = random.between(0.8, 1.12);
  const tint = [random.normal(0.04), random.normal(0.04), random.normal(0.04)];
  const side = size * zoom;
  for (let i = 0; i < data.length; i += 1) {
    const pixel = Math.floor(i / 3);
    const light =
      1 + gx * ((pixel % side) / side - 0.5) + gy * (Math.floor(pixel / side) / side - 0.5) + tint[i % 3];
    const value = data[i] * exposure * light + (noise > 0 ? random.normal(noise) : 0);
    data[i] = Math.max(0, Math.min(255, Math.round(value)));
  }
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: Math.round(random.between(55, 95)), chromaSubsampling: '4:4:4' })
    .toBuffer();
}
