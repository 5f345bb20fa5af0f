/** What the charts have in common: a box with axes, and the marks that tell series apart. */
import type { ReactNode } from 'react';
import './chart.css';

/** Of the picture, and the room around its plane for what stands beside it. */
export interface ChartBox {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Tick {
  /** In the picture's units. */
  readonly at: number;
  readonly text: string;
}

/** A picture with a name, a line across for each of `rows` and a text below for each of `columns`. */
export function Chart({
  label,
  box: { width, height, left, right },
  rows,
  columns,
  caption,
  children,
}: {
  readonly label: string;
  readonly box: ChartBox;
  readonly rows: readonly Tick[];
  readonly columns: readonly Tick[];
  readonly caption: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <figure className="chart">
      <svg className="chart-picture" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {rows.map(({ at, text }) => (
          <g key={text}>
            <line className="try-grid" x1={left} x2={width - right} y1={at} y2={at} />
            <text className="try-tick" x={left - 4} y={at + 3}>
              {text}
            </text>
          </g>
        ))}
        {columns.map(({ at, text }) => (
          <text key={text} className="chart-point" x={at} y={height - 4}>
            {text}
          </text>
        ))}
        {children}
      </svg>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

const shapes = [
  'M-2.4,0a2.4,2.4 0 1,0 4.8,0a2.4,2.4 0 1,0 -4.8,0Z',
  'M-2,-2h4v4h-4Z',
  'M0,-2.8L2.6,2H-2.6Z',
  'M0,-3L3,0L0,3L-3,0Z',
  'M-.8,-2.6h1.6v1.8h1.8v1.6h-1.8v1.8h-1.6v-1.8h-1.8v-1.6h1.8Z',
  'M0,2.8L2.6,-2H-2.6Z',
  'M-3,-1.4h6v2.8h-6Z',
  'M-1.4,-3h2.8v6h-2.8Z',
];

/** One shape a series: a disc, a square, a triangle and on. */
export function Mark({
  index,
  x,
  y,
  size = 1,
  className = 'chart-mark',
  children,
}: {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly className?: string;
  /** What it stands for, said where one points at it. */
  readonly children?: string;
}) {
  return (
    <path
      className={className}
      transform={`translate(${x},${y}) scale(${size})`}
      d={shapes[index % shapes.length]}
    >
      {children ? <title>{children}</title> : null}
    </path>
  );
}
