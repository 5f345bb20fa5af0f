import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseNetwork } from '../../weights/trained/names.ts';
import { meetingsIn, sideText, stageFields } from './fields.ts';
import { changesByPosition, influenceFigures, patchesOf } from './influence.ts';

const graphOf = (name: string) => buildGraph(parseNetwork(name).spec);
const sides = (name: string, block: string): readonly (readonly string[])[] =>
  meetingsIn(graphOf(name), block).map(({ inputs }) =>
    inputs.map(({ field }) => (field.kind === 'window' ? sideText(field.widest) : 'all')),
  );

describe('what is listed', () => {
  it('stem and stages', () => {
    const rows = stageFields(graphOf('resnet50'));
    expect(rows.map(({ region }) => region)).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'stage4']);
    expect(rows.map(({ field }) => (field.kind === 'window' ? sideText(field.widest) : ''))).toEqual([
      '11',
      '35',
      '91',
      '267',
      '427',
    ]);
  });
  it.each([
    ['resnet50', 'stage2.block1', [['3', '1']]],
    [
      'res2net50_26w_4s',
      'stage2.block1',
      [
        ['3', '5', '7', '1'],
        ['7', '1'],
      ],
    ],
    // In its first block the slices stand alone.
    ['res2net50_26w_4s', 'stage2.block0', [['3', '1']]],
    [
      'skresnet18',
      'stage1.block1',
      [
        ['3', '5'],
        ['7', '1'],
      ],
    ],
    ['cifar_resnet20?shortcut=none', 'stage2.block1', []],
  ])('paths that meet in %s %s', (name, block, expected) => {
    expect(sides(name, block)).toEqual(expected);
  });
});

describe('influence', () => {
  it('is measured with patches that cover the picture once', () => {
    const patches = patchesOf(5, 7, 3);
    const covered = new Uint8Array(35);
    for (const { top, left, height, width } of patches) {
      for (let y = top; y < top + height; y += 1)
        for (let x = left; x < left + width; x += 1) covered[y * 7 + x] = (covered[y * 7 + x] ?? 0) + 1;
    }
    expect([...covered]).toEqual(Array.from({ length: 35 }, () => 1));
  });
  it('is the change of a position over its channels', () => {
    // Two channels of three positions.
    const a = new Float32Array([3, 0, 1, 4, 0, 1]);
    const b = new Float32Array([3, 2, 1, 9, 0, 1]);
    expect([...changesByPosition(a, b, 3)]).toEqual([1, 1, 0]);
    expect([...changesByPosition(a, a, 3)]).toEqual([0, 0, 0]);
  });
  it('is summed up by half of it and by what lies outside the window', () => {
    const patches = patchesOf(4, 4, 2);
    const window = { rows: { lo: -1, hi: 1 }, columns: { lo: 0, hi: 3 } };
    expect(influenceFigures(patches, [0.5, 0.2, 0.1, 0], window)).toEqual({
      half: 1,
      count: 4,
      inside: 2,
      outside: 0.1,
      largest: 0.5,
    });
    expect(influenceFigures(patches, [0, 0, 0, 0], null)).toMatchObject({
      half: 0,
      outside: null,
      largest: 0,
    });
  });
});
