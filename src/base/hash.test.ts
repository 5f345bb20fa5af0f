import { expect, it } from 'vitest';
import { fnv1a32 } from './hash.ts';

/** The same over bytes that the platform encoded. */
function reference(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

it.each(['', 'a', 'conv1.weight', 'é', '漢字', '🦊', 'ߐ ࠀ \u{10000}'])('hashes %j as UTF-8', (text) => {
  expect(fnv1a32(text)).toBe(reference(text));
});

it('gives the published value of the empty text', () => {
  expect(fnv1a32('')).toBe(2166136261);
});
