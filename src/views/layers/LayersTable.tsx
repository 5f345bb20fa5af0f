import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { nameOf } from '../../arch/names/specText.ts';
import { layersCsv } from '../../export/csv.ts';
import { graphTotals, totalsOf } from '../../graph/queries.ts';
import { selectChanged, selectGraph, selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, useMedia } from '../../ui/index.ts';
import { useExplorer, useExplorerStore } from '../context.tsx';
import { columns, edgeClass } from './columns.tsx';
import { copyText, saveCsv } from './copyCsv.ts';
import { Row } from './Row.tsx';
import {
  type ColumnId,
  filterRows,
  isNumeric,
  nextSort,
  relationTo,
  type Sort,
  selectedIndex,
  sortRows,
  type TableRow,
  tableRows,
} from './rows.ts';
import './layers.css';

/** Rows drawn beyond the visible ones, so that a quick scroll does not show gaps. */
const overscan = 12;
/** Height of a row, of the header and of the totals, in pixels; the style sheet says the same. */
const rowHeights = { fine: 28, coarse: 38 };

/** All layers as a table that mirrors the drawing: searchable, sortable, in step with the selection. */
export function LayersTable() {
  const store = useExplorerStore();
  const graph = useExplorer(selectGraph);
  const changed = useExplorer(selectChanged);
  const selection = useExplorer((state) => state.selection);
  const select = useExplorer((state) => state.select);
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<Sort | null>(null);

  const all = tableRows(graph);
  const rows = useMemo(() => sortRows(filterRows(all, query), sort), [all, query, sort]);
  const largest = useMemo(() => all.reduce((most, row) => Math.max(most, row.share), 0), [all]);
  const marked = selectedIndex(rows, selection);
  /** A region is selected: all its rows are marked, `marked` is the first. */
  const several = rows[marked] !== undefined && rows[marked].id !== selection;

  const rowHeight = useMedia('(pointer: coarse)') ? rowHeights.coarse : rowHeights.fine;
  const scroller = useRef<HTMLDivElement>(null);
  /** The row that a key has chosen, until it is there to be focused. */
  const focusWanted = useRef<string | null>(null);
  /** A new order begins at its top, wherever the selected row has gone. */
  const reordered = useRef(false);
  // The row that keys act on stays in the document when it is scrolled away: focus must not get lost.
  const anchor = Math.max(marked, 0);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const visible = defaultRangeExtractor(range);
      if (anchor >= range.count || visible.includes(anchor)) return visible;
      return [...visible, anchor].sort((a, b) => a - b);
    },
    [anchor],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    rangeExtractor,
    scrollMargin: rowHeight,
    scrollPaddingStart: rowHeight,
    scrollPaddingEnd: rowHeight,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are asked for again when they change
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useEffect(() => {
    const view = scroller.current;
    if (reordered.current) {
      reordered.current = false;
      return;
    }
    if (marked < 0 || !view) return;
    const top = marked * rowHeight - view.scrollTop;
    const deepest = several ? view.clientHeight / 2 : view.clientHeight - 3 * rowHeight;
    if (top >= 0 && top <= deepest) return;
    // Keys go on by a row; a block is seen from its first row on; a layer with its neighbours on both sides.
    const align = focusWanted.current !== null ? 'auto' : several ? 'start' : 'center';
    virtualizer.scrollToIndex(marked, { align });
  }, [virtualizer, marked, several, rowHeight]);

  useEffect(() => {
    const id = focusWanted.current;
    if (id === null) return;
    const button = scroller.current?.querySelector<HTMLElement>(`[data-layer="${CSS.escape(id)}"]`);
    if (!button) return;
    focusWanted.current = null;
    button.focus({ preventScroll: true });
  });

  const order = (column: ColumnId): void => {
    const next = nextSort(sort, column);
    // The effect that follows the selection runs only when the selected row moves, and then it must not follow it.
    reordered.current = selectedIndex(sortRows(filterRows(all, query), next), selection) !== marked;
    setSort(next);
    scroller.current?.scrollTo(0, 0);
  };
  const choose = useCallback((row: TableRow) => select(row.id), [select]);
  const move = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 3);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Of a region no row is chosen yet: the first step down is to its first row.
    const from = marked >= 0 && several && step > 0 ? marked - 1 : marked;
    const row = rows[Math.min(rows.length - 1, Math.max(0, from + step))];
    if (!row) return;
    event.preventDefault();
    focusWanted.current = row.id;
    select(row.id);
  };

  const copy = async (): Promise<void> => {
    const csv = layersCsv(graph, rows);
    const { notify } = store.getState();
    if (await copyText(csv)) {
      notify({ key: 'layers.copied', values: { count: rows.length } });
      return;
    }
    const file = `${nameOf(selectSpec(store.getState())).name}-layers.csv`;
    saveCsv(csv, file);
    notify({ key: 'layers.saved', values: { file } });
  };

  const items = virtualizer.getVirtualItems();
  const filtered = rows.length < all.length;
  const counted = filtered
    ? t('layers.shown', { shown: rows.length, all: all.length })
    : t('layers.count', { count: all.length });
  const gap = (from: number, to: number) =>
    to > from ? (
      // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes focus
      <tr aria-hidden="true">
        <td className="rx-layers-gap" colSpan={columns.length} style={{ height: (to - from) * rowHeight }} />
      </tr>
    ) : null;

  return (
    <div className="rx-layers">
      <div className="rx-layers-tools">
        <input
          type="search"
          className="rx-input rx-layers-filter"
          aria-label={t('layers.filter')}
          placeholder={t('layers.filter.hint')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <span className="rx-layers-count" role="status">
          {counted}
        </span>
        <Button onClick={() => void copy()} disabled={rows.length === 0}>
          {t('layers.copy')}
        </Button>
      </div>
      <div className="rx-layers-scroll" ref={scroller}>
        <table
          className="rx-layers-table"
          aria-label={t('layers.table')}
          aria-rowcount={rows.length + 2}
          style={{ '--rx-layers-row': `${rowHeight}px` } as React.CSSProperties}
        >
          <colgroup>
            {columns.map(({ id, width }) => (
              <col key={id} style={width === null ? undefined : { width }} />
            ))}
          </colgroup>
          <Header sort={sort} onSort={order} />
          <tbody onKeyDown={move}>
            {items.map((item, place) => {
              const row = rows[item.index];
              if (!row) return null;
              return (
                <Fragment key={row.id}>
                  {gap(place === 0 ? 0 : (items[place - 1]?.index ?? 0) + 1, item.index)}
                  <Row
                    row={row}
                    place={item.index + 2}
                    relation={relationTo(row.id, selection)}
                    changed={changed.has(row.id)}
                    tabStop={item.index === anchor}
                    weight={largest === 0 ? 0 : row.share / largest}
                    onSelect={choose}
                  />
                </Fragment>
              );
            })}
            {gap((items.at(-1)?.index ?? -1) + 1, rows.length)}
          </tbody>
          <TotalsRow rows={rows} place={rows.length + 2} label={counted} params={graphTotals(graph).params} />
        </table>
        {rows.length === 0 ? (
          <p className="rx-layers-none">
            {t('layers.none', { query })}{' '}
            <Button tone="quiet" onClick={() => setQuery('')}>
              {t('layers.showAll')}
            </Button>
          </p>
        ) : null}
      </div>
    </div>
  );
}

function Header({
  sort,
  onSort,
}: {
  readonly sort: Sort | null;
  readonly onSort: (column: ColumnId) => void;
}) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(({ id, label, help }) => {
          const direction = sort?.column === id ? sort.direction : 'none';
          const arrow =
            direction === 'none' ? null : (
              <span className="rx-layers-arrow" aria-hidden="true">
                {direction === 'ascending' ? '▲' : '▼'}
              </span>
            );
          return (
            <th key={id} scope="col" aria-sort={direction} className={edgeClass(id, 'head')}>
              <button
                type="button"
                className={`rx-layers-sort${direction === 'none' ? '' : ' rx-layers-sorted'}`}
                title={help ? t(help) : undefined}
                onClick={() => onSort(id)}
              >
                {isNumeric(id) ? arrow : null}
                {t(label)}
                {isNumeric(id) ? null : arrow}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** The sums of the rows that are shown. */
function TotalsRow({
  rows,
  place,
  label,
  params,
}: {
  readonly rows: readonly TableRow[];
  readonly place: number;
  readonly label: string;
  /** Of the whole network. */
  readonly params: number;
}) {
  const totals = useMemo(() => totalsOf(rows.map((row) => row.node)), [rows]);
  const share = params === 0 ? 0 : totals.params / params;
  return (
    <tfoot>
      <tr aria-rowindex={place}>
        {columns.map(({ id, total }) =>
          id === 'path' ? (
            <th key={id} scope="row" className={edgeClass(id, 'foot')}>
              {label}
            </th>
          ) : (
            <td key={id} className={edgeClass(id, 'foot')}>
              {total?.(totals, share)}
            </td>
          ),
        )}
      </tr>
    </tfoot>
  );
}
