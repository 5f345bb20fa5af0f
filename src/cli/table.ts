/** Columns of text for a terminal. */

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A header, a rule, the rows, and below a second rule what sums them up. Each line ends in a line break. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total: readonly string[] | null = null,
): string {
  const all = [columns.map(({ title }) => title), ...rows, ...(total ? [total] : [])];
  const widths = columns.map((_, place) => Math.max(...all.map((row) => (row[place] ?? '').length)));
  const line = (row: readonly string[]): string => {
    const cells = columns.map(({ align }, place) => {
      const text = row[place] ?? '';
      const width = widths[place] ?? 0;
      return align === 'left' ? text.padEnd(width) : text.padStart(width);
    });
    return `${cells.join('  ').trimEnd()}\n`;
  };
  const rule = `${widths.map((width) => '─'.repeat(width)).join('──')}\n`;
  const header = line(columns.map(({ title }) => title));
  return header + rule + rows.map(line).join('') + (total ? rule + line(total) : '');
}

/** `name   value` pairs. */
export function textPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
