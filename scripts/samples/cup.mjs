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

/** A cup of coffee on a wooden table by a window. */
export function cup(w, h) {
  const { between, normal, next } = chance(7);
  const table = 128;
  const boards = many(7, (i) => {
    const low = table + (i / 7) ** 1.5 * (h - table);
    const high = table + ((i + 1) / 7) ** 1.5 * (h - table);
    const tone = between(0, 1);
    const grain = many(60, () =>
      stroke(
        between(-30, w),
        between(low + 0.6, high - 0.6),
        normal() * 0.008,
        between(25, 110),
        normal() * 1.2,
        blend(['#3f2415', '#7d4a28', '#c58a53'], next()),
        between(0.3, 0.9),
        `opacity="${between(0.2, 0.55)}"`,
      ),
    );
    return (
      rect(-5, low, w + 10, high - low, blend(['#7a4626', '#9c6135'], tone)) +
      grain +
      line(`M-5 ${high}L${w + 5} ${high}`, '#2b170d', 0.8 + i * 0.14, 'opacity="0.75"')
    );
  });
  const bokeh = many(34, () => {
    const r = between(4, 15);
    return oval(
      between(0, w),
      between(-5, 105),
      r,
      r,
      blend(['#f7f0d8', '#9fc3c9', '#e7b36b', '#7fa37c'], next()),
      `opacity="${between(0.1, 0.35)}" filter="url(#soft)"`,
    );
  });
  const glaze = many(420, () => {
    const a = between(0.04, Math.PI - 0.04);
    const x = 150 - Math.cos(a) * 60;
    return oval(
      x,
      between(112, 190),
      between(0.3, 0.9),
      between(0.3, 0.8),
      next() < 0.5 ? '#173741' : '#cfe6e0',
      `opacity="${between(0.15, 0.5)}"`,
    );
  });
  const crema = many(300, () => {
    const a = between(0, 2 * Math.PI);
    const r = Math.sqrt(next());
    return oval(
      150 + Math.cos(a) * r * 52,
      108.5 + Math.sin(a) * r * 11,
      between(0.5, 2.4),
      between(0.2, 0.6),
      blend(['#3a1b0c', '#8a5226', '#d9a765'], next()),
      'opacity="0.5"',
    );
  });
  const steam = many(5, (i) =>
    line(
      `M${128 + i * 11} 98C${112 + i * 14} 76 ${148 + i * 6} 62 ${124 + i * 14} 38C${112 + i * 15} 24 ${134 + i * 10} 12 ${126 + i * 12} -4`,
      '#fffaf0',
      between(3.5, 7),
      `opacity="${between(0.1, 0.2)}" filter="url(#soft)"`,
    ),
  );
  const heart =
    'M150 117C139 112 128 108 134 103.5C139 100.5 147 102 150 105.5C153 102 161 100.5 166 103.5C172 108 161 112 150 117Z';
  return [
    defs(
      linear(
        'room',
        [0, 0, w, 40],
        [
          [0, '#cfdcd6'],
          [0.4, '#9db3ac'],
          [0.75, '#5f746f'],
          [1, '#3a4a49'],
        ],
      ),
      radial(
        'day',
        [40, 30, 220],
        [
          [0, '#fffbe8', 0.95],
          [0.45, '#ffeebf', 0.3],
          [1, '#ffe9b0', 0],
        ],
      ),
      linear(
        'clay',
        [88, 0, 212, 0],
        [
          [0, '#a9d3ce'],
          [0.16, '#6fb0ad'],
          [0.5, '#2f7a80'],
          [0.82, '#17474f'],
          [0.95, '#12333a'],
          [1, '#2b5d63'],
        ],
      ),
      linear(
        'raw',
        [98, 0, 202, 0],
        [
          [0, '#e2c5a0'],
          [0.45, '#b58d63'],
          [1, '#5f4228'],
        ],
      ),
      linear(
        'inner',
        [90, 0, 210, 0],
        [
          [0, '#1c5057'],
          [0.6, '#4d9696'],
          [1, '#b8dcd6'],
        ],
      ),
      radial(
        'coffee',
        [150, 108, 54],
        [
          [0, '#7a4520'],
          [0.7, '#532a12'],
          [1, '#2b1308'],
        ],
      ),
      linear(
        'plate',
        [60, 190, 250, 216],
        [
          [0, '#f6f1e6'],
          [0.5, '#d9d2c4'],
          [1, '#8f877a'],
        ],
      ),
      linear(
        'handle',
        [204, 120, 246, 165],
        [
          [0, '#4e9a9a'],
          [0.5, '#1d545c'],
          [1, '#0f2f36'],
        ],
      ),
      '<clipPath id="side"><path d="M90 108C91 150 100 182 116 195C134 203 166 203 184 195C200 182 209 150 210 108Z"/></clipPath>',
      '<clipPath id="foot"><rect x="0" y="176" width="320" height="64"/></clipPath>',
      blur('soft', 3),
      blur('shade', 6),
      blur('tiny', 0.8),
      rough('clayRough', 0.09, 6, 0.2),
      rough('wood', 0.03, 12, 0.28),
      rough('wall', 0.015, 5, 0.16),
    ),
    rect(0, 0, w, table + 1, 'url(#room)', 'filter="url(#wall)"'),
    group('opacity="0.55" filter="url(#tiny)"', [
      rect(14, -5, 92, 96, '#f7f6e6', 'opacity="0.75"'),
      line('M60 -5L60 91M14 42L106 42', '#8d9c97', 3.4),
      line('M12 -5L12 93L108 93L108 -5', '#dfe4da', 4),
    ]),
    bokeh,
    group('filter="url(#wood)"', boards),
    rect(0, 0, w, h, 'url(#day)'),
    line(`M-5 ${table}L${w + 5} ${table}`, '#f0cf9c', 1, 'opacity="0.5"'),
    oval(196, 210, 104, 13, '#1b0d06', 'opacity="0.6" filter="url(#shade)"'),
    oval(152, 202, 96, 18, 'url(#plate)'),
    oval(152, 200.5, 92, 15.5, 'none', 'stroke="#fffdf6" stroke-width="1" opacity="0.7"'),
    oval(152, 203, 58, 9, '#6b6256', 'opacity="0.5" filter="url(#tiny)"'),
    line('M206 126C232 116 248 126 245 146C242 164 222 174 198 172', 'url(#handle)', 10.5),
    line('M208 123.5C230 115 245 122 243.5 140', '#9fd0cb', 1.7, 'opacity="0.8"'),
    group('filter="url(#clayRough)"', [
      shape('M90 108C91 150 100 182 116 195C134 203 166 203 184 195C200 182 209 150 210 108Z', 'url(#clay)'),
      group(
        'clip-path="url(#foot)"',
        shape('M90 108C91 150 100 182 116 195C134 203 166 203 184 195C200 182 209 150 210 108Z', 'url(#raw)'),
      ),
    ]),
    group('clip-path="url(#side)"', [
      glaze,
      many(26, (i) =>
        line(
          `M88 ${118 + i * 3.1}Q150 ${134 + i * 3.1} 212 ${118 + i * 3.1}`,
          i % 2 ? '#0f3138' : '#d4ece6',
          0.5,
          'opacity="0.14"',
        ),
      ),
      line('M98 172C120 186 180 186 203 172', '#0e2b31', 2, 'opacity="0.55"'),
      oval(107, 140, 7, 34, '#f1fffb', 'opacity="0.5" filter="url(#soft)" transform="rotate(-6 107 140)"'),
    ]),
    oval(150, 108, 60, 15, 'url(#inner)'),
    oval(150, 108.5, 54.5, 12.2, 'url(#coffee)'),
    crema,
    shape(heart, '#f2dcb8', 'opacity="0.92"'),
    shape(
      'M150 113C143 109.5 138 108 141 105.8C144 104.4 148 105.6 150 108C152 105.6 156 104.4 159 105.8C162 108 157 109.5 150 113Z',
      '#8a5226',
      'opacity="0.75"',
    ),
    oval(150, 108, 60, 15, 'none', 'stroke="#d9efe9" stroke-width="1.5"'),
    steam,
    group('transform="rotate(-9 262 214)"', [
      oval(264, 219, 42, 4, '#1b0d06', 'opacity="0.5" filter="url(#tiny)"'),
      line('M244 213L300 212', '#d8d5cf', 2.6),
      line('M244 212.2L298 211.3', '#ffffff', 0.8),
      oval(236, 213.5, 12.5, 5, '#a7a49e'),
      oval(235, 212.6, 9.6, 3.2, '#e8e6e1'),
    ]),
    many(9, () => {
      const x = between(22, 84);
      const y = between(208, 232);
      const turn = between(0, 180);
      return group(`transform="rotate(${turn} ${x} ${y})"`, [
        oval(x + 0.8, y + 1.4, 5.4, 3.7, '#160a05', 'opacity="0.55" filter="url(#tiny)"'),
        oval(x, y, 5, 3.3, blend(['#3a1c0d', '#6b3a1c'], next())),
        line(`M${x - 4.2} ${y}q2.6 -1.6 4.2 0t4.2 0`, '#1a0b05', 0.8),
        oval(x - 1, y - 1.6, 2, 0.7, '#c49468', 'opacity="0.5"'),
      ]);
    }),
  ]
    .flat(9)
    .join('');
}
