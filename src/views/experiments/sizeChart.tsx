import { line, scaleLinear, scaleLog } from 'd3';
import { t } from '../../text/index.ts';
import { formatValue } from '../../ui/index.ts';

export interface Line {
  readonly name: string;
  /** Behind each block, in order. */
  readonly sizes: readonly number[];
}

const chart = { width: 300, height: 140, left: 34, right: 52, top: 8, bottom: 8 };
/** What is smaller is drawn at this size: a logarithm has no place for 0. */
const least = 1e-12;

/** The size of what leaves each block, on a logarithmic scale; each line is told by its name and its dashes. */
export function SizeChart({ lines, label }: { readonly lines: readonly Line[]; readonly label: string }) {
  const drawn = lines
    .map(({ name, sizes }) => ({ name, sizes: sizes.map((size) => Math.max(size, least)) }))
    .filter(({ sizes }) => sizes.length > 0 && sizes.every(Number.isFinite));
  if (drawn.length === 0) return null;
  const all = drawn.flatMap(({ sizes }) => sizes);
  const count = Math.max(...drawn.map(({ sizes }) => sizes.length));
  const x = scaleLinear()
    .domain([0, Math.max(1, count - 1)])
    .range([chart.left, chart.width - chart.right]);
  const y = scaleLog()
    .domain([Math.min(...all), Math.max(...all)])
    .nice()
    .range([chart.height - chart.bottom, chart.top]);
  const path = line<number>()
    .x((_, at) => x(at))
    .y((size) => y(size));
  const decades = y.ticks(6).filter((tick) => Number.isInteger(Math.log10(tick)));
  const ticks = decades.length > 1 ? decades : y.ticks(3);
  const shown = ticks.filter((_, at) => at % Math.ceil(ticks.length / 6) === 0);
  const ends = drawn.map(({ sizes }) => y(sizes.at(-1) ?? least));
  const crowded = ends.length > 1 && Math.abs((ends[0] ?? 0) - (ends[1] ?? 0)) < 12;
  return (
    <figure className="plain-chart">
      <svg viewBox={`0 0 ${chart.width} ${chart.height}`} role="img" aria-label={label}>
        {shown.map((tick) => (
          <g key={tick}>
            <line
              className="try-grid"
              x1={chart.left}
              x2={chart.width - chart.right}
              y1={y(tick)}
              y2={y(tick)}
            />
            <text className="try-tick" x={chart.left - 4} y={y(tick) + 3}>
              {formatValue(tick)}
            </text>
          </g>
        ))}
        {drawn.map(({ name, sizes }, at) => {
          const end = ends[at] ?? 0;
          const higher = ends.every((other) => end <= other);
          return (
            <g key={name} className={`plain-line plain-line-${at}`}>
              <path d={path(sizes) ?? ''} />
              {sizes.map((size, block) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
                <circle key={block} cx={x(block)} cy={y(size)} r="1.8">
                  <title>{t('try.plain.point', { name, block: block + 1, size: formatValue(size) })}</title>
                </circle>
              ))}
              <text x={chart.width - chart.right + 5} y={end + 3.5 + (crowded ? (higher ? -5 : 7) : 0)}>
                {name}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span>{t('try.orders.first')}</span>
        <span>{t('try.orders.axis')}</span>
        <span>{t('try.orders.last')}</span>
      </figcaption>
    </figure>
  );
}
