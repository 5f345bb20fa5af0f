import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpecText } from '../../arch/names/specText.ts';
import { columnIds, filterRows, nextSort, relationTo, selectedIndex, sortRows, tableRows } from './rows.ts';

const rowsOf = (name: string) => tableRows(buildGraph(parseSpecText(name).spec));
const paths = (rows: ReturnType<typeof rowsOf>) => rows.map((row) => row.path);

it('finds rows by path, by operation and by words, all of them', () => {
  const rows = rowsOf('seresnext50_32x4d');
  expect(paths(filterRows(rows, 'layer2.0.conv2'))).toEqual(['layer2.0.conv2']);
  expect(filterRows(rows, 'batchNorm').every((row) => row.node.op === 'batchNorm')).toBe(true);
  expect(filterRows(rows, '3x3 convolution GROUPS').length).toBe(16);
  expect(paths(filterRows(rows, 'layer4 se.fc1'))).toEqual([
    'layer4.0.se.fc1',
    'layer4.1.se.fc1',
    'layer4.2.se.fc1',
  ]);
  expect(filterRows(rows, '  ')).toBe(rows);
  expect(filterRows(rows, 'no such layer')).toEqual([]);
});

it('sorts numbers by size and texts as people count', () => {
  const rows = rowsOf('resnet101');
  expect(sortRows(rows, null)).toBe(rows);
  const byParams = sortRows(rows, { column: 'params', direction: 'descending' });
  // A 3x3 from 512 to 512 channels; the classifier has 2048 * 1000 + 1000.
  expect(byParams[0]?.params).toBe(9 * 512 * 512);
  expect(byParams.map((row) => row.params)).toEqual(
    byParams.map((row) => row.params).toSorted((a, b) => b - a),
  );
  const byPath = paths(
    sortRows(filterRows(rows, 'layer3. conv1'), { column: 'path', direction: 'ascending' }),
  );
  expect(byPath.slice(8, 11)).toEqual(['layer3.8.conv1', 'layer3.9.conv1', 'layer3.10.conv1']);
});

it('keeps rows that are equal in the order of computation', () => {
  const rows = rowsOf('resnet18');
  for (const column of columnIds) {
    for (const direction of ['ascending', 'descending'] as const) {
      const sorted = sortRows(rows, { column, direction });
      expect(sorted.length).toBe(rows.length);
    }
  }
  const zero = sortRows(rows, { column: 'params', direction: 'descending' }).filter(
    (row) => row.params === 0,
  );
  expect(zero).toEqual(rows.filter((row) => row.params === 0));
});

it('goes round from one order to the other and back to none', () => {
  const first = nextSort(null, 'macs');
  expect(first).toEqual({ column: 'macs', direction: 'descending' });
  const second = nextSort(first, 'macs');
  expect(second).toEqual({ column: 'macs', direction: 'ascending' });
  expect(nextSort(second, 'macs')).toBeNull();
  expect(nextSort(second, 'path')).toEqual({ column: 'path', direction: 'ascending' });
});

it('knows what a selection marks', () => {
  const rows = rowsOf('resnet50d');
  expect(relationTo('stage2.block0.conv1', 'stage2.block0.conv1')).toBe('self');
  expect(relationTo('stage2.block0.conv1', 'stage2.block0')).toBe('inside');
  expect(relationTo('stage2.block10.conv1', 'stage2.block1')).toBeNull();
  expect(relationTo('stem.conv', null)).toBeNull();
  expect(rows[selectedIndex(rows, 'stage2.block0')]?.path).toBe('layer2.0.conv1');
  expect(selectedIndex(rows, 'stage9')).toBe(-1);
});
