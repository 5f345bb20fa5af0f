import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { survivalIn } from '../graph/queries.ts';
import { layoutGraph, type Scene } from './index.ts';
import { keptText, probabilityText, restText } from './survival.ts';

const sceneOf = (spec: Record<string, unknown>, ...open: string[]): Scene =>
  layoutGraph(buildGraph(parseSpec({ family: 'resnet', ...spec })), {
    open: new Set(open),
    unfolded: new Set(),
    collapsed: new Set(['stage4']),
  });
const cardsOf = ({ boxes }: Scene) =>
  boxes.filter((box) => box.kind === 'card' || (box.kind === 'frame' && box.of === 'block'));

describe('probabilities as text', () => {
  it('have two digits, and more where they are near 1', () => {
    expect([0.5, 0.875, 0.9907, 0.9996, 0.99996].map(probabilityText)).toEqual([
      '0.50',
      '0.88',
      '0.99',
      '0.9996',
      '0.99996',
    ]);
  });
  it('add up to 1 with their rest as they are written', () => {
    for (const p of [0.5, 0.875, 0.125, 0.9996])
      expect(Number(probabilityText(p)) + Number(restText(p))).toBeCloseTo(1, 10);
  });
  it('are one where a run begins and ends with the same', () => {
    expect(keptText({ first: 0.9, last: 0.6 })).toBe('0.90–0.60');
    expect(keptText({ first: 0.9, last: 0.9 })).toBe('0.90');
  });
});

describe('stochastic depth', () => {
  const dropping = sceneOf({ depth: 34, survival: 0.5 }, 'stage2.block1');

  it('stands on every block, falling, as the graph has it', () => {
    const graph = buildGraph(parseSpec({ family: 'resnet', depth: 34, survival: 0.5 }));
    const kept = cardsOf(dropping).map((box) => ('kept' in box ? box.kept : null));
    const first = survivalIn(graph, 'stage1.block0');
    expect(kept[0]).toEqual({ first, last: survivalIn(graph, 'stage1.block2') });
    expect(kept.at(-1)).toEqual({ first: survivalIn(graph, 'stage4.block0'), last: 0.5 });
    const all = kept.flatMap((part) => (part ? [part.first, part.last] : []));
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    expect(kept).not.toContain(null);
  });

  it('marks the lines of the branch, not those around it', () => {
    const inside = dropping.edges.filter(({ parent }) => parent === 'stage2.block1');
    const marked = inside.filter(({ kept }) => kept < 1).map(({ target }) => target);
    expect(marked.toSorted()).toEqual(['add', 'conv1', 'conv2'].map((name) => `stage2.block1.${name}`));
    expect(inside.filter(({ kind }) => kind === 'shortcut').map(({ kept }) => kept)).toEqual([1]);
    expect(inside.flatMap(({ note }) => note?.text ?? [])).toHaveLength(1);
  });

  it('is said of the addition', () => {
    const add = dropping.boxes.find(({ id }) => id === 'stage2.block1.add');
    expect(add?.label).toMatch(/dropped in training with probability 0\.\d\d$/);
  });

  it('leaves the way to a shared preactivation whole', () => {
    const graph = buildGraph(parseSpec({ family: 'resnetv2', depth: 50, survival: 0.5 }));
    const { edges } = layoutGraph(graph, {
      open: new Set(['stage2.block0']),
      unfolded: new Set(),
      collapsed: new Set(),
    });
    const whole = edges.filter(({ parent, kept }) => parent === 'stage2.block0' && kept === 1);
    expect(whole.map(({ target }) => target)).toContain('stage2.block0.norm1');
    expect(edges.find(({ target }) => target === 'stage2.block0.conv1')?.kept).toBeLessThan(1);
  });

  it('is nowhere where every branch is kept', () => {
    const { edges, boxes } = sceneOf({ depth: 34 }, 'stage2.block1');
    expect(edges.every(({ kept, note }) => kept === 1 && note === null)).toBe(true);
    expect(boxes.every((box) => !('kept' in box) || box.kept === null)).toBe(true);
  });
});
