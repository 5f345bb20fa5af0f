import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { layoutGraph, type Scene } from './index.ts';

describe('streams and transitions', () => {
  const sceneOf = (name: string, ...open: string[]): Scene =>
    layoutGraph(buildGraph(parseSpecText(name).spec), {
      open: new Set(open),
      unfolded: new Set(),
      collapsed: new Set(),
    });
  const named = ({ edges, rows }: Scene): string[] =>
    edges.flatMap(({ kind, label, row }) =>
      kind === 'row' && label ? [`${rows[row]?.title} ${label.text}`] : [],
    );

  it('names two streams where they enter a stage, the residual one above', () => {
    expect(named(sceneOf('dpn92'))).toEqual(
      ['stage 2', 'stage 3', 'stage 4', 'head'].flatMap((row) => [`${row} residual`, `${row} dense`]),
    );
    const { edges } = sceneOf('dpn92');
    const [residual, dense] = edges.filter(({ kind, row }) => kind === 'row' && row === 2);
    expect(residual?.label?.y).toBeLessThan(dense?.label?.y ?? 0);
    // The names lie between what is written in the margin and the content.
    const { gutter } = sceneOf('dpn92', 'stage2.block0');
    for (const edge of [residual, dense]) expect(edge?.label?.x).toBeLessThan(gutter);
  });

  it('names nothing where there is one stream, or two of a kind', () => {
    for (const name of ['resnet50', 'densenet121', 'dmrnet_cifar_56'])
      expect(named(sceneOf(name))).toEqual([]);
  });

  it('says what leads from one dense stage to the next, and how many channels it leaves', () => {
    const card = sceneOf('densenet121').boxes.find(({ key }) => key === 'stage2.block0');
    expect(card).toMatchObject({
      shortcut: 'transition',
      detail: 'transition',
      shapeText: '256 → 128×28×28',
    });
    expect(card?.label).toContain('from 256 to 128 channels');
  });
});
