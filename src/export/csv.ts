/** The table of layers as comma-separated values, RFC 4180: for spreadsheets and data frames. */
import { blurPadding } from '../graph/ops/index.ts';
import type { Graph, GraphNode, Padding, Shape } from '../graph/types.ts';
import { type LayerRow, layerRows } from './layerRows.ts';

type Field = string | number | null;

/** What stands in the columns that only some operations have. */
interface OpFields {
  /** Which activation, or which global pool. */
  readonly kind?: string;
  readonly kernel?: string;
  readonly stride?: number;
  readonly padding?: string;
  readonly dilation?: number;
  readonly groups?: number;
}

const times = (sizes: readonly number[]): string => sizes.join('x');

/** One number where all sides are equal, else top, bottom, left, right. */
function paddingText({ top, bottom, left, right }: Padding): string {
  const sides = [top, bottom, left, right];
  return sides.every((side) => side === top) ? String(top) : sides.join(' ');
}

function fieldsOf(node: GraphNode): OpFields {
  switch (node.op) {
    case 'conv2d':
    case 'fusedConv2d': {
      const { kernel, stride, padding, dilation, groups } = node.attrs;
      return { kernel: times(kernel), stride, padding: paddingText(padding), dilation, groups };
    }
    case 'maxPool':
    case 'avgPool': {
      const { kernel, stride, padding } = node.attrs;
      return { kernel: times([kernel, kernel]), stride, padding: paddingText(padding) };
    }
    case 'blurPool': {
      const { filter, stride } = node.attrs;
      return { kernel: times([filter, filter]), stride, padding: paddingText(blurPadding(node.attrs)) };
    }
    case 'groupNorm':
    case 'channelShuffle':
      return { groups: node.attrs.groups };
    case 'activation':
    case 'globalPool':
      return { kind: node.attrs.kind };
    case 'channelConv':
      return { kernel: String(node.attrs.kernel) };
    default:
      return {};
  }
}

/** Without the batch, which is always 1. */
const shapeText = (shape: Shape): string => times(shape.slice(1));

/** The columns in order. Names and values are the same in every language, so that a program can rely on them. */
const columns: readonly (readonly [name: string, value: (row: LayerRow, own: OpFields) => Field])[] = [
  ['path', (row) => row.path],
  ['op', (row) => row.node.op],
  ['kind', (_row, own) => own.kind ?? null],
  ['kernel', (_row, own) => own.kernel ?? null],
  ['stride', (_row, own) => own.stride ?? null],
  ['padding', (_row, own) => own.padding ?? null],
  ['dilation', (_row, own) => own.dilation ?? null],
  ['groups', (_row, own) => own.groups ?? null],
  ['input', (row) => row.inputs.map(shapeText).join(' ')],
  ['output', (row) => shapeText(row.output)],
  ['params', (row) => row.params],
  ['params_percent', (row) => Number((row.share * 100).toFixed(4))],
  ['macs', (row) => row.macs],
  ['activation_bytes', (row) => row.activationBytes],
];

/** A field in quotes where it holds what would end it, with its own quotes doubled (RFC 4180, 2.5 to 2.7). */
function quoted(field: Field): string {
  const text = field === null ? '' : String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Records with CRLF after each, the last included. */
export const formatCsv = (records: readonly (readonly Field[])[]): string =>
  records.map((record) => `${record.map(quoted).join(',')}\r\n`).join('');

/** A header and one record for each row, by default every layer in the order of computation. */
export function layersCsv(graph: Graph, rows: readonly LayerRow[] = layerRows(graph)): string {
  return formatCsv([
    columns.map(([name]) => name),
    ...rows.map((row) => {
      const own = fieldsOf(row.node);
      return columns.map(([, value]) => value(row, own));
    }),
  ]);
}
