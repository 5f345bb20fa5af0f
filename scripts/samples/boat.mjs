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

/** A sailing boat against a low sun. */
export function boat(w, h) {
  const { between, normal, next } = chance(11);
  const horizon = 150;
  const sun = 250;
  const sky = ['#33506e', '#6d7f93', '#c39a86', '#f0b27a', '#f9d59a'];
  const water = ['#f2c089', '#b98d7c', '#64738a', '#33536d', '#1b3550'];
  const clouds = many(90, () => {
    const y = between(12, horizon - 14);
    const warm = y / horizon;
    return oval(
      between(-20, w + 20),
      y,
      between(14, 70),
      between(1, 5.5) * (1.2 - warm),
      blend(['#8795a6', '#e3b296', '#ffe2b0'], warm + normal() * 0.12),
      `opacity="${between(0.1, 0.45)}" filter="url(#soft)"`,
    );
  });
  const ripples = many(1500, () => {
    const depth = next() ** 1.6;
    const y = horizon + 1 + depth * (h - horizon);
    const x = between(-10, w + 10);
    const glitter = Math.exp(-(((x - sun) / (16 + 75 * depth)) ** 2));
    const lit = next() < glitter * 0.75;
    const colour = lit ? blend(['#ffe9bd', '#ffc983'], next()) : blend(water, depth * 0.9 + normal() * 0.16);
    const length = (3 + 18 * depth) * between(0.5, 1.3);
    return stroke(
      x,
      y,
      normal() * 0.04,
      length,
      between(-1, 1) * (0.3 + 2.2 * depth),
      colour,
      0.5 + 1.6 * depth,
      `opacity="${lit ? between(0.5, 0.95) : between(0.35, 0.8)}"`,
    );
  });
  const hill = (seed, base, height, colour) => {
    const c = chance(seed);
    let d = `M-5 ${horizon}`;
    for (let x = -5; x <= w + 10; x += 8)
      d += `L${x} ${horizon - base - height * (0.5 + 0.5 * Math.sin(x / 41 + seed)) * (0.6 + 0.4 * Math.sin(x / 17 + 2 * seed)) - c.next() * 1.2}`;
    return shape(`${d}L${w + 10} ${horizon}Z`, colour, 'opacity="0.85"');
  };
  const hull = 'M77 171C96 178 140 179 176 167C172 181 160 189 148 190L101 190C88 188 80 181 77 171Z';
  const seams = many(9, (i) =>
    line(
      `M${70 + i * 1.3} ${58 + i * 11.5}Q${100} ${62 + i * 11.4} ${129} ${55 + i * 11.8}`,
      '#8d7a68',
      0.45,
      'opacity="0.5" clip-path="url(#main)"',
    ),
  );
  const reflection = many(70, () => {
    const y = between(190, 237);
    const far = (y - 190) / 47;
    const x = 124 + normal() * (22 - 6 * far);
    return stroke(
      x,
      y,
      0,
      between(4, 20),
      between(-1.4, 1.4),
      blend(['#1a2c3f', '#3a4c60', '#d9c3a4'], next() < 0.35 ? 1 : next() * 0.5),
      between(0.8, 2),
      `opacity="${(1 - far) * 0.65}"`,
    );
  });
  return [
    defs(
      linear(
        'sky',
        [0, 0, 40, horizon],
        sky.map((c, i) => [i / 4, c]),
      ),
      linear(
        'sea',
        [0, horizon, 0, h],
        water.map((c, i) => [i / 4, c]),
      ),
      radial(
        'glow',
        [sun, 128, 130],
        [
          [0, '#fff3c9', 0.95],
          [0.16, '#ffe1a0', 0.6],
          [0.5, '#ffc078', 0.22],
          [1, '#ffb066', 0],
        ],
      ),
      linear(
        'sail',
        [66, 60, 132, 150],
        [
          [0, '#fffaf0'],
          [0.45, '#f3e2c6'],
          [0.8, '#cfa98a'],
          [1, '#a7826f'],
        ],
      ),
      linear(
        'jib',
        [135, 70, 176, 150],
        [
          [0, '#e9cfae'],
          [0.5, '#fff1d6'],
          [1, '#d9ab83'],
        ],
      ),
      linear(
        'hull',
        [77, 168, 90, 190],
        [
          [0, '#8a3b2c'],
          [0.35, '#6d2a22'],
          [1, '#2b1719'],
        ],
      ),
      '<clipPath id="main"><path d="M131 34C127 80 128 120 131 157L66 161C88 128 112 84 131 34Z"/></clipPath>',
      blur('soft', 2.4),
      blur('tiny', 0.6),
      rough('cloth', 0.035, 4, 0.16),
      rough('air', 0.012, 8, 0.1, 3),
    ),
    rect(0, 0, w, horizon + 1, 'url(#sky)', 'filter="url(#air)"'),
    clouds,
    rect(0, 0, w, h, 'url(#glow)'),
    oval(sun, 128, 13, 13, '#fff7dc', 'filter="url(#tiny)"'),
    hill(3, 2, 16, '#7d7683'),
    hill(5, 0, 9, '#4d5568'),
    rect(0, horizon, w, h - horizon, 'url(#sea)'),
    ripples,
    reflection,
    group('transform="rotate(-3 124 180)"', [
      line('M133 26L133 174', '#3b2a22', 2.1),
      shape(
        'M131 34C127 80 128 120 131 157L66 161C88 128 112 84 131 34Z',
        'url(#sail)',
        'filter="url(#cloth)"',
      ),
      seams,
      shape(
        'M136 42C150 84 166 122 183 156C166 162 150 160 137 155C140 118 139 80 136 42Z',
        'url(#jib)',
        'filter="url(#cloth)"',
      ),
      line('M64 162L134 159', '#4a3428', 1.7),
      line('M133 27L186 165M133 27L78 171', '#2c2420', 0.5, 'opacity="0.8"'),
      shape(hull, 'url(#hull)'),
      line('M77 171C96 178 140 179 176 167', '#f1d3a8', 1.5),
      line('M84 180C104 186 140 187 168 178', '#e8b890', 0.7, 'opacity="0.55"'),
      shape('M104 172C104 164 108 161 113 161L122 161C125 162 126 168 126 174Z', '#3a3f4c'),
      oval(114, 158, 2.5, 2.8, '#d9a078'),
      shape('M133 26L147 29L133 33Z', '#c9473a'),
    ]),
    many(46, () =>
      stroke(
        between(76, 176),
        190 + normal() * 1.6,
        0,
        between(3, 12),
        between(-1, 1),
        '#f6e6cd',
        between(0.5, 1.3),
        `opacity="${between(0.3, 0.8)}"`,
      ),
    ),
    many(5, (i) =>
      line(
        `M${40 + i * 13 + (i % 2) * 6} ${38 + ((i * 17) % 26)}q3 -3.5 6 0q3 -3.5 6 0`,
        '#2f3b4c',
        0.9,
        'opacity="0.8"',
      ),
    ),
  ].join('');
}
