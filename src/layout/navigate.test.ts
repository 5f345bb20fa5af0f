import { expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { boxOf, type Direction, layoutGraph, neighbour } from './index.ts';

const graph = buildGraph(parseSpec({ family: 'resnet', depth: 50, variant: 'D', attention: 'se' }));
const scene = layoutGraph(graph, {
  open: new Set(['stage2.block0']),
  unfolded: new Set(),
  collapsed: new Set(),
});

function walk(from: string, ...way: Direction[]): (string | null)[] {
  const places: (string | null)[] = [];
  let at: string | null = from;
  for (const step of way) {
    at = at === null ? null : neighbour(scene, at, step);
    places.push(at);
  }
  return places;
}

it('follows the data to the right, into a frame, along its branch and out of it', () => {
  const steps = Array<Direction>(9).fill('right');
  expect(walk('row:stage2', ...steps)).toEqual([
    'stage2.block0',
    'stage2.block0.conv1',
    'stage2.block0.conv2',
    'stage2.block0.conv3',
    'stage2.block0.attention.scale',
    'stage2.block0.add',
    'stage2.block0.act',
    'stage2.block1',
    'stage3.block0',
  ]);
});

it('goes back the same way, and from the start of a row to its label', () => {
  expect(walk('stage2.block0.conv2', 'left', 'left', 'left', 'left')).toEqual([
    'stage2.block0.conv1',
    'stage2.block0',
    'row:stage2',
    null,
  ]);
});

it('goes up to the shortcut and down to the strip', () => {
  expect(walk('stage2.block0.conv2', 'down', 'right', 'right')).toEqual([
    'stage2.block0.norm2',
    'stage2.block0.act2',
    'stage2.block0.conv3',
  ]);
  expect(walk('stage2.block0.shortcut.pool', 'right', 'right')).toEqual([
    'stage2.block0.shortcut.conv',
    'stage2.block0.add',
  ]);
  expect(walk('stage2.block0.conv1', 'up')[0]).toMatch(/^stage2\.block0\.shortcut/);
});

it('goes to the row below where nothing lies below in the row', () => {
  expect(walk('stage3.block0', 'down', 'down')).toEqual(['stage4.block0', null]);
  expect(walk('row:stem', 'down')).toEqual(['row:stage1']);
});

it('finds what a hidden node is hidden in', () => {
  expect(boxOf(scene, 'stage3.block4.conv2')?.key).toBe('stage3.block1');
  expect(boxOf(scene, 'stage2.block0.attention.reduce')?.key).toBe('stage2.block0.attention');
  expect(boxOf(scene, 'stage2')).toBeNull();
});
