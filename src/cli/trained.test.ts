import { expect, it, vi } from 'vitest';
import { parseNetwork } from '../weights/trained/names.ts';
import { UsageError } from './errors.ts';
import { titleOf, withSize } from './network.ts';
import { trainedTitle, trainedWanted } from './trained.ts';

vi.mock('../weights/trained/nets.json', async () => ({
  default: (await import('../weights/trained/fixture.ts')).trainedFixture,
}));

const asked = (text: string, wanted: string | undefined) => {
  const notes: string[] = [];
  const output = { answer: () => undefined, note: (note: string) => void notes.push(note) };
  return { net: trainedWanted(parseNetwork(text).spec, wanted, output), notes };
};

it('takes trained weights for their own net, and says so where nobody asked', () => {
  const { net, notes } = asked('glyph26d', undefined);
  expect(net?.id).toBe('glyph26d');
  expect(notes).toEqual([expect.stringContaining('glyph26d comes with trained weights')]);
  expect(net && trainedTitle(net)).toBe('glyph26d, trained on glyphs, 98.0% held-out');
  expect(asked('glyph26d', 'trained').notes).toEqual([]);
});

it('leaves other wishes and other networks alone', () => {
  expect(asked('glyph26d', 'seeded').net).toBeNull();
  expect(asked('glyph26d', 'my.safetensors').net).toBeNull();
  expect(asked('resnet18', undefined)).toEqual({ net: null, notes: [] });
});

it('names the nearest net where there is none', () => {
  expect(() => asked('glyph26d?activation=silu', 'trained')).toThrow(UsageError);
  expect(() => asked('glyph26d?activation=silu', 'trained')).toThrow(/nearest net that has is glyph26d/);
});

it('calls a trained net by its own name, and by its options at another size', () => {
  const { spec } = parseNetwork('glyph26d');
  expect(titleOf(spec)).toBe('glyph26d');
  expect(titleOf(withSize(spec, { height: 96, width: 96 }))).toMatch(/^resnet\d+d?\?.*classes=/);
});
