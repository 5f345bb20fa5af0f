/** Every preset draws as stored, and the page for those who work on the drawing shows them. */
import { expect, test } from '@playwright/test';
import { movedLines, readDrawings } from '../fixtures/drawings.ts';
import { takeDrawings } from './gallery.ts';

test('every preset is drawn as it was (if the change is meant: node scripts/make-drawings.mjs)', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const stored = readDrawings();
  const drawings = await takeDrawings(browser);
  expect([...drawings.keys()].sort(), 'presets and stored drawings').toEqual([...stored.keys()].sort());
  // What moved in several drawings alike is told once.
  const moved = new Map<string, string[]>();
  for (const [name, drawing] of drawings) {
    for (const state of ['closed', 'open'] as const) {
      const lines = movedLines(stored.get(name)?.[state] ?? [], drawing[state]).join('\n');
      if (lines !== '') moved.set(lines, [...(moved.get(lines) ?? []), `${name} (${state})`]);
    }
  }
  expect(told(moved, drawings.size * 2)).toBe('');
});

/** Drawings that are named, and changes that are shown, at the most. */
const [mostNames, mostChanges] = [6, 15];

function told(moved: ReadonlyMap<string, readonly string[]>, all: number): string {
  const count = [...moved.values()].reduce((sum, names) => sum + names.length, 0);
  if (count === 0) return '';
  const named = (names: readonly string[]): string =>
    names.slice(0, mostNames).join(', ') +
    (names.length > mostNames ? ` and ${names.length - mostNames} more` : '');
  const changes = [...moved].sort(([, a], [, b]) => b.length - a.length);
  return [
    `${count} of ${all} drawings have changed, in ${changes.length} ways (- stored, + drawn now):`,
    ...changes.slice(0, mostChanges).map(([lines, names]) => `${named(names)}:\n${lines}`),
    ...(changes.length > mostChanges ? [`… and ${changes.length - mostChanges} more ways`] : []),
  ].join('\n');
}
