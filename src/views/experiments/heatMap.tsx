import { t } from '../../text/index.ts';
import { FigureTable } from './figureTable.tsx';
import './chart.css';
import './heatMap.css';

export interface HeatColumn {
  readonly name: string;
  /** One a row from the top; a column may end early. */
  readonly values: readonly number[];
}

interface Row {
  readonly name: string;
  readonly at: number;
}

const width = 300;
const left = 30;
const right = 8;
const top = 14;

/** Numbers as shades, strongest for the largest, with a table of them. */
export function HeatMap({
  label,
  rows,
  columns,
  format,
}: {
  readonly label: string;
  readonly rows: readonly string[];
  readonly columns: readonly HeatColumn[];
  readonly format: (value: number) => string;
}) {
  // A reader of one source takes all from it: that says nothing, and would leave the rest pale.
  const telling = columns.filter(({ values }) => values.length > 1);
  const largest = Math.max(...telling.flatMap(({ values }) => values.filter(Number.isFinite)));
  if (!(largest > 0)) return null;
  const cell = Math.min(24, (width - left - right) / Math.max(rows.length, columns.length));
  const every = Math.max(1, Math.ceil(Math.max(rows.length, columns.length) / 12));
  const shade = (value: number): number => Math.min(1, Math.max(0.02, value / largest));
  return (
    <figure className="streams-heat">
      <svg
        className="streams-grid"
        viewBox={`0 0 ${width} ${top + rows.length * cell}`}
        role="img"
        aria-label={label}
      >
        {rows.map((name, at) =>
          at % every === 0 ? (
            <text key={name} className="try-tick" x={left - 3} y={top + (at + 0.5) * cell + 3}>
              {name}
            </text>
          ) : null,
        )}
        {columns.map(({ name, values }, column) => (
          <g key={name}>
            {column % every === 0 ? (
              <text className="chart-point" x={left + (column + 0.5) * cell} y={top - 4}>
                {name}
              </text>
            ) : null}
            {values.map((value, row) => (
              <rect
                key={rows[row]}
                className="streams-cell"
                x={left + column * cell + 0.5}
                y={top + row * cell + 0.5}
                width={cell - 1}
                height={cell - 1}
                fillOpacity={shade(value)}
              >
                <title>
                  {t('try.reuse.cell', {
                    reader: name,
                    source: rows[row] ?? '',
                    value: format(value),
                  })}
                </title>
              </rect>
            ))}
          </g>
        ))}
      </svg>
      <div className="streams-ramp" aria-hidden="true">
        <span>0</span>
        <span className="streams-ramp-shades" />
        <span>
          {columns.some(({ values }) => values.some((value) => value > largest))
            ? t('try.reuse.most', { value: format(largest) })
            : format(largest)}
        </span>
      </div>
      <FigureTable<Row>
        caption={label}
        head={t('try.reuse.from')}
        rows={rows.map((name, at) => ({ name, at }))}
        rowName={({ name }) => name}
        columns={columns.map(({ name, values }) => ({
          head: name,
          cell: ({ at }) => {
            const value = values[at];
            return value === undefined ? '' : format(value);
          },
        }))}
      />
    </figure>
  );
}
