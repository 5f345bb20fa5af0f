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
  rect,
  rough,
  shape,
  stroke,
} from './brush.mjs';

/** A bicycle leans on a sunny wall. */
export function bicycle(w, h) {
  const { between, normal, next } = chance(3);
  const ground = 196;
  const plaster = many(500, () =>
    stroke(
      between(-10, w),
      between(0, ground),
      between(0, 6.3),
      between(4, 20),
      normal() * 3,
      blend(['#d9a35f', '#f2c987', '#fbe0ae'], next()),
      between(0.5, 2.6),
      `opacity="${between(0.06, 0.25)}"`,
    ),
  );
  const bricks = [];
  for (let row = 0; row < 5; row++) {
    for (let i = 0; i < 9; i++) {
      if (next() < 0.25 + row * 0.12) continue;
      bricks.push(
        rect(
          -8 + i * 13 + (row % 2) * 6.5 + normal() * 0.4,
          189 - row * 7.2,
          12,
          6.2,
          blend(['#8f4a32', '#b8694a', '#cf8a66'], next()),
          'rx="0.8" opacity="0.85"',
        ),
      );
    }
  }
  const stones = many(150, () => {
    const depth = next();
    const y = ground + 6 + depth * (h - ground - 4);
    return oval(
      between(0, w),
      y,
      between(5, 13) * (0.5 + depth),
      between(2, 4.2) * (0.5 + depth),
      blend(['#6d675f', '#948c80', '#b8ae9e', '#857a6c'], next()),
      'opacity="0.75" stroke="#4a443c" stroke-width="0.5"',
    );
  });
  const wheel = (x, y, r) => [
    oval(x, y, r, r, 'none', 'stroke="#23211f" stroke-width="4.2"'),
    oval(x, y, r - 0.6, r - 0.6, 'none', 'stroke="#6c6660" stroke-width="0.7"'),
    oval(x, y, r - 3.6, r - 3.6, 'none', 'stroke="#d9d6cf" stroke-width="1.7"'),
    many(28, (i) => {
      const a = (i / 28) * 2 * Math.PI;
      const b = a + (i % 2 ? 0.34 : -0.34);
      return line(
        `M${x + Math.cos(b) * 3.4} ${y + Math.sin(b) * 3.4}L${x + Math.cos(a) * (r - 4)} ${y + Math.sin(a) * (r - 4)}`,
        '#e4e0d8',
        0.45,
        'opacity="0.9"',
      );
    }),
    oval(x, y, 4, 4, '#4b4742'),
    oval(x - 0.7, y - 0.8, 1.9, 1.9, '#c9c5bd'),
  ];
  const [bx, by, fx, fy, r] = [104, 168, 217, 168, 38];
  const frame = `M${bx} ${by}L${bx + 47} ${by + 2}L${fx - 25} ${by - 58}L${bx + 31} ${by - 60}L${bx} ${by}M${bx + 47} ${by + 2}L${bx + 27} ${by - 72}`;
  const fork = `M${fx - 28} ${by - 69}L${fx - 22} ${by - 50}C${fx - 16} ${by - 30} ${fx - 10} ${by - 10} ${fx} ${fy}`;
  const bike = (colour, soft) => [
    wheel(bx, by, r),
    wheel(fx, fy, r),
    line(
      `M${bx - 41} ${by - 5}C${bx - 38} ${by - 34} ${bx - 14} ${by - 45} ${bx + 12} ${by - 40}`,
      soft,
      2.4,
    ),
    line(
      `M${fx - 25} ${by - 36}C${fx - 2} ${by - 50} ${fx + 30} ${by - 36} ${fx + 40} ${by - 10}`,
      soft,
      2.4,
    ),
    line(frame, colour, 4.3),
    line(fork, colour, 3.8),
  ];
  const basket = [
    shape(
      `M${fx - 30} ${by - 92}L${fx + 16} ${by - 92}L${fx + 11} ${by - 62}L${fx - 24} ${by - 62}Z`,
      '#9a6a35',
    ),
    many(8, (i) =>
      line(
        `M${fx - 30 + i * 0.75} ${by - 90 + i * 3.9}L${fx + 16 - i * 0.7} ${by - 90 + i * 3.9}`,
        i % 2 ? '#c99a5c' : '#7a5026',
        1.7,
        'stroke-dasharray="2.6 1.3"',
      ),
    ),
    line(`M${fx - 31} ${by - 92}L${fx + 17} ${by - 92}`, '#6b431d', 2.6),
  ];
  const flowers = many(62, () => {
    const x = fx - 7 + normal() * 14;
    const y = by - 99 + normal() * 5.5;
    return (
      line(
        `M${fx - 7 + (x - fx + 7) * 0.5} ${by - 90}L${x} ${y}`,
        blend(['#3f6b2f', '#7da24b'], next()),
        0.8,
      ) +
      oval(
        x,
        y,
        between(1.6, 3.1),
        between(1.6, 3.1),
        blend(['#fff4e8', '#f3a6b5', '#d64a6a', '#f7d560'], next()),
      )
    );
  });
  return [
    defs(
      linear(
        'wall',
        [0, 0, w, ground],
        [
          [0, '#f6d396'],
          [0.5, '#e9b56d'],
          [1, '#c88a4a'],
        ],
      ),
      linear(
        'road',
        [0, ground, 0, h],
        [
          [0, '#8a8176'],
          [1, '#5a534b'],
        ],
      ),
      linear(
        'paint',
        [0, 96, 0, 172],
        [
          [0, '#3fa39b'],
          [0.5, '#1f7d79'],
          [1, '#12504f'],
        ],
      ),
      linear(
        'shutter',
        [18, 0, 78, 0],
        [
          [0, '#4a7f9a'],
          [1, '#2b5872'],
        ],
      ),
      blur('tiny', 0.7),
      blur('shade', 3.4),
      rough('plaster', 0.045, 14, 0.24),
      rough('stone', 0.08, 2, 0.4),
    ),
    group('filter="url(#plaster)"', [rect(-5, -5, w + 10, ground + 6, 'url(#wall)'), plaster]),
    bricks,
    rect(16, -8, 66, 92, '#8a5f35'),
    rect(20, -8, 58, 86, '#23343b'),
    rect(20, -8, 28, 86, 'url(#shutter)'),
    rect(50, -8, 28, 86, 'url(#shutter)'),
    many(
      15,
      (i) =>
        line(`M22 ${i * 5.4}L46 ${i * 5.4}M52 ${i * 5.4}L76 ${i * 5.4}`, '#173547', 1.5, 'opacity="0.75"') +
        line(
          `M22 ${i * 5.4 + 1.3}L46 ${i * 5.4 + 1.3}M52 ${i * 5.4 + 1.3}L76 ${i * 5.4 + 1.3}`,
          '#8fbdd2',
          0.6,
          'opacity="0.7"',
        ),
    ),
    rect(10, 80, 78, 6, '#d8cbb4'),
    rect(10, 85.5, 78, 3, '#6b4a2a', 'opacity="0.5" filter="url(#tiny)"'),
    many(7, (i) =>
      line(
        `M${w - 34 + i * 7} -8C${w - 50 + i * 10} ${30 + i * 4} ${w - 22 + i * 3} ${52 - i * 3} ${w - 52 + i * 11} ${112 - i * 9}`,
        '#5a4426',
        1.1,
        'opacity="0.85"',
      ),
    ),
    many(250, () => {
      const t = next() ** 1.3;
      const x = w - 4 + normal() * (13 + 16 * (1 - t)) - 14;
      return oval(
        x,
        -6 + t * 118,
        between(2, 4.6),
        between(1.5, 3.2),
        blend(['#2f5a2a', '#5c8a3a', '#9cbc55'], next()),
        `transform="rotate(${between(0, 180)} ${x} ${-6 + t * 118})"`,
      );
    }),
    rect(-5, ground, w + 10, h - ground + 5, 'url(#road)', 'filter="url(#stone)"'),
    stones,
    rect(-5, ground - 3, w + 10, 5, '#b9a588'),
    rect(-5, ground + 1.5, w + 10, 2.4, '#3c352c', 'opacity="0.6" filter="url(#tiny)"'),
    group(
      'transform="translate(19 9) skewX(-7)" opacity="0.3" filter="url(#shade)" style="mix-blend-mode:multiply"',
      [
        line(`${frame}${fork}`, '#43260f', 5),
        oval(bx, by, r, r, 'none', 'stroke="#43260f" stroke-width="5"'),
        oval(fx, fy, r, r, 'none', 'stroke="#43260f" stroke-width="5"'),
        rect(fx - 30, by - 94, 46, 32, '#43260f'),
      ],
    ),
    oval(160, 209, 108, 5.5, '#201b15', 'opacity="0.6" filter="url(#shade)"'),
    bike('url(#paint)', '#1f7d79'),
    line(`M${bx + 31} ${by - 61.2}L${fx - 25} ${by - 59.2}`, '#a5e0d8', 0.9, 'opacity="0.8"'),
    line(
      `M${bx + 2} ${by - 4}L${bx + 47} ${by - 6}M${bx + 2} ${by + 5}L${bx + 47} ${by + 10}`,
      '#3b3733',
      1.1,
      'stroke-dasharray="1.6 0.7"',
    ),
    oval(bx + 47, by + 2, 9.5, 9.5, 'none', 'stroke="#57524c" stroke-width="2.2"'),
    oval(bx + 47, by + 2, 3, 3, '#c9c5bd'),
    line(`M${bx + 47} ${by + 2}L${bx + 58} ${by + 18}`, '#8f8a82', 2.4),
    rect(bx + 52, by + 17, 14, 3.6, '#2a2622', 'rx="1"'),
    shape(
      `M${bx + 8} ${by - 78}C${bx + 18} ${by - 82} ${bx + 34} ${by - 80} ${bx + 46} ${by - 76}C${bx + 42} ${by - 72} ${bx + 30} ${by - 73} ${bx + 24} ${by - 69}C${bx + 15} ${by - 67} ${bx + 6} ${by - 71} ${bx + 8} ${by - 78}Z`,
      '#6a3517',
    ),
    line(
      `M${bx + 11} ${by - 78}C${bx + 20} ${by - 80} ${bx + 32} ${by - 79} ${bx + 42} ${by - 76}`,
      '#c07f4c',
      1,
      'opacity="0.8"',
    ),
    line(
      `M${fx - 28} ${by - 69}L${fx - 33} ${by - 84}C${fx - 30} ${by - 90} ${fx - 44} ${by - 94} ${fx - 54} ${by - 87}`,
      '#d9d6cf',
      2.4,
    ),
    line(`M${fx - 46} ${by - 91}L${fx - 55} ${by - 86}`, '#6a3517', 4.2),
    flowers,
    basket,
  ]
    .flat(9)
    .join('');
}
