import { line, scaleLinear, scaleLog } from 'd3';
import './streams.css';

export interface DepthSeries {
  readonly key: string;
  readonly name: string;
  /** One a point; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

const size = { width: 300, height: 128, left: 34, right: 8, top: 8, bottom: 18 };

/**
 * Some quantities along the depth of a network, told apart by dashes and marks as well as colours. `labels` name the
 * points; of many, some are written. The numbers belong in a table beside it.
 */
export function DepthChart({
  label,
  labels,
  series,
  format,
  scale = 'linear',
  most,
}: {
  readonly label: string;
  readonly labels: readonly string[];
  readonly series: readonly DepthSeries[];
  readonly format: (value: number) => string;
  readonly scale?: 'linear' | 'log';
  /** The end of the axis, where it is known. */
  readonly most?: number;
}) {
  const usable = (value: number | null): value is number =>
    value !== null && Number.isFinite(value) && (scale === 'linear' || value > 0);
  const all = series.flatMap(({ values }) => values.filter(usable));
  if (all.length === 0) return null;
  const high = most ?? Math.max(...all);
  const range = [size.height - size.bottom, size.top];
  const y =
    scale === 'log'
      ? scaleLog([Math.min(...all), high], range).nice()
      : scaleLinear([0, high > 0 ? high : 1], range).nice(4);
  const x = scaleLinear([0, Math.max(1, labels.length - 1)], [size.left + 4, size.width - size.right]);
  const every = Math.max(1, Math.ceil(labels.length / 8));
  const ticks = y.ticks(4);
  const shown =
    ticks.length < 7
      ? ticks
      : ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  return (
    <figure className="streams-chart">
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={label}>
        {shown.map((tick) => (
          <g key={tick}>
            <line
              className="try-grid"
              x1={size.left}
              x2={size.width - size.right}
              y1={y(tick)}
              y2={y(tick)}
            />
            <text className="try-tick" x={size.left - 4} y={y(tick) + 3}>
              {format(tick)}
            </text>
          </g>
        ))}
        {labels.map((text, at) =>
          at % every === 0 ? (
            <text key={text} className="streams-point" x={x(at)} y={size.height - 4}>
              {text}
            </text>
          ) : null,
        )}
        {series.map(({ key, values }, index) => {
          const path = line<number | null>()
            .defined(usable)
            .x((_, at) => x(at))
            .y((value) => y(value ?? 0));
          return (
            <g key={key} className={`streams-line streams-line-${index}`}>
              <path d={path([...values]) ?? ''} />
              {values.map((value, at) =>
                usable(value) ? (
                  <Mark key={labels[at] ?? at} index={index} x={x(at)} y={y(value)}>
                    {`${labels[at] ?? ''}: ${format(value)}`}
                  </Mark>
                ) : null,
              )}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <ul>
          {series.map(({ key, name }, index) => (
            <li key={key}>
              <svg className={`streams-line streams-line-${index}`} viewBox="0 0 26 8" aria-hidden="true">
                <path d="M0,4H26" />
                <Mark index={index} x={13} y={4} />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** A disc, a square, a triangle: one shape a series. */
function Mark({
  index,
  x,
  y,
  children,
}: {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly children?: string;
}) {
  const shapes = [
    'M-2.4,0a2.4,2.4 0 1,0 4.8,0a2.4,2.4 0 1,0 -4.8,0',
    'M-2,-2h4v4h-4Z',
    'M0,-2.8L2.6,2H-2.6Z',
  ];
  return (
    <path className="streams-mark" transform={`translate(${x},${y})`} d={shapes[index % shapes.length]}>
      {children ? <title>{children}</title> : null}
    </path>
  );
}
