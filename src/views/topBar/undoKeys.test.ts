import { expect, it } from 'vitest';
import { historyKey } from './undoKeys.ts';

const keys = (key: string, held: string) => ({
  key,
  ctrlKey: held.includes('C'),
  metaKey: held.includes('M'),
  shiftKey: held.includes('S'),
  altKey: held.includes('A'),
});

it.each([
  ['z', 'C', 'undo'],
  ['z', 'M', 'undo'],
  ['Z', 'CS', 'redo'],
  ['z', 'MS', 'redo'],
  ['y', 'C', 'redo'],
  ['y', 'M', null],
  ['z', '', null],
  ['z', 'CA', null],
  ['z', 'CM', null],
  ['x', 'C', null],
] as const)('%s with %s is %s', (key, held, wish) => {
  expect(historyKey(keys(key, held))).toBe(wish);
});
