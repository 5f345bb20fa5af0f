import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { goldenNetwork } from '../../fixtures/golden.ts';
import { graphTotals } from '../graph/queries.ts';
import { formatCsv, layersCsv } from './csv.ts';
import { layerRows } from './layerRows.ts';

const graphOf = (text: string) => buildGraph(parseSpecText(text).spec);

/** A reader of RFC 4180 that shares nothing with the writer. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let inside = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (inside) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else inside = false;
    } else if (character === '"') inside = true;
    else if (character === ',' || character === '\r') {
      record.push(field);
      field = '';
      if (character === '\r') {
        expect(text[at + 1]).toBe('\n');
        at += 1;
        records.push(record);
        record = [];
      }
    } else field += character;
  }
  expect([field, record]).toEqual(['', []]);
  return records;
}

describe('CSV', () => {
  it('quotes what would end a field, and ends every record with CRLF', () => {
    const records = [
      ['a,b', 'say "no"', 'two\nlines', 'plain'],
      ['', '"', ',', '\r'],
    ];
    const text = formatCsv(records);
    expect(text).toBe('"a,b","say ""no""","two\nlines",plain\r\n,"""",",","\r"\r\n');
    expect(parseCsv(text)).toEqual(records);
    expect(formatCsv([[null, 0, 1e21]])).toBe(',0,1e+21\r\n');
  });

  it('has a record for every layer under a header, each as wide', () => {
    const graph = graphOf('seresnext50d_32x4d');
    const records = parseCsv(layersCsv(graph));
    expect(records.length).toBe(graph.nodes.length + 1);
    expect(new Set(records.map((record) => record.length))).toEqual(new Set([records[0]?.length]));
    expect(records[0]?.slice(0, 3)).toEqual(['path', 'op', 'kind']);
  });

  it.each(['resnet18', 'resnext50_32x4d', 'seresnet50', 'ecaresnet50d'])(
    'says of %s what PyTorch says',
    (name) => {
      const network = goldenNetwork(name);
      const [header = [], ...records] = parseCsv(layersCsv(buildGraph(parseSpecText(name).spec)));
      const column = (of: string[], title: string): string => of[header.indexOf(title)] ?? '';
      const sum = (title: string): number =>
        records.reduce((total, record) => total + Number(column(record, title)), 0);
      expect(sum('params')).toBe(network.params);
      expect(sum('params_percent')).toBeCloseTo(100, 1);
      const convs = records.filter((record) => column(record, 'op') === 'conv2d');
      expect(
        convs.map((record) =>
          ['path', 'kernel', 'stride', 'padding', 'groups', 'input', 'output', 'macs'].map((title) =>
            column(record, title),
          ),
        ),
      ).toEqual(
        network.convs.map((conv) => [
          conv.path,
          conv.kernel.join('x'),
          String(conv.stride[0]),
          String(conv.padding[0]),
          String(conv.groups),
          conv.input.slice(1).join('x'),
          conv.output.slice(1).join('x'),
          String(conv.macs),
        ]),
      );
    },
  );

  it('writes the rows that it is given, in their order', () => {
    const graph = graphOf('resnet18');
    const rows = layerRows(graph).filter((row) => row.node.op === 'add');
    const paths = parseCsv(layersCsv(graph, rows.toReversed())).map((record) => record[0]);
    expect(paths).toEqual(['path', ...rows.map((row) => row.path).reverse()]);
    expect(paths[1]).toBe('layer4.1.add');
  });
});

describe('rows of layers', () => {
  it('add up to the totals', () => {
    for (const name of ['resnet50', 'seresnet152d', 'ecaresnet26t']) {
      const graph = graphOf(name);
      const totals = graphTotals(graph);
      const rows = layerRows(graph);
      expect(rows.reduce((sum, row) => sum + row.params, 0)).toBe(totals.params);
      expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1, 9);
      expect(rows.reduce((sum, row) => sum + row.activationBytes, 0)).toBe(totals.activationBytes);
      expect(new Set(rows.map((row) => row.path)).size).toBe(rows.length);
    }
  });
});
