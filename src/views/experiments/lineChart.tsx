import { line, scaleLinear, scaleLog } from 'd3';
import { t } from '../../text/index.ts';
import { Chart, Mark } from './chart.tsx';
import { Legend } from './legend.tsx';

export interface LineSeries {
  readonly key: string;
  readonly name: string;
  /** One a point; null where nothing is known. */
  readonly values: readonly (number | null)[];
  /** Stands at the end of the line as well, where lines are many. */
  readonly letter?: string;
  /** Drawn thicker than the others. */
  readonly strong?: boolean;
}

const box = { width: 300, height: 136, left: 34, right: 14, top: 8, bottom: 18 };
/** What is smaller is drawn at this size: a logarithm has no place for 0. */
const least = 1e-12;
/** So many points of a line have their mark; of many points, some. */
const mostMarks = 16;

const usable = (value: number | null): value is number => value !== null && Number.isFinite(value);

/**
 * Some quantities along the depth of a network, told apart by dashes and marks as well as colours. `labels` name the
 * points; of many, some are written. The numbers belong in a table beside it.
 */
export function LineChart({
  label,
  labels,
  series,
  format,
  scale = 'linear',
  most,
  axis,
}: {
  readonly label: string;
  readonly labels: readonly string[];
  readonly series: readonly LineSeries[];
  readonly format: (value: number) => string;
  readonly scale?: 'linear' | 'log';
  /** The end of the axis, where it is known. */
  readonly most?: number;
  /** What the axes are, where the name of the chart does not say it. */
  readonly axis?: string;
}) {
  const placed = (value: number): number => (scale === 'log' ? Math.max(value, least) : value);
  const all = series.flatMap(({ values }) => values.filter(usable).map(placed));
  if (all.length === 0) return null;
  const range = [box.height - box.bottom, box.top];
  const high = most ?? Math.max(...all);
  const log = scaleLog([Math.min(...all), high], range).nice();
  const linear = scaleLinear([0, high > 0 ? high : 1], range).nice(4);
  const y = (value: number): number => (scale === 'log' ? log : linear)(placed(value));
  const ticks = scale === 'log' ? decades(log.ticks(6), log.ticks(3)) : linear.ticks(4);
  const x = scaleLinear([0, Math.max(1, labels.length - 1)], [box.left + 4, box.width - box.right]);
  const written = Math.max(1, Math.ceil(labels.length / 8));
  const marked = Math.max(1, Math.ceil(labels.length / mostMarks));
  const ends = spread(series.map(({ values }) => y(values.findLast(usable) ?? 0)));
  return (
    <Chart
      label={label}
      box={box}
      rows={ticks.map((tick) => ({ at: y(tick), text: format(tick) }))}
      columns={labels.flatMap((text, at) => (at % written === 0 ? [{ at: x(at), text }] : []))}
      caption={
        <>
          {axis}
          <Legend
            entries={series.map(({ name, strong = false }, index) => ({
              mark: <Sample index={index} strong={strong} />,
              text: name,
              strong,
            }))}
          />
        </>
      }
    >
      {series.map(({ key, name, values, letter, strong = false }, index) => {
        const path = line<number | null>()
          .defined(usable)
          .x((_, at) => x(at))
          .y((value) => y(value ?? 0));
        return (
          <g key={key} className={`chart-line chart-line-${index}`} data-strong={strong}>
            <path d={path([...values]) ?? ''} />
            {values.map((value, at) => {
              if (!usable(value)) return null;
              const point = labels[at] ?? String(at + 1);
              return (
                <g key={point}>
                  {at % marked === 0 ? <Mark index={index} x={x(at)} y={y(value)} /> : null}
                  <circle className="chart-hit" cx={x(at)} cy={y(value)} r="3">
                    <title>{t('try.chart.point', { name, point, value: format(value) })}</title>
                  </circle>
                </g>
              );
            })}
            {letter ? (
              <text x={box.width - box.right + 5} y={(ends[index] ?? 0) + 3.5}>
                {letter}
              </text>
            ) : null}
          </g>
        );
      })}
    </Chart>
  );
}

/** A piece of the line as it is drawn. */
function Sample({ index, strong }: { readonly index: number; readonly strong: boolean }) {
  return (
    <svg
      className={`chart-line chart-line-${index}`}
      data-strong={strong}
      viewBox="0 0 26 8"
      aria-hidden="true"
    >
      <path d="M0,4H26" />
      <Mark index={index} x={13} y={4} />
    </svg>
  );
}

/** Powers of ten, six at most; others where there are not two of them. */
function decades(ticks: readonly number[], few: readonly number[]): readonly number[] {
  const whole = ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  const shown = whole.length > 1 ? whole : few;
  return shown.filter((_, at) => at % Math.ceil(shown.length / 6) === 0);
}

/** Heights for letters that would stand on one another: each at least a letter's height from the one above. */
function spread(heights: readonly number[]): readonly number[] {
  const order = heights.map((_, at) => at).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed: number[] = [];
  let above = Number.NEGATIVE_INFINITY;
  for (const at of order) {
    above = Math.max(heights[at] ?? 0, above + 10);
    placed[at] = above;
  }
  return placed;
}
