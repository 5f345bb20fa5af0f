import { expect, it } from 'vitest';
import { tabForKey } from './tabKeys.ts';

const ids = ['maps', 'weights', 'cost'] as const;

it.each([
  ['maps', 'ArrowRight', 'weights'],
  ['cost', 'ArrowRight', 'maps'],
  ['maps', 'ArrowLeft', 'cost'],
  ['cost', 'Home', 'maps'],
  ['maps', 'End', 'cost'],
  ['maps', 'x', null],
] as const)('goes from %s by %s to %s', (from, key, to) => {
  expect(tabForKey(ids, from, key)).toBe(to);
});
