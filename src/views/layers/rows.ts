/** What the table of layers shows, in which order. Pure: a row is a layer and what it is searched by. */
import { memoByIdentity } from '../../base/memo.ts';
import { type LayerRow, layerRows } from '../../export/layerRows.ts';
import { elements } from '../../graph/ops/index.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../../graph/types.ts';
import { type OpText, opText } from '../../layout/labels.ts';
import { t } from '../../text/index.ts';

export interface TableRow extends LayerRow {
  readonly text: OpText;
  /** The words of `text` as short as a column wants them. */
  readonly short: string;
  /** Path, operation, words and canonical path in lower case. */
  readonly searched: string;
}

function shortWords(node: GraphNode, text: OpText): string {
  switch (node.op) {
    case 'conv2d':
    case 'fusedConv2d': {
      const { kernel, stride, groups, dilation } = node.attrs;
      let words = t('layers.op.conv', { kernel: kernel.join('×') });
      if (stride > 1) words = t('graph.say.stride', { words, stride });
      if (groups > 1) words = t('graph.say.groups', { words, groups });
      return dilation > 1 ? t('graph.say.dilation', { words, dilation }) : words;
    }
    case 'channelConv':
      return t('layers.op.channelConv', { kernel: node.attrs.kernel });
    case 'linear':
      return t('layers.op.linear');
    case 'activation':
      return text.title;
    case 'add':
      return node.inputs.length === 2 ? t('layers.op.add') : text.words;
    case 'scale':
      return t('layers.op.scale');
    default:
      return text.words;
  }
}

export const tableRows = memoByIdentity((graph: Graph): readonly TableRow[] =>
  layerRows(graph).map((row) => {
    const text = opText(row.node);
    const short = shortWords(row.node, text);
    const searched = `${row.path} ${row.node.op} ${text.words} ${short} ${row.id}`.toLowerCase();
    return { ...row, text, short, searched };
  }),
);

/** Rows that hold every word of the query, anywhere in path or operation. */
export function filterRows(rows: readonly TableRow[], query: string): readonly TableRow[] {
  // Someone may type the sign that stands on the page or the letter on the keyboard.
  const words = query
    .toLowerCase()
    .replace(/(\d)x(?=\d)/g, '$1×')
    .split(/\s+/)
    .filter(Boolean);
  return words.length === 0 ? rows : rows.filter((row) => words.every((word) => row.searched.includes(word)));
}

const numbers = {
  input: (row: TableRow) => row.inputs.reduce((sum, shape) => Math.max(sum, elements(shape)), 0),
  output: (row: TableRow) => elements(row.output),
  params: (row: TableRow) => row.params,
  share: (row: TableRow) => row.share,
  macs: (row: TableRow) => row.macs,
  activations: (row: TableRow) => row.activationBytes,
} as const;

const texts = {
  path: (row: TableRow) => row.path,
  op: (row: TableRow) => row.text.words,
} as const;

export type ColumnId = keyof typeof texts | keyof typeof numbers;
export const columnIds: readonly ColumnId[] = [
  'path',
  'op',
  'input',
  'output',
  'params',
  'share',
  'macs',
  'activations',
];
export const isNumeric = (column: ColumnId): column is keyof typeof numbers => column in numbers;

export interface Sort {
  readonly column: ColumnId;
  readonly direction: 'ascending' | 'descending';
}

/** `layer2.9` comes before `layer2.10`. */
const collator = new Intl.Collator('en', { numeric: true });

/** Rows by a column; equal ones stay in the order of computation, which `null` stands for. */
export function sortRows(rows: readonly TableRow[], sort: Sort | null): readonly TableRow[] {
  if (sort === null) return rows;
  const { column } = sort;
  const sign = sort.direction === 'ascending' ? 1 : -1;
  const compare = isNumeric(column)
    ? (a: TableRow, b: TableRow) => numbers[column](a) - numbers[column](b)
    : (a: TableRow, b: TableRow) => collator.compare(texts[column](a), texts[column](b));
  return rows.toSorted((a, b) => sign * compare(a, b));
}

/** What a press on a header makes of the order: numbers largest first, texts from A; then the other way; then none. */
export function nextSort(sort: Sort | null, column: ColumnId): Sort | null {
  const first = isNumeric(column) ? 'descending' : 'ascending';
  if (sort?.column !== column) return { column, direction: first };
  if (sort.direction !== first) return null;
  return { column, direction: first === 'ascending' ? 'descending' : 'ascending' };
}

/** Whether a row is what is selected, or stands in the region that is. */
export function relationTo(id: NodeId, selection: NodeId | RegionId | null): 'self' | 'inside' | null {
  if (selection === null || selection === '') return null;
  if (id === selection) return 'self';
  return id.startsWith(`${selection}.`) ? 'inside' : null;
}

/** The first row that the selection marks, or -1. */
export const selectedIndex = (rows: readonly TableRow[], selection: NodeId | RegionId | null): number =>
  rows.findIndex((row) => relationTo(row.id, selection) !== null);
