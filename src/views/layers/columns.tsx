/** The columns of the table: heading, width and what a cell says. */
import type { ReactNode } from 'react';
import type { Totals } from '../../graph/queries.ts';
import { shapeText } from '../../layout/labels.ts';
import type { MessageKey } from '../../text/index.ts';
import { formatBytes, formatCount, formatExact, formatPercent } from '../../ui/index.ts';
import { type ColumnId, isNumeric, type TableRow } from './rows.ts';

export interface Column {
  readonly id: ColumnId;
  readonly label: MessageKey;
  /** The heading in full, where the label is short. */
  readonly help?: MessageKey;
  /** In pixels; the operation takes what is left. */
  readonly width: number | null;
  readonly cell: (row: TableRow) => ReactNode;
  /** The exact value, for whoever points at it. */
  readonly exact?: (row: TableRow) => string;
  readonly total?: (totals: Totals, share: number) => string;
}

/** Nothing to see is quieter than a zero. */
const unlessZero = (value: number, text: (value: number) => string): string =>
  value === 0 ? '' : text(value);

/** Small shares take a digit more; all of it needs none. */
const percent = (share: number): string => formatPercent(share, share === 1 ? 0 : share < 0.01 ? 2 : 1);

export const columns: readonly Column[] = [
  { id: 'path', label: 'layers.path', help: 'layers.path.help', width: 170, cell: (row) => row.path },
  {
    id: 'op',
    label: 'layers.op',
    width: null,
    cell: (row) => (
      <>
        <span className={`rx-layers-tone rx-layers-tone-${row.text.tone}`} aria-hidden="true" />
        {row.short}
      </>
    ),
    exact: (row) => row.text.words,
  },
  {
    id: 'input',
    label: 'layers.input',
    width: 80,
    // Where there are several, they are as large as each other or as the output.
    cell: (row) => (row.inputs[0] ? shapeText(row.inputs[0]) : ''),
    exact: (row) => row.inputs.map(shapeText).join(', '),
  },
  { id: 'output', label: 'layers.output', width: 80, cell: (row) => shapeText(row.output) },
  {
    id: 'params',
    label: 'layers.params',
    width: 72,
    cell: (row) => unlessZero(row.params, formatCount),
    exact: (row) => unlessZero(row.params, formatExact),
    total: ({ params }) => formatCount(params),
  },
  {
    id: 'share',
    label: 'layers.share',
    help: 'layers.share.help',
    width: 66,
    cell: (row) => unlessZero(row.share, percent),
    total: (_totals, share) => unlessZero(share, percent),
  },
  {
    id: 'macs',
    label: 'layers.macs',
    help: 'layers.macs.help',
    width: 72,
    cell: (row) => unlessZero(row.macs, formatCount),
    exact: (row) => unlessZero(row.macs, formatExact),
    total: ({ macs }) => formatCount(macs),
  },
  {
    id: 'activations',
    label: 'layers.activations',
    help: 'layers.activations.help',
    width: 72,
    cell: (row) => unlessZero(row.activationBytes, formatBytes),
    exact: (row) => unlessZero(row.activationBytes, (bytes) => `${formatExact(bytes)}\u00a0B`),
    total: ({ activationBytes }) => formatBytes(activationBytes),
  },
];

const mono: ReadonlySet<ColumnId> = new Set(['path', 'input', 'output']);

/** How a cell of the body stands. */
export const cellClass = (id: ColumnId): string =>
  [
    'rx-layers-cell',
    `rx-layers-${id}`,
    isNumeric(id) ? 'rx-layers-number' : '',
    mono.has(id) ? 'rx-layers-mono' : '',
  ]
    .filter(Boolean)
    .join(' ');

/** How a cell of the header or of the totals stands. */
export const edgeClass = (id: ColumnId, edge: 'head' | 'foot'): string =>
  [
    'rx-layers-cell',
    isNumeric(id) ? 'rx-layers-number' : '',
    `rx-layers-${edge}`,
    id === 'path' ? 'rx-layers-corner' : '',
  ]
    .filter(Boolean)
    .join(' ');
