import { memo } from 'react';
import { t } from '../../text/index.ts';
import { cellClass, columns } from './columns.tsx';
import type { TableRow } from './rows.ts';

interface RowProps {
  readonly row: TableRow;
  /** Place in the whole table, counted from 1 with the header. */
  readonly place: number;
  readonly relation: 'self' | 'inside' | null;
  readonly changed: boolean;
  /** Whether Tab stops here; arrow keys do the rest. */
  readonly tabStop: boolean;
  /** The row's share of the parameters over the largest of any row. */
  readonly weight: number;
  readonly onSelect: (row: TableRow) => void;
}

/** Shorter bars are dots that say nothing. */
const smallestBar = 0.03;

/** One layer. The path is a button, so that the row can be reached and chosen without a pointer. */
export const Row = memo(function Row({ row, place, relation, changed, tabStop, weight, onSelect }: RowProps) {
  return (
    <tr
      aria-rowindex={place}
      className={`rx-layers-row${relation ? ` rx-layers-${relation}` : ''}${changed ? ' rx-layers-changed' : ''}`}
      {...(relation === 'self' ? { 'aria-current': 'true' } : {})}
      onClick={() => onSelect(row)}
    >
      {columns.map((column) => {
        const { id, cell, exact } = column;
        if (id === 'path') {
          return (
            <th key={id} scope="row" className={cellClass(id)} title={row.path}>
              <span className="rx-layers-stripe" aria-hidden="true" />
              <button
                type="button"
                className="rx-layers-choose"
                data-layer={row.id}
                tabIndex={tabStop ? 0 : -1}
                {...(relation === 'self' ? { 'aria-current': 'true' } : {})}
              >
                {row.path}
              </button>
              {changed ? (
                <>
                  <span className="rx-layers-dot" aria-hidden="true" />
                  <span className="rx-visually-hidden">, {t('layers.changed')}</span>
                </>
              ) : null}
            </th>
          );
        }
        const bar = id === 'share' && weight > smallestBar;
        return (
          <td
            key={id}
            className={bar ? `${cellClass(id)} rx-layers-bar` : cellClass(id)}
            title={exact?.(row) || undefined}
            style={bar ? { backgroundSize: `${100 * weight}% 2px` } : undefined}
          >
            {cell(row)}
          </td>
        );
      })}
    </tr>
  );
});
