import { expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpecText } from '../../arch/names/specText.ts';
import { unfoldedFor } from './showing.ts';

const graph = buildGraph(parseSpecText('seresnet18').spec);

it('opens what holds a place, and spreads its stage', () => {
  const view = { open: ['stage1.block0', 'stage4.block9'], collapsed: ['stage2', 'stage3'] };
  expect(unfoldedFor(graph, view, 'stage2.block1.attention')).toEqual({
    open: ['stage1.block0', 'stage2.block1.attention', 'stage2.block1'],
    collapsed: ['stage3'],
  });
  expect(unfoldedFor(graph, view, 'stage3.block0.shortcut.conv').open).toEqual([
    'stage1.block0',
    'stage3.block0',
  ]);
});

it('leaves the rest as it is where nothing is folded', () => {
  expect(unfoldedFor(graph, { open: [], collapsed: ['stage1'] }, 'stem.conv')).toEqual({
    open: [],
    collapsed: ['stage1'],
  });
  expect(unfoldedFor(graph, { open: [], collapsed: ['stage1'] }, 'stage1').collapsed).toEqual([]);
});
