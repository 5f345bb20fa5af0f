/**
 * The first key that stands twice in the same object of a JSON text, or null. JSON.parse keeps the last of the two and
 * says nothing, which would let two readers of one file see different tensors.
 * `text` must be valid JSON: what it means is not checked here.
 */
export function duplicateKey(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  let keyNext = false;
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      const end = stringEnd(text, at);
      const keys = open.at(-1);
      if (keyNext && keys) {
        const key = JSON.parse(text.slice(at, end)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
        keyNext = false;
      }
      at = end;
      continue;
    }
    if (char === '{') {
      open.push(new Set());
      keyNext = true;
    } else if (char === '[') {
      open.push(null);
      keyNext = false;
    } else if (char === '}' || char === ']') {
      open.pop();
      keyNext = false;
    } else if (char === ',') {
      keyNext = open.at(-1) !== null;
    }
    at += 1;
  }
  return null;
}

/** The position after the string that starts at `at`. */
function stringEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] === '\\') next += 1;
    else if (text[next] === '"') return next + 1;
  }
  return text.length;
}
