/** The shapes as they are printed: outlines in a unit square, filled by the even-odd rule; `thick` ones are lines. */
import { strokes } from './strokes.mjs';

const arc = (cx, cy, r, from = 0, to = 2 * Math.PI, steps = 28) =>
  Array.from({ length: steps + 1 }, (_, i) => {
    const angle = from + ((to - from) * i) / steps;
    return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
  });

const heart = Array.from({ length: 49 }, (_, i) => {
  const t = (2 * Math.PI * i) / 48;
  const x = 16 * Math.sin(t) ** 3;
  const y = 13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t);
  return [0.5 + x / 34, 0.46 - y / 32];
});

const star = (random) => {
  const inner = random.between(0.17, 0.26);
  return Array.from({ length: 10 }, (_, i) => {
    const angle = Math.PI * (i / 5 - 0.5);
    const radius = i % 2 === 0 ? 0.5 : inner;
    return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
  });
};

/** The outer circle's left arc, and back along the circle that bites into it. */
const crescent = (random) => {
  const [outer, bite, shift] = [0.48, 0.42, random.between(0.18, 0.3)];
  const x = (shift ** 2 + outer ** 2 - bite ** 2) / (2 * shift);
  const half = Math.acos(x / outer);
  const inner = Math.atan2(outer * Math.sin(half), x - shift);
  return [
    ...arc(0.5, 0.5, outer, half, 2 * Math.PI - half),
    ...arc(0.5 + shift, 0.5, bite, 2 * Math.PI - inner, inner),
  ];
};

const rectangle = (x0, y0, x1, y1) => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

/** Printed forms by class: a list of outlines, or lines with a share of the size as their thickness. */
export const printed = {
  arrow: (random) => {
    const shaft = random.between(0.08, 0.16);
    const neck = random.between(0.45, 0.65);
    return {
      outlines: [
        [
          [0.02, 0.5 - shaft],
          [neck, 0.5 - shaft],
          [neck, 0.15],
          [0.98, 0.5],
          [neck, 0.85],
          [neck, 0.5 + shaft],
          [0.02, 0.5 + shaft],
        ],
      ],
    };
  },
  cloud: () => ({
    parts: [
      arc(0.24, 0.62, 0.2),
      arc(0.45, 0.46, 0.25),
      arc(0.7, 0.52, 0.19),
      arc(0.8, 0.66, 0.16),
      rectangle(0.24, 0.55, 0.8, 0.82),
    ],
  }),
  heart: () => ({ outlines: [heart] }),
  house: (random) => ({
    outlines: [
      [
        [0.5, 0.04],
        [0.98, 0.48],
        [0.84, 0.48],
        [0.84, 0.96],
        [0.16, 0.96],
        [0.16, 0.48],
        [0.02, 0.48],
      ],
      ...(random.chance(0.7) ? [rectangle(0.4, 0.62, 0.6, 0.96)] : []),
    ],
  }),
  infinity: (random) => ({ thick: strokes.infinity[0], share: random.between(0.08, 0.16) }),
  lightning: () => ({ outlines: [strokes.lightning[1][0].points.slice(0, -1)] }),
  moon: (random) => ({ outlines: [crescent(random)] }),
  plus: (random) => {
    const arm = random.between(0.08, 0.18);
    const [a, b] = [0.5 - arm, 0.5 + arm];
    return {
      outlines: [
        [
          [a, 0.04],
          [b, 0.04],
          [b, a],
          [0.96, a],
          [0.96, b],
          [b, b],
          [b, 0.96],
          [a, 0.96],
          [a, b],
          [0.04, b],
          [0.04, a],
          [a, a],
        ],
      ],
    };
  },
  smiley: () => ({
    outlines: [
      arc(0.5, 0.5, 0.48),
      arc(0.34, 0.37, 0.07),
      arc(0.66, 0.37, 0.07),
      [...arc(0.5, 0.52, 0.31, 0.15, Math.PI - 0.15), ...arc(0.5, 0.48, 0.27, Math.PI - 0.3, 0.3)],
    ],
  }),
  spiral: (random) => ({ thick: random.pick(strokes.spiral), share: random.between(0.05, 0.1) }),
  square: () => ({ outlines: [rectangle(0.06, 0.06, 0.94, 0.94)] }),
  star: (random) => ({ outlines: [star(random)] }),
  triangle: () => ({
    outlines: [
      [
        [0.5, 0.06],
        [0.97, 0.92],
        [0.03, 0.92],
      ],
    ],
  }),
};
