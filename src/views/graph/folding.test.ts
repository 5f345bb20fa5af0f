import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { families } from '../../arch/families/index.ts';
import { foldAll, openAll } from './folding.ts';

it('opens every block and nothing else, and keeps what is unfolded', () => {
  const { open, unfolded, collapsed } = openAll(buildGraph(families.resnet.defaults), ['stage1.block1']);
  expect(open).toHaveLength(3 + 4 + 6 + 3);
  expect(open).toContain('stage3.block5');
  expect(unfolded).toEqual(['stage1.block1']);
  expect(collapsed).toEqual([]);
});

it('folds everything', () => {
  expect(foldAll).toEqual({ open: [], unfolded: [], collapsed: [] });
});
