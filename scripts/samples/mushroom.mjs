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

/** A fly agaric in moss. */
export function mushroom(w, h) {
  const { between, normal, next } = chance(23);
  const bokeh = many(46, () => {
    const y = between(0, 190);
    return oval(
      between(0, w),
      y,
      between(5, 22),
      between(5, 22),
      blend(['#e8f0b0', '#9fc06a', '#4f7a3c', '#d9c27a'], next()),
      `opacity="${between(0.06, 0.26)}" filter="url(#soft)"`,
    );
  });
  const trunks = many(7, (i) =>
    rect(
      between(0, w),
      -5,
      between(8, 22),
      215,
      blend(['#1c2b1c', '#39482f'], i / 7),
      `opacity="${between(0.35, 0.7)}" filter="url(#far)"`,
    ),
  );
  const moss = (count, low, high, colours, long) =>
    many(count, () => {
      const x = between(-5, w + 5);
      const rise = 11 * Math.sin(x / 47) + 6 * Math.sin(x / 19);
      const y = between(low, high) - rise;
      return stroke(
        x,
        y,
        -Math.PI / 2 + normal() * 0.55,
        between(0.5, 1) * long,
        normal() * 1.6,
        blend(colours, next()),
        between(0.5, 1.3),
      );
    });
  const cap =
    'M62 134C60 92 94 58 141 57C190 57 226 92 226 133C226 141 219 143 205 146C166 153 116 153 80 146C69 144 62 141 62 134Z';
  const warts = [];
  for (let i = 0; i < 62; i++) {
    const angle = between(-Math.PI, Math.PI);
    const reach = Math.sqrt(next());
    const x = 143 + Math.cos(angle) * reach * 78;
    const y = 106 + Math.sin(angle) * reach * 44;
    if (warts.some((o) => Math.hypot(o.x - x, o.y - y) < o.r + 7)) continue;
    warts.push({ x, y, r: between(2.2, 5.6) * (1.08 - 0.4 * reach) });
  }
  const spots = warts.map(({ x, y, r }) => {
    const edge = Math.abs(x - 143) / 80;
    const rim = Array.from({ length: 9 }, (_, i) => {
      const a = (i / 9) * 2 * Math.PI;
      const k = r * between(0.75, 1.2);
      return `${x + Math.cos(a) * k * (1.05 - 0.35 * edge)} ${y + Math.sin(a) * k * 0.82}`;
    });
    return (
      shape(`M${rim.join('L')}Z`, '#5a1410', 'opacity="0.45" transform="translate(0.9 1.4)"') +
      shape(
        `M${rim.join('L')}Z`,
        blend(['#fff8e6', '#e6d8ba'], edge),
        'stroke-linejoin="round" stroke="#fff3da" stroke-width="1.2"',
      )
    );
  });
  const gills = many(60, (i, t) => {
    const x = 80 + 126 * t;
    return line(
      `M${x} ${145 + 4 * Math.sin(t * Math.PI)}Q${143 + (x - 143) * 0.6} 153 ${143 + (x - 143) * 0.25} 158`,
      i % 2 ? '#cdb892' : '#a88d66',
      0.8,
    );
  });
  const stemFibres = many(120, () => {
    const x = between(124, 162);
    const y = between(158, 232);
    return stroke(
      x,
      y,
      Math.PI / 2 + (x - 143) * 0.004,
      between(6, 22),
      normal(),
      blend(['#fffaf0', '#cbb994', '#97845f'], (x - 122) / 44 + normal() * 0.2),
      between(0.4, 1),
      'opacity="0.55"',
    );
  });
  return [
    defs(
      linear(
        'wood',
        [0, 0, 0, 210],
        [
          [0, '#35502f'],
          [0.45, '#6f8b47'],
          [0.8, '#41592e'],
          [1, '#22331b'],
        ],
      ),
      radial(
        'beam',
        [60, 10, 190],
        [
          [0, '#f6f3b4', 0.8],
          [0.5, '#c7d878', 0.25],
          [1, '#c7d878', 0],
        ],
      ),
      radial(
        'cap',
        [143, 118, 108],
        [
          [0, '#f0573a'],
          [0.45, '#d5301f'],
          [0.78, '#a81a17'],
          [1, '#6a0f12'],
        ],
        [116, 80],
      ),
      radial(
        'shine',
        [112, 80, 40],
        [
          [0, '#ffd9c4', 0.85],
          [0.4, '#ff9f84', 0.35],
          [1, '#ff8060', 0],
        ],
      ),
      linear(
        'stem',
        [122, 0, 166, 0],
        [
          [0, '#f7efdc'],
          [0.35, '#efe2c6'],
          [0.75, '#bda985'],
          [1, '#7d6c4c'],
        ],
      ),
      linear(
        'ground',
        [0, 200, 0, h],
        [
          [0, '#4c6b28'],
          [0.5, '#2c4719'],
          [1, '#14240e'],
        ],
      ),
      linear(
        'under',
        [0, 140, 0, 160],
        [
          [0, '#6f5a3c'],
          [1, '#d7c39c'],
        ],
      ),
      `<clipPath id="capEdge"><path d="${cap}"/></clipPath>`,
      blur('soft', 3.2),
      blur('far', 4.5),
      blur('near', 1.6),
      rough('skin', 0.05, 9, 0.16),
      rough('earth', 0.06, 2, 0.4),
    ),
    rect(0, 0, w, h, 'url(#wood)'),
    trunks,
    rect(0, 0, w, h, 'url(#beam)'),
    bokeh,
    shape(
      `M-5 ${h + 5}L-5 218C40 200 70 196 110 206C150 216 190 226 ${w + 5} 206L${w + 5} ${h + 5}Z`,
      'url(#ground)',
      'filter="url(#earth)"',
    ),
    moss(900, 206, 232, ['#1f3513', '#4f7428', '#86a83e'], 11),
    oval(150, 236, 52, 8, '#0d1808', 'opacity="0.55" filter="url(#near)"'),
    shape(
      'M126 152C128 180 124 206 117 232C124 242 164 242 172 232C163 206 159 180 160 152Z',
      'url(#stem)',
      'filter="url(#skin)"',
    ),
    stemFibres,
    shape(
      'M121 168C130 176 156 176 166 167C168 176 165 184 160 186C150 180 136 181 127 187C121 184 119 176 121 168Z',
      '#f3e8cf',
      'filter="url(#skin)"',
    ),
    many(24, (_, t) =>
      line(
        `M${122 + 43 * t} ${170 + 4 * Math.sin(t * 3.14)}L${123 + 41 * t} ${184 - 4 * Math.sin(t * 3.14)}`,
        '#c8b48e',
        0.5,
      ),
    ),
    shape('M76 143C110 152 176 152 210 143C196 158 168 163 143 163C118 163 92 158 76 143Z', 'url(#under)'),
    gills,
    shape(cap, 'url(#cap)', 'filter="url(#skin)"'),
    group('clip-path="url(#capEdge)"', [
      many(260, () => {
        const x = between(60, 228);
        return stroke(
          x,
          between(60, 150),
          Math.PI / 2 - (143 - x) * 0.009,
          between(3, 12),
          normal() * 0.6,
          blend(['#ff7d55', '#8c1414'], next()),
          0.5,
          'opacity="0.28"',
        );
      }),
      oval(112, 82, 40, 22, 'url(#shine)', 'transform="rotate(-24 112 82)"'),
      spots,
      line('M62 137C80 148 206 148 226 137', '#f5c9a0', 1.3, 'opacity="0.5"'),
    ]),
    moss(1500, 232, h + 6, ['#16260d', '#3c5d1d', '#7da03a', '#b9cf5e'], 13),
    many(7, () => {
      const x = between(10, w - 10);
      const y = between(236, 282);
      return shape(
        `M${x} ${y}c6 -7 15 -7 20 -1c-6 5 -14 6 -20 1Z`,
        blend(['#b5762c', '#d9a441', '#7c4520'], next()),
        `transform="rotate(${between(-40, 40)} ${x} ${y})" stroke="#5a3514" stroke-width="0.5"`,
      );
    }),
    many(26, () =>
      stroke(
        between(0, w),
        between(262, h + 5),
        -Math.PI / 2 + normal() * 0.3,
        between(30, 62),
        normal() * 7,
        blend(['#2d4a17', '#8fb04a', '#cbd873'], next()),
        between(0.8, 1.9),
        'opacity="0.9"',
      ),
    ),
    rect(0, 0, w, h, 'url(#beam)', 'opacity="0.35"'),
  ].join('');
}
