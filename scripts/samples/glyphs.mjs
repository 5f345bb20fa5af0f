/** Glyphs drawn with strokes of our own, so that no font decides how they look. */

const stroke = (path, colour, width, more = '') =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;

/** The digit 7 in chalk on slate. */
export const seven = (w, h) => `
  <rect width="${w}" height="${h}" fill="#33433f"/>
  <g opacity="0.5" stroke="#4b5d58" stroke-width="7" stroke-linecap="round">
    <path d="M18 150 C60 120 110 176 176 138 M12 44 C50 66 88 20 140 52" fill="none"/>
  </g>
  ${stroke('M54 50 C84 46 112 46 138 48 C118 82 98 112 88 150', '#f1eede', 13)}
  ${stroke('M54 50 C84 46 112 46 138 48 C118 82 98 112 88 150', '#33433f', 1.6, 'stroke-dasharray="1 9" opacity="0.6"')}`;

/** A capital R, printed in red on cream paper and turned a little. */
export const letterR = (w, h) => `
  <rect width="${w}" height="${h}" fill="#f3e9d2"/>
  <g transform="rotate(-8 ${w / 2} ${h / 2})">
    <rect x="58" y="40" width="24" height="112" fill="#a8322d"/>
    <path d="M70 51 H104 A26 26 0 0 1 104 103 H70" fill="none" stroke="#a8322d" stroke-width="22"/>
    <path d="M92 100 H118 L148 152 H120 Z" fill="#a8322d"/>
  </g>`;

const starPoints = Array.from({ length: 10 }, (_, i) => {
  const radius = i % 2 === 0 ? 66 : 27;
  const angle = (Math.PI * i) / 5 - Math.PI / 2 + 0.16;
  return `${(96 + radius * Math.cos(angle)).toFixed(1)},${(98 + radius * Math.sin(angle)).toFixed(1)}`;
}).join(' ');

/** A filled star in a night sky. */
export const star = (w, h) => `
  <defs><linearGradient id="n" x1="0" y1="0" x2="0.4" y2="1">
    <stop offset="0" stop-color="#1a2452"/><stop offset="1" stop-color="#3c3a78"/>
  </linearGradient></defs>
  <rect width="${w}" height="${h}" fill="url(#n)"/>
  <polygon points="${starPoints}" fill="#f4c63d"/>`;

const spiralPath = Array.from({ length: 121 }, (_, i) => {
  const angle = (i / 120) * 5.2 * Math.PI;
  const radius = 4 + 62 * (i / 120);
  const x = 96 + radius * Math.cos(angle);
  const y = 96 + radius * 0.86 * Math.sin(angle);
  return `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
}).join(' ');

/** A spiral in green marker on a pale wall, seen a little from the side. */
export const spiral = (w, h) => `
  <defs><linearGradient id="w" x1="0" y1="0" x2="1" y2="0.6">
    <stop offset="0" stop-color="#e4ebf1"/><stop offset="1" stop-color="#c3d0da"/>
  </linearGradient></defs>
  <rect width="${w}" height="${h}" fill="url(#w)"/>
  <g transform="skewX(-6) translate(10 0)">${stroke(spiralPath, '#1f7a4a', 10)}</g>`;
