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

const rust = ['#7a2f10', '#b04a16', '#d96a1f', '#f0913c', '#f8b263'];
const white = ['#c9b49c', '#efe3d2', '#fffaf2'];
const dark = ['#140d0c', '#2d1a14', '#4f3020'];

const inside = (x, y, cx, cy, rx, ry) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;

/** The coat at a point of the face: its colours, or nothing outside. `c` is the middle of the face. */
function coat(x, y, c) {
  const side = Math.abs(x - c);
  const width =
    y < 100
      ? 62.5 * Math.sqrt(Math.max(0, 1 - ((100 - y) / 32) ** 2))
      : y < 128
        ? 63 + (y - 100) * 0.25
        : 70 - (y - 128) * 1.28;
  if (side > width || y < 68 || y > 178) return null;
  if (y > 168) return side < 10 ? dark : white;
  if (inside(side, y, 50, 138, 24, 16) < 1 && y > 118 + (50 - side) * 0.5) return white;
  if (y > 142 && side > 7 + (178 - y) * 0.16) return white;
  if (side < 15 && y > 132 && side > 9.5 - (y - 132) * 0.05) return ['#8f4a22', '#b5713d'];
  return rust;
}

/** A fox looks out of an autumn wood. */
export function fox(w, h) {
  const { between, normal, next } = chance(42);
  const c = 160;
  const leaves = many(75, () => {
    const y = between(-5, 205);
    const r = between(3, 13);
    return oval(
      between(0, w),
      y,
      r,
      r,
      blend(['#e7a93f', '#c8641f', '#8a8f3a', '#f2d27a', '#6d3b18'], next()),
      `opacity="${between(0.1, 0.42)}" filter="url(#soft)"`,
    );
  });
  const trunks = many(8, () =>
    rect(
      between(-5, w),
      -5,
      between(7, 20),
      h,
      blend(['#2a1d1a', '#5d4638'], next()),
      `opacity="${between(0.35, 0.75)}" filter="url(#far)"`,
    ),
  );
  const body = many(3400, () => {
    const y = between(158, h + 8);
    const reach = 34 + (y - 158) * 0.75;
    const x = c + between(-1, 1) * reach;
    const side = Math.abs(x - c);
    if (side > reach) return '';
    const bib = side < 25 + (y - 158) * 0.22;
    const colours = bib ? white : rust;
    const shade = 0.75 - side / reach / 2 + normal() * 0.16 - (y < 178 ? 0.3 : 0);
    return stroke(
      x,
      y,
      Math.PI / 2 + (c - x) * -0.006 + normal() * 0.16,
      between(7, 15),
      normal() * 1.6,
      blend(colours, shade),
      between(0.5, 1.3),
      'opacity="0.85"',
    );
  });
  const face = [];
  for (let y = 68; y < 181; y += 1.25) {
    for (let i = 0; i < 62; i++) {
      const x = c + between(-76, 76);
      const colours = coat(x, y + normal(), c);
      if (colours === null) continue;
      const dx = x - c;
      const angle = y > 140 && Math.abs(dx) < 30 ? Math.PI / 2 - dx * 0.02 : Math.atan2(y - 158, dx * 1.6);
      const light = 0.62 - (y - 74) / 340 - dx / 420 + normal() * 0.15 + (Math.abs(dx) < 12 ? 0.12 : 0);
      const long = Math.abs(dx) > 48 ? between(6, 13) : between(2.5, 6);
      face.push(
        stroke(
          x,
          y,
          angle + normal() * 0.18,
          long,
          normal() * 0.7,
          blend(colours, colours === white ? light + 0.25 : light),
          between(0.45, 1),
        ),
      );
    }
  }
  const ear = (s) => {
    const at = (x) => c + s * x;
    const outline = `M${at(24)} 92C${at(32)} 60 ${at(48)} 32 ${at(66)} 22C${at(73)} 48 ${at(74)} 84 ${at(64)} 110Z`;
    const fur = many(330, () => {
      const t = next();
      const x = 30 + 34 * t + normal() * 2 + (1 - t) * 4;
      const y = 100 - 58 * t * between(0.1, 1) - 8;
      return stroke(
        at(x),
        y,
        -Math.PI / 2 + s * (0.42 + normal() * 0.15),
        between(4, 9),
        normal(),
        blend(rust, between(0.2, 0.85)),
        0.7,
      );
    });
    const inner = many(110, () => {
      const x = between(43, 60);
      const y = between(74, 104);
      return stroke(
        at(x),
        y,
        -Math.PI / 2 + s * between(-0.25, 0.5),
        between(9, 26),
        normal() * 2,
        blend(['#6b4a3a', '#cdb49c', '#fff1df'], next()),
        0.6,
        'opacity="0.85"',
      );
    });
    return [
      shape(outline, 'url(#ear)'),
      fur,
      shape(
        `M${at(40)} 92C${at(44)} 66 ${at(53)} 46 ${at(63)} 36C${at(67)} 58 ${at(66)} 86 ${at(58)} 104Z`,
        '#3a211b',
        'filter="url(#tiny)"',
      ),
      inner,
      shape(
        `M${at(55)} 31C${at(60)} 25 ${at(63)} 23 ${at(66)} 22C${at(70)} 34 ${at(71)} 44 ${at(71)} 56C${at(66)} 44 ${at(61)} 36 ${at(55)} 31Z`,
        '#1c1210',
        'opacity="0.9" filter="url(#tiny)"',
      ),
    ];
  };
  const eye = (s) => {
    const x = c + s * 29;
    return group(`transform="rotate(${s * -17} ${x} 118)"`, [
      oval(x, 118, 12.5, 8.2, '#1b0f0b', 'filter="url(#tiny)"'),
      oval(x, 118, 9.3, 6.9, 'url(#iris)'),
      oval(x, 118, 2.6, 6.2, '#0c0706'),
      oval(x - 2.8, 115.2, 1.7, 1.4, '#fffdf5'),
      line(`M${x - 12} ${118 - s * 1}Q${x} 107 ${x + 12} ${118 + s * 1}`, '#140a07', 1.8),
    ]);
  };
  const whiskers = [-1, 1].map((s) =>
    many(6, (i) =>
      stroke(
        c + s * between(13, 17),
        159 + i * 1.6,
        s > 0 ? -0.12 + i * 0.09 : Math.PI + 0.12 - i * 0.09,
        between(36, 54),
        s * between(2, 6),
        '#fff6ea',
        0.45,
        'opacity="0.75"',
      ),
    ),
  );
  return [
    defs(
      linear(
        'wood',
        [0, 0, 60, h],
        [
          [0, '#6b5a3c'],
          [0.4, '#a8763a'],
          [0.75, '#6e4a28'],
          [1, '#2e2018'],
        ],
      ),
      radial(
        'beam',
        [252, 28, 190],
        [
          [0, '#ffe9b0', 0.85],
          [0.5, '#f4b85f', 0.25],
          [1, '#f4b85f', 0],
        ],
      ),
      linear(
        'ear',
        [c, 22, c, 110],
        [
          [0, '#5a2a14'],
          [0.4, '#b3541c'],
          [1, '#d9772a'],
        ],
      ),
      `<radialGradient id="iris"><stop offset="0.1" stop-color="#ffd873"/><stop offset="0.6" stop-color="#d98d1f"/><stop offset="1" stop-color="#6b3208"/></radialGradient>`,
      radial(
        'nose',
        [c, 170, 13],
        [
          [0, '#4d403e'],
          [0.5, '#1d1515'],
          [1, '#090606'],
        ],
        [c - 3, 165],
      ),
      blur('soft', 2.6),
      blur('far', 4),
      blur('tiny', 0.9),
      blur('shade', 7),
      rough('air', 0.02, 3, 0.22),
    ),
    rect(0, 0, w, h, 'url(#wood)', 'filter="url(#air)"'),
    trunks,
    leaves,
    rect(0, 0, w, h, 'url(#beam)'),
    shape(
      `M118 160C96 190 70 214 58 ${h + 9}L262 ${h + 9}C250 214 224 190 202 160Z`,
      '#8d431a',
      'filter="url(#tiny)"',
    ),
    body,
    oval(c, 184, 44, 12, '#2a130a', 'opacity="0.55" filter="url(#shade)"'),
    ear(-1),
    ear(1),
    shape(
      `M${c - 62} 100C${c - 46} 62 ${c + 46} 62 ${c + 62} 100C${c + 70} 130 ${c + 44} 150 ${c + 20} 170C${c + 8} 182 ${c - 8} 182 ${c - 20} 170C${c - 44} 150 ${c - 70} 130 ${c - 62} 100Z`,
      '#c05c1b',
    ),
    face,
    [-1, 1].map((s) =>
      line(
        `M${c + s * 19} 124C${c + s * 15} 138 ${c + s * 14} 150 ${c + s * 15} 160`,
        '#5b2b14',
        2.6,
        'opacity="0.5" filter="url(#tiny)"',
      ),
    ),
    eye(-1),
    eye(1),
    line(
      `M${c} 176L${c} 182M${c} 182Q${c - 8} 187 ${c - 16} 180M${c} 182Q${c + 8} 187 ${c + 16} 180`,
      '#2b1714',
      1.5,
      'opacity="0.85"',
    ),
    shape(
      `M${c - 12} 164C${c - 8} 159 ${c + 8} 159 ${c + 12} 164C${c + 12} 171 ${c + 5} 177 ${c} 177C${c - 5} 177 ${c - 12} 171 ${c - 12} 164Z`,
      'url(#nose)',
    ),
    oval(c - 3, 163.5, 4.5, 1.5, '#b9aaa6', 'opacity="0.55" filter="url(#tiny)"'),
    whiskers,
    rect(0, 0, w, h, 'url(#beam)', 'opacity="0.25"'),
    many(16, () => {
      const x = next() < 0.5 ? between(0, 66) : between(250, w);
      const y = between(190, h);
      return shape(
        `M${x} ${y}q7 -9 16 -2q-5 9 -16 2Z`,
        blend(['#e2a13a', '#c4551a', '#f0cf6a'], next()),
        `opacity="0.85" transform="rotate(${between(0, 360)} ${x} ${y})" filter="url(#tiny)"`,
      );
    }),
  ]
    .flat(9)
    .join('');
}
