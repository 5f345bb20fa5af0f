import { t } from '../../text/index.ts';
import { FigureTable } from './figureTable.tsx';
import './streams.css';

export interface HeatColumn {
  readonly name: string;
  /** One a row from the top; a column may end early. */
  readonly values: readonly number[];
}

interface Row {
  readonly name: string;
  readonly at: number;
}

const cell = 10;
const left = 26;
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
  const largest = Math.max(...columns.flatMap(({ values }) => values.filter(Number.isFinite)));
  if (!(largest > 0)) return null;
  const every = Math.max(1, Math.ceil(Math.max(rows.length, columns.length) / 12));
  const shade = (value: number): number => Math.max(0.02, value / largest);
  return (
    <figure className="streams-heat">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="streams-scroll streams-scroll-grid" tabIndex={0} aria-label={label}>
        <svg
          className="streams-grid"
          viewBox={`0 0 ${left + columns.length * cell} ${top + rows.length * cell}`}
          role="img"
          aria-label={label}
        >
          {rows.map((name, at) =>
            at % every === 0 ? (
              <text key={name} className="try-tick" x={left - 3} y={top + (at + 0.72) * cell}>
                {name}
              </text>
            ) : null,
          )}
          {columns.map(({ name, values }, column) => (
            <g key={name}>
              {column % every === 0 ? (
                <text className="streams-point" x={left + (column + 0.5) * cell} y={top - 4}>
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
      </section>
      <div className="streams-ramp" aria-hidden="true">
        <span>0</span>
        <span className="streams-ramp-shades" />
        <span>{format(largest)}</span>
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
