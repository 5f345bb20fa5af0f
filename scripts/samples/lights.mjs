import {
  blend,
  blur,
  chance,
  defs,
  group,
  line,
  linear,
  many,
  oval,
  radial,
  rect,
  rough,
  shape,
  stroke,
} from './brush.mjs';

/** A traffic light on a rainy evening. */
export function lights(w, h) {
  const { between, normal, next } = chance(77);
  const lamps = ['#ff5a4a', '#ffb347', '#ffe08a', '#8fd3ff', '#ff8a5c', '#b9a0ff'];
  const bokeh = many(95, () => {
    const y = 175 + normal() * 42;
    const r = between(3, 13);
    const colour = lamps[Math.floor(next() * lamps.length)];
    return (
      oval(between(-5, w + 5), y, r, r, colour, `opacity="${between(0.12, 0.5)}"`) +
      (next() < 0.4
        ? ''
        : oval(between(-5, w + 5), y, r, r, 'none', `stroke="${colour}" stroke-width="0.8" opacity="0.4"`))
    );
  });
  const houses = many(11, (i) => {
    const x = i * 25 - 14 + normal() * 4;
    const top = 70 + normal() * 28;
    const windows = many(26, () =>
      rect(
        x + 3 + 6 * Math.floor(between(0, 4)),
        top + 8 + 9 * Math.floor(between(0, 13)),
        3.2,
        4.6,
        blend(['#ffcf7a', '#ffe9b8', '#9fc4e8'], next()),
        `opacity="${between(0.15, 0.75)}"`,
      ),
    );
    return rect(x, top, 27, 170, blend(['#141b2c', '#232c44'], next())) + windows;
  });
  const wet = many(320, () => {
    const y = between(238, h);
    const depth = (y - 238) / (h - 238);
    const colour = lamps[Math.floor(next() * lamps.length)];
    return stroke(
      between(-5, w),
      y,
      normal() * 0.03,
      between(4, 22) * (0.5 + depth),
      normal() * 0.6,
      next() < 0.55 ? colour : '#0e1422',
      0.6 + 1.5 * depth,
      `opacity="${between(0.12, 0.5)}"`,
    );
  });
  const rain = many(260, () =>
    stroke(
      between(-5, w),
      between(-10, h),
      1.72 + normal() * 0.02,
      between(6, 20),
      0,
      '#cfe0f5',
      between(0.3, 0.75),
      `opacity="${between(0.12, 0.4)}"`,
    ),
  );
  const [x, top] = [84, 44];
  const signal = (i, lit, glass, glow) => {
    const cy = top + 32 + i * 46;
    return [
      lit ? oval(x + 34, cy, 66, 66, `url(#${glow})`) : '',
      oval(x + 34, cy, 18.5, 18.5, '#07090d'),
      oval(x + 34, cy, 16.5, 16.5, `url(#${glass})`),
      group(
        `clip-path="url(#lens${i})" opacity="${lit ? 0.5 : 0.22}"`,
        many(8, (k) =>
          line(
            `M${x + 15} ${cy - 18 + k * 5}L${x + 53} ${cy - 18 + k * 5}M${x + 16 + k * 5} ${cy - 18}L${x + 16 + k * 5} ${cy + 18}`,
            lit ? '#fff3e0' : '#000000',
            0.5,
          ),
        ),
      ),
      oval(
        x + 28,
        cy - 7,
        6,
        4,
        '#ffffff',
        `opacity="${lit ? 0.75 : 0.14}" filter="url(#tiny)" transform="rotate(-30 ${x + 28} ${cy - 7})"`,
      ),
      shape(
        `M${x + 13} ${cy - 1}C${x + 12} ${cy - 28} ${x + 56} ${cy - 28} ${x + 55} ${cy - 1}C${x + 51} ${cy - 22} ${x + 17} ${cy - 22} ${x + 13} ${cy - 1}Z`,
        'url(#hood)',
        'stroke="#5b6470" stroke-width="0.5"',
      ),
    ];
  };
  const lens = (i) =>
    `<clipPath id="lens${i}"><circle cx="${x + 34}" cy="${top + 32 + i * 46}" r="16"/></clipPath>`;
  const glassOf = (id, i, list) =>
    radial(id, [x + 34, top + 32 + i * 46, 17], list, [x + 31, top + 27 + i * 46]);
  return [
    defs(
      linear(
        'night',
        [0, 0, 0, 240],
        [
          [0, '#10182c'],
          [0.45, '#27355a'],
          [0.8, '#5a4a6e'],
          [1, '#8a5f6a'],
        ],
      ),
      linear(
        'road',
        [0, 236, 0, h],
        [
          [0, '#3a3a52'],
          [0.3, '#1d2233'],
          [1, '#0c101b'],
        ],
      ),
      linear(
        'case',
        [x, 0, x + 68, 0],
        [
          [0, '#4a525e'],
          [0.14, '#2b313b'],
          [0.75, '#14181f'],
          [1, '#2f3640'],
        ],
      ),
      linear(
        'pole',
        [112, 0, 124, 0],
        [
          [0, '#6d7682'],
          [0.35, '#3a414b'],
          [1, '#11151b'],
        ],
      ),
      linear(
        'hood',
        [0, top, 0, top + 150],
        [
          [0, '#3b434e'],
          [1, '#171b22'],
        ],
      ),
      glassOf('red', 0, [
        [0, '#5e1a18'],
        [0.7, '#2e0c0c'],
        [1, '#120506'],
      ]),
      glassOf('amber', 1, [
        [0, '#5e4417'],
        [0.7, '#2f210b'],
        [1, '#140d05'],
      ]),
      glassOf('green', 2, [
        [0, '#f1fff2'],
        [0.35, '#7dffb0'],
        [0.75, '#19d67a'],
        [1, '#0a7a4b'],
      ]),
      radial(
        'greenGlow',
        [x + 34, top + 124, 66],
        [
          [0, '#6dffb0', 0.75],
          [0.3, '#33e08c', 0.35],
          [1, '#1fbf78', 0],
        ],
      ),
      [0, 1, 2].map(lens),
      blur('soft', 1.3),
      blur('far', 2.2),
      blur('tiny', 0.8),
      blur('wet', 1.6),
      rough('metal', 0.12, 3, 0.25),
      rough('sky', 0.01, 21, 0.3, 3),
    ),
    rect(0, 0, w, 245, 'url(#night)', 'filter="url(#sky)"'),
    group('filter="url(#far)"', houses),
    group('filter="url(#soft)"', bokeh),
    rect(-5, 236, w + 10, h - 230, 'url(#road)'),
    group('filter="url(#wet)"', wet),
    oval(118, 284, 17, 46, '#3dffa0', 'opacity="0.35" filter="url(#far)"'),
    many(40, () =>
      stroke(
        118 + normal() * 10,
        between(248, h),
        normal() * 0.05,
        between(5, 16),
        0,
        '#8dffc4',
        between(0.5, 1.5),
        `opacity="${between(0.2, 0.6)}"`,
      ),
    ),
    many(6, (i) =>
      shape(
        `M${-20 + i * 46} 262L${4 + i * 46} 262L${-14 + i * 50} 292L${-44 + i * 50} 292Z`,
        '#c9cfdc',
        'opacity="0.28"',
      ),
    ),
    rect(112, 180, 12, h, 'url(#pole)'),
    rect(107, 304, 22, 20, '#1a1f27', 'rx="2"'),
    rect(x - 5, top - 5, 78, 158, '#0a0d12', 'rx="13"'),
    group('filter="url(#metal)"', rect(x, top, 68, 148, 'url(#case)', 'rx="10"')),
    line(
      `M${x + 3} ${top + 10}C${x + 3} ${top + 4} ${x + 6} ${top + 2.5} ${x + 12} ${top + 2.5}L${x + 56} ${top + 2.5}`,
      '#aeb9c8',
      0.9,
      'opacity="0.7"',
    ),
    rect(x - 5, top - 5, 78, 158, 'none', 'rx="13" stroke="#d8dee8" stroke-width="1" opacity="0.55"'),
    signal(0, false, 'red'),
    signal(1, false, 'amber'),
    signal(2, true, 'green', 'greenGlow'),
    many(60, () => {
      const px = between(x - 3, x + 71);
      const py = between(top - 3, top + 150);
      return oval(
        px,
        py,
        between(0.4, 1.1),
        between(0.5, 1.5),
        '#dfeaf8',
        `opacity="${between(0.25, 0.75)}"`,
      );
    }),
    rain,
  ]
    .flat(9)
    .join('');
}
