import { expect, it } from 'vitest';
import type { NodeReading } from '../../runtime/contract.ts';
import { initialPreferences, togglePin, withReading } from './preferences.ts';

const reading = (node: string, runId: number, min: number, max: number) =>
  ({ node, runId, figures: { min, max } }) as unknown as NodeReading;

it('shares one range among the nodes of a run, and starts afresh with the next', () => {
  const one = withReading(initialPreferences, reading('a', 1, 0, 4));
  const two = withReading(one, reading('b', 1, -1, 2));
  expect(two.shared).toEqual({ runId: 1, nodes: ['a', 'b'], extent: { min: -1, max: 4 } });
  expect(withReading(two, reading('a', 1, 0, 4))).toBe(two);
  expect(withReading(two, reading('a', 2, 0, 1)).shared).toEqual({
    runId: 2,
    nodes: ['a'],
    extent: { min: 0, max: 1 },
  });
});

it('pins and unpins a channel of a node', () => {
  const pinned = togglePin(togglePin(initialPreferences, 'a', 3), 'b', 3);
  expect(pinned.pins).toEqual({ a: [3], b: [3] });
  expect(togglePin(pinned, 'a', 3).pins).toEqual({ a: [], b: [3] });
});
