import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { allFamilies } from '../arch/families/index.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { layoutGraph, type Scene } from './index.ts';
import { fontSize } from './metrics.ts';
import { alongLine, Obstacles, underCircle } from './texts.ts';

type Rect = readonly [number, number, number, number];
const meet = (a: Rect, b: Rect): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

interface Written {
  readonly what: string;
  readonly row: number;
  readonly rect: Rect;
  readonly of: string;
}

/** Every shape on a line and under a circle, as high as its digits. */
function textsOf(scene: Scene): Written[] {
  const rectOf = (text: string, x: number, y: number): Rect => {
    const half = ([...text].length * fontSize.shape * 0.6) / 2;
    return [x - half, y - 6.5, x + half, y + 0.5];
  };
  const onLines = scene.edges.flatMap(({ label, note, key, row }) =>
    [label, note].flatMap((text) =>
      text ? [{ what: `${text.text} on ${key}`, row, rect: rectOf(text.text, text.x, text.y), of: '' }] : [],
    ),
  );
  const below = scene.boxes.flatMap((box): Written[] => {
    if (box.kind !== 'join' || !box.shapeBelow) return [];
    const rect = rectOf(box.shapeText, box.x + box.shapeAt[0], box.y + box.shapeAt[1]);
    return [{ what: `${box.shapeText} at ${box.key}`, row: box.row, rect, of: box.key }];
  });
  return [...onLines, ...below];
}

/** Straight pieces of all lines, thin as they are. */
const piecesOf = (scene: Scene): { readonly row: number; readonly key: string; readonly rect: Rect }[] =>
  scene.edges.flatMap(({ path, row, key }) =>
    path.split('M').flatMap((part) => {
      const points = [...part.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as const,
      );
      return points.slice(1).map(([x1, y1], index) => {
        const [x0, y0] = points[index] ?? [x1, y1];
        const rect: Rect = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
        return { row, key, rect: [rect[0] - 0.5, rect[1] - 0.5, rect[2] + 0.5, rect[3] + 0.5] as const };
      });
    }),
  );

/** Texts that a line, a box or another text runs through. */
function struck(scene: Scene): string[] {
  const texts = textsOf(scene);
  const pieces = piecesOf(scene);
  const boxes = scene.boxes.filter(({ kind }) => kind !== 'frame' && kind !== 'pill');
  return texts.flatMap((text, index) => [
    ...pieces
      .filter(({ row, rect }) => row === text.row && meet(rect, text.rect))
      .map(({ key }) => `${text.what}: ${key}`),
    ...boxes
      .filter(
        ({ row, key, x, y, width, height }) =>
          row === text.row && key !== text.of && meet([x, y, x + width, y + height], text.rect),
      )
      .map(({ key }) => `${text.what}: ${key}`),
    ...texts
      .slice(index + 1)
      .filter(({ row, rect }) => row === text.row && meet(rect, text.rect))
      .map(({ what }) => `${text.what}: ${what}`),
  ]);
}

describe.each(allFamilies)('family $id', ({ names }) => {
  it.each(names.presets.map(({ name }) => name))('%s: nothing runs through a shape', (name) => {
    const graph = buildGraph(parseSpecText(name).spec);
    const stages = graph.regions.filter(({ kind }) => kind === 'stage');
    // Widths change in the first block of a stage and stay in the second.
    const blocks = stages.flatMap(({ id }) =>
      graph.regions.filter(({ kind, parent }) => kind === 'block' && parent === id).slice(0, 2),
    );
    const attentions = graph.regions.filter(({ kind }) => kind === 'attention');
    const open = new Set(blocks.map(({ id }) => id));
    for (const how of [open, new Set([...open, ...attentions.map(({ id }) => id)])])
      expect(struck(layoutGraph(graph, { open: how, unfolded: new Set(), collapsed: new Set() }))).toEqual(
        [],
      );
  });
});

describe('a text', () => {
  const level = { from: 0, to: 100, y: 50 };
  it('stands above the middle of its line', () => {
    expect(new Obstacles().place(alongLine('8×8', level))).toMatchObject({ x: 50, y: 45 });
  });
  it('goes to an end, then below, where a line is in the way', () => {
    const obstacles = new Obstacles();
    obstacles.addLine([
      [50, 0],
      [50, 60],
    ]);
    expect(obstacles.place(alongLine('8×8', level))).toMatchObject({ y: 45 });
    obstacles.addLine([
      [0, 44],
      [100, 44],
    ]);
    expect(obstacles.place(alongLine('8×8', level)).y).toBeGreaterThan(50);
  });
  it('keeps off a line that comes up to its circle', () => {
    const obstacles = new Obstacles();
    obstacles.addLine([
      [12, 60],
      [12, 24],
    ]);
    const { x } = obstacles.place(underCircle('8×8', { x: 0, y: 0, width: 24, height: 24 }));
    expect(Math.abs(x - 12)).toBeGreaterThan(8);
  });
});
