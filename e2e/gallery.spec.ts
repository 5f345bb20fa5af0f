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
  const moved = [...drawings].flatMap(([name, drawing]) =>
    (['closed', 'open'] as const).flatMap((state) => {
      const lines = movedLines(stored.get(name)?.[state] ?? [], drawing[state]);
      return lines.length === 0 ? [] : [`${name}, ${state}:`, ...lines];
    }),
  );
  expect(moved.join('\n')).toBe('');
});
