import { expect, it } from 'vitest';
import { parseSpec } from '../arch/spec.ts';
import { createExplorerStore } from './store.ts';

const recipeOf = { cropPct: 0.95, interpolation: 'bilinear', mean: [0.5], std: [0.5] } as const;

it('brings the recipe back together with the specification', () => {
  const store = createExplorerStore();
  const state = () => store.getState();
  const first = { spec: state().history.present, recipe: state().recipe };
  state().openSpec(parseSpec({ depth: 101, variant: 'D' }), recipeOf);
  const second = { spec: state().history.present, recipe: state().recipe };
  expect(second.recipe).toEqual(recipeOf);
  state().undo();
  expect(state().history.present).toBe(first.spec);
  expect(state().recipe).toBe(first.recipe);
  expect(state().history.past).toEqual([]);
  state().redo();
  expect(state().history.present).toBe(second.spec);
  expect(state().recipe).toBe(second.recipe);
});

it('takes a recipe that was set by hand for a step that leaves the network’s marks alone', () => {
  const store = createExplorerStore();
  const state = () => store.getState();
  state().edit({ attention: 'se' });
  const { previous } = state();
  const { present } = state().history;
  state().setRecipe({ cropPct: 1 });
  state().setRecipe({ cropPct: 1 });
  expect(state().history.past).toHaveLength(2);
  expect(state().previous).toBe(previous);
  state().edit({ attention: 'eca' });
  state().undo();
  expect([state().history.present, state().recipe.cropPct]).toEqual([present, 1]);
  const marks = state().previous;
  state().undo();
  expect([state().history.present, state().recipe.cropPct]).toEqual([present, 0.875]);
  expect(state().previous).toBe(marks);
  state().redo();
  expect(state().recipe.cropPct).toBe(1);
});

it('opens a block in which paths meet, in every family, until the user opens another', () => {
  const store = createExplorerStore();
  const state = () => store.getState();
  state().openText('densenet121');
  expect([state().view.open, state().selection]).toEqual([['stage2.block1'], 'stage2.block1']);
  state().undo();
  expect([state().view.open, state().selection]).toEqual([['stage2.block0'], 'stage2.block0']);
  state().toggle('stage1.block0');
  state().openText('densenet121');
  expect(state().view.open).toEqual(['stage2.block0', 'stage1.block0']);
});
