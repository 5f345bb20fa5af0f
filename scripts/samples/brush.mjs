/** Small helpers for painting in SVG: seeded chance, colours between colours, textures, strokes. */

/** Seeded numbers in 0 … 1, so that a picture comes out the same every time. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
  const between = (low, high) => low + (high - low) * next();
  return {
    next,
    between,
    pick: (list) => list[Math.floor(next() * list.length)],
    /** About normal: mean 0, deviation 1. */
    normal: () => (next() + next() + next() + next() - 2) * 1.73,
  };
}

const n = (value) => Math.round(value * 100) / 100;

/** The colour a part `t` of the way through the list of '#rrggbb' colours. */
export function blend(colours, t) {
  const at = Math.min(Math.max(t, 0), 1) * (colours.length - 1);
  const i = Math.min(Math.floor(at), colours.length - 2);
  const channel = (colour, c) => Number.parseInt(colour.slice(1 + 2 * c, 3 + 2 * c), 16);
  const mixed = [0, 1, 2].map(
    (c) => channel(colours[i], c) + (channel(colours[i + 1], c) - channel(colours[i], c)) * (at - i),
  );
  return `#${mixed.map((v) => Math.round(v).toString(16).padStart(2, '0')).join('')}`;
}

const stops = (list) =>
  list
    .map(
      ([at, colour, opacity = 1]) =>
        `<stop offset="${at}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    )
    .join('');

export const linear = (id, [x1, y1, x2, y2], list) =>
  `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stops(list)}</linearGradient>`;
export const radial = (id, [cx, cy, r], list, [fx, fy] = [cx, cy]) =>
  `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${cx}" cy="${cy}" r="${r}" fx="${fx}" fy="${fy}">${stops(list)}</radialGradient>`;
export const blur = (id, deviation) =>
  `<filter id="${id}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${deviation}"/></filter>`;

/** A filter that makes a filled shape rough: coloured noise of the given frequency, laid over it softly. */
export const rough = (id, frequency, seed, strength, octaves = 4) =>
  `<filter id="${id}" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="${octaves}" seed="${seed}" result="noise"/>` +
  `<feColorMatrix in="noise" type="matrix" values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  ${strength * 2.6} 0 0 0 ${-strength * 1.1}" result="dark"/>` +
  '<feComposite in="dark" in2="SourceAlpha" operator="in" result="shade"/><feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="shade"/></feMerge></filter>';

/** A filter that bends edges, as a hand does. */
export const wobble = (id, frequency, seed, amount) =>
  `<filter id="${id}" x="-10%" y="-10%" width="120%" height="120%"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="2" seed="${seed}"/><feDisplacementMap in="SourceGraphic" scale="${amount}" xChannelSelector="R" yChannelSelector="G"/></filter>`;

export const rect = (x, y, w, h, fill, more = '') =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${fill}" ${more}/>`;
export const oval = (cx, cy, rx, ry, fill, more = '') =>
  `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;
export const shape = (d, fill, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`;
export const line = (d, colour, width, more = '') =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
export const group = (more, parts) => `<g ${more}>${[parts].flat(9).join('')}</g>`;
export const defs = (...parts) => `<defs>${parts.flat(9).join('')}</defs>`;
export const many = (count, make) => Array.from({ length: count }, (_, i) => make(i, i / count)).join('');

/** A short bent stroke from (x, y), `length` long in direction `angle` (radians, 0 is right, up is negative). */
export function stroke(x, y, angle, length, bend, colour, width, more = '') {
  const ex = x + Math.cos(angle) * length;
  const ey = y + Math.sin(angle) * length;
  const mx = (x + ex) / 2 - Math.sin(angle) * bend;
  const my = (y + ey) / 2 + Math.cos(angle) * bend;
  return line(`M${n(x)} ${n(y)}Q${n(mx)} ${n(my)} ${n(ex)} ${n(ey)}`, colour, width, more);
}
