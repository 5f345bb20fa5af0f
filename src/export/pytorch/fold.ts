/** Breaks lines of Python that are too long to read, as Black would: at the longest bracket, item by item. */

const widest = 118;
const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The outermost brackets of a line, by the positions of both ends. No bracket stands in a text in what is written here. */
function bracketsOf(line: string): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  const open: number[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] ?? '';
    if (sign in pairs) open.push(at);
    else if (Object.values(pairs).includes(sign)) {
      const from = open.pop();
      if (from !== undefined && open.length === 0) found.push([from, at]);
    }
  }
  return found;
}

/** The parts between commas that stand in no bracket. */
function itemsOf(text: string): readonly string[] {
  const inner = bracketsOf(text);
  const items: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== ',' || inner.some(([start, end]) => at > start && at < end)) continue;
    items.push(text.slice(from, at).trim());
    from = at + 1;
  }
  return [...items, text.slice(from).trim()].filter(Boolean);
}

function foldLine(line: string): readonly string[] {
  if (line.length <= widest) return [line];
  const [code = '', comment] = line.split(/ {2}(?=# )/);
  if (comment !== undefined) {
    const indent = code.length - code.trimStart().length;
    return [`${' '.repeat(indent)}${comment}`, ...foldLine(code)];
  }
  const longest = bracketsOf(line).reduce<readonly [number, number] | null>(
    (best, pair) => (best === null || pair[1] - pair[0] > best[1] - best[0] ? pair : best),
    null,
  );
  if (longest === null) return [line];
  const [from, to] = longest;
  const indent = ' '.repeat(line.length - line.trimStart().length);
  const items = itemsOf(line.slice(from + 1, to));
  // A single argument is not followed by a comma: it would make a tuple of what is only in brackets.
  const ends = items.length > 1 ? ',' : '';
  return [
    line.slice(0, from + 1),
    ...items.flatMap((item) => foldLine(`${indent}    ${item}${ends}`)),
    `${indent}${line.slice(to)}`,
  ];
}

/** A module's text with its long lines of code folded. What stands in docstrings is left as it is. */
export function foldLongLines(text: string): string {
  let inDocstring = false;
  return text
    .split('\n')
    .flatMap((line) => {
      const quotes = line.split('"""').length - 1;
      const wasInside = inDocstring;
      if (quotes % 2 === 1) inDocstring = !inDocstring;
      return wasInside || quotes > 0 ? [line] : foldLine(line);
    })
    .join('\n');
}
