import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { blocksOf } from '../../graph/blocks.ts';
import { applyEdits } from '../../graph/passes/variants.ts';
import { en } from '../../text/en.ts';
import { gateFigures, orderOf } from './gateFigures.ts';
import { experiments } from './index.ts';
import { changeOf } from './measure.ts';
import {
  binomials,
  contributions,
  identityTerms,
  lengthOfLeaf,
  pathEdits,
  pathLengths,
  samplePaths,
  unrolledTree,
} from './paths.ts';
import { droppedBlocks, expectedDepth, survivals, testScale } from './survival.ts';
import { unreadEnergy } from './unreadEnergy.ts';

describe('path lengths', () => {
  /** Exact figures, from a calculation with integers of any length and Python's fractions. */
  it.each([
    [1, '2', 0.5, 0.5, [0, 1, 1]],
    [3, '8', 1.5, 0.8660254037844386, [0, 3, 1]],
    [8, '256', 4, Math.SQRT2, [1, 7, 0.9921875]],
    [9, '512', 4.5, 1.5, [2, 7, 0.9609375]],
    [16, '65536', 8, 2, [4, 12, 0.978729248046875]],
    [33, '8589934592', 16.5, 2.8722813232690143, [11, 22, 0.9649179666303098]],
    [50, '1125899906842624', 25, 3.5355339059327378, [18, 32, 0.9671608624357315]],
    [54, '18014398509481984', 27, 3.6742346141747673, [20, 34, 0.9597764359042833]],
  ] as const)('of %d blocks', (n, paths, mean, sd, most) => {
    const lengths = pathLengths(n);
    expect([String(lengths.paths), lengths.mean]).toEqual([paths, mean]);
    expect(lengths.sd).toBeCloseTo(sd, 12);
    expect(lengths.most.slice(0, 2)).toEqual(most.slice(0, 2));
    expect(lengths.most[2]).toBeCloseTo(most[2], 12);
    expect(lengths.counts.reduce((sum, count) => sum + count, 0n)).toBe(lengths.paths);
  });
  it('counts 54 blocks as the paper does', () => {
    const { shares, counts } = pathLengths(54);
    const mass = (from: number, to: number) =>
      shares.slice(from, to + 1).reduce((sum, share) => sum + share, 0);
    expect(counts.slice(0, 6).map(String)).toEqual(['1', '54', '1431', '24804', '316251', '3162510']);
    expect(String(counts[27])).toBe('1946939425648112');
    expect(mass(19, 35)).toBeCloseTo(0.9801656732719317, 12);
    expect(mass(5, 17)).toBeCloseTo(0.004536670150778743, 12);
  });
  it('fit a tree', () => {
    for (const n of [1, 3, 6]) {
      expect(unrolledTree(n)).toHaveLength(2 ** (n + 1) - 2);
      const lengths = Array.from({ length: 2 ** n }, (_, leaf) => lengthOfLeaf(leaf));
      const counted = binomials(n).map((_, k) => BigInt(lengths.filter((length) => length === k).length));
      expect(counted).toEqual(binomials(n));
    }
  });
  it('write the chain rule out', () => {
    expect(identityTerms(3)).toEqual([['1'], ['F1', 'F2', 'F3'], ['F2·F1', 'F3·F1', 'F3·F2'], ['F3·F2·F1']]);
  });
});

describe('sampled paths', () => {
  const graph = buildGraph(parseSpec({ depth: 18 }));
  const blocks = blocksOf(graph).map(({ region }) => region);
  it('are different ones of every length, and the same for a seed', () => {
    const paths = samplePaths(blocks, 3, 1);
    expect(paths).toEqual(samplePaths(blocks, 3, 1));
    for (let length = 0; length <= 8; length += 1) {
      const some = paths.filter((path) => path.length === length);
      expect(some).toHaveLength(length === 0 || length === 8 ? 1 : 3);
      expect(new Set(some.map(({ kept }) => kept.join())).size).toBe(some.length);
      for (const { kept } of some) expect(kept).toHaveLength(length);
    }
  });
  it('are one path through the network', () => {
    for (const { kept } of samplePaths(blocks, 2, 5)) {
      const path = applyEdits(graph, pathEdits(blocks, kept));
      expect(path.nodes.filter(({ op }) => op === 'add')).toEqual([]);
      const passed = blocks.filter((block) => path.nodes.some(({ id }) => id === `${block}.conv1`));
      expect(passed).toEqual([...kept]);
    }
  });
  it('contribute by how many there are and how large they are', () => {
    const sizes = new Map([
      [0, [8]],
      [1, [2, 4]],
      [2, [1]],
    ]);
    const shares = contributions(2, sizes).map(({ share }) => share);
    expect(shares).toEqual([8 / 15, 6 / 15, 1 / 15]);
    expect(contributions(2, new Map([[0, [8]]])).map(({ mean, share }) => [mean, share])).toEqual([
      [8, null],
      [null, null],
      [null, null],
    ]);
  });
});

describe('stochastic depth', () => {
  it('keeps (3L - 1) / 4 of L blocks for p_L = 0.5', () => {
    expect(expectedDepth(54, 0.5)).toBeCloseTo(40.25, 10);
    expect(expectedDepth(9, 0.5)).toBeCloseTo(6.5, 10);
    expect(survivals(9, 0.5).map((p) => p * 18)).toEqual(
      [17, 16, 15, 14, 13, 12, 11, 10, 9].map((p) => expect.closeTo(p, 10)),
    );
  });
  it('drops what the dice say, as often as p_l says', () => {
    const blocks = ['a', 'b', 'c', 'd'];
    expect(droppedBlocks(blocks, 0.5, 3)).toEqual(droppedBlocks(blocks, 0.5, 3));
    expect(droppedBlocks(blocks, 1, 3)).toEqual([]);
    let last = 0;
    for (let seed = 0; seed < 2000; seed += 1) {
      if (droppedBlocks(blocks, 0.3, seed).includes('d')) last += 1;
    }
    expect(Math.abs(last / 2000 - 0.7)).toBeLessThan(0.04);
    expect(testScale(['a', 'b', 'c'], 0.5)).toEqual({ a: 0.8333, b: 0.6667, c: 0.5 });
  });
});

it('tells how far answers are apart', () => {
  const a = Float32Array.from([3, 4, 0, 0, 0, 0]);
  const b = Float32Array.from([3, 1, 0, 0, 0, 4]);
  expect(changeOf(a, a)).toEqual({ relative: 0, top1Changed: false, top5Kept: 5, top5Of: 5 });
  expect(changeOf(a, b)).toEqual({ relative: 1, top1Changed: true, top5Kept: 4, top5Of: 5 });
  expect(changeOf(a, Float32Array.from([Number.NaN, 0, 0, 0, 0, 0])).relative).toBeNaN();
});

it('weighs what lies at positions that nothing reads', () => {
  const values = Float32Array.from([1, 1, 1, 3, 0, 2, 0, 0]);
  expect(unreadEnergy(values, Uint32Array.from([1, 0, 1, 0]))).toBe(14 / 16);
  expect(unreadEnergy(new Float32Array(4), Uint32Array.from([1, 0, 1, 0]))).toBe(0);
});

it('sorts gates', () => {
  expect(gateFigures([0.25, 0.75])).toEqual({ min: 0.25, mean: 0.5, max: 0.75, spread: 0.25 });
  const rows = [
    { name: 'a', figures: gateFigures([0.5, 0.6]) },
    { name: 'b', figures: gateFigures([0.1, 0.3]) },
    { name: 'c', figures: gateFigures([0, 1]) },
  ];
  expect(orderOf(rows, 'depth').map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(orderOf(rows, 'mean').map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  expect(orderOf(rows, 'spread').map(({ name }) => name)).toEqual(['c', 'b', 'a']);
});

describe('the list of experiments', () => {
  it('has ids for an address, each once, and texts', () => {
    const ids = experiments.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, question, about, paper } of experiments) {
      expect(id).toMatch(/^[a-z]+$/);
      for (const key of [title, question, about]) expect(en).toHaveProperty([key]);
      expect(paper.arxiv).toMatch(/^\d{4}\.\d{5}$/);
    }
  });
  it.each([
    ['resnet18 with nothing around', { depth: 18, shortcut: 'none' }, ['plain', 'lesion', 'swap', 'options']],
    [
      'the CIFAR net of 20 layers',
      { family: 'cifarResnet' },
      ['plain', 'lesion', 'swap', 'paths', 'depth', 'orders', 'options', 'reads'],
    ],
    ['a RegNet', { family: 'regnet' }, ['lesion', 'swap', 'paths', 'depth', 'forms', 'reads']],
    ['resnet50', { depth: 50 }, ['plain', 'lesion', 'swap', 'paths', 'depth', 'options', 'letters', 'reads']],
    [
      'seresnet50d',
      { depth: 50, variant: 'D', attention: 'se' },
      ['plain', 'lesion', 'swap', 'paths', 'depth', 'gates', 'places', 'options', 'letters', 'pool', 'reads'],
    ],
    ['a merge-and-run net', { family: 'fusenet', blocksPerStage: 2 }, ['lesion', 'depth', 'merge']],
    ['a deeply-fused net', { family: 'fusenet', fusion: 'deep', blocksPerStage: 1 }, ['fused']],
    ['a FractalNet', { family: 'fractalnet' }, ['columns']],
    ['a DPN', { family: 'dpn' }, ['lesion', 'depth', 'dual', 'forms']],
    ['a DenseNet', { family: 'densenet' }, ['lesion', 'depth', 'reuse']],
  ] as const)('offers to %s what it has', (_name, form, ids) => {
    const spec = parseSpec(form);
    const graph = buildGraph(spec);
    expect(
      experiments.filter((entry) => entry.obstacle({ spec, graph }) === null).map(({ id }) => id),
      // Any network sees and takes time, and the pairs of width and depth are networks of their own.
    ).toEqual([...ids, 'field', 'speed', 'wide']);
  });
});
