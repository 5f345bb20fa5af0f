import { t } from '../../text/index.ts';
import { Heads, ScrollBox } from './tables.tsx';
import './streams.css';

export interface FigureColumn<R> {
  readonly head: string;
  readonly cell: (row: R) => string;
}

/** The numbers of a chart, closed at first unless `open`; a wide table scrolls inside its own box. */
export function FigureTable<R>({
  caption,
  rows,
  columns,
  head = t('try.numbers.block'),
  open = false,
  rowName,
}: {
  readonly caption: string;
  readonly rows: readonly R[];
  readonly columns: readonly FigureColumn<R>[];
  readonly open?: boolean;
  /** Of the column of names. */
  readonly head?: string;
  readonly rowName: (row: R) => string;
}) {
  return (
    <details className="streams-numbers" open={open}>
      <summary>{t('try.numbers')}</summary>
      <ScrollBox className="streams-scroll" label={caption}>
        <table className="try-table">
          <caption className="rx-visually-hidden">{caption}</caption>
          <Heads names={[head, ...columns.map(({ head }) => head)]} />
          <tbody>
            {rows.map((row) => (
              <tr key={rowName(row)}>
                <th scope="row">{rowName(row)}</th>
                {columns.map(({ head, cell }) => (
                  <td key={head}>{cell(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </details>
  );
}
