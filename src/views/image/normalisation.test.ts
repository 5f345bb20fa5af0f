import { expect, it } from 'vitest';
import { defaultRecipe } from '../../image/recipe.ts';
import { presetOf, presets } from './normalisation.ts';

it('recognises a preset by its numbers', () => {
  expect(presetOf(defaultRecipe)).toBe('imagenet');
  expect(presetOf({ mean: [0.5], std: [0.5, 0.5, 0.5] })).toBe('half');
  expect(presetOf(presets.none)).toBe('none');
  expect(presetOf({ mean: [0.5, 0.5, 0.4], std: [0.5] })).toBeNull();
});
