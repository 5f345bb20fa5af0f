import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { required } from '../../base/invariant.ts';
import { parseNetwork } from '../../weights/trained/names.ts';
import { narrowings, stemOf, stepsOf } from './ladder.ts';
import { optionsOn } from './shortcutOptions.ts';

const specOf = (name: string): ResNetSpec => {
  const { spec } = parseNetwork(name);
  if (spec.family !== 'resnet') throw new Error(name);
  return spec;
};

describe('the letters, step by step', () => {
  it('of ResNet-50: what is read, seen and counted', () => {
    const steps = stepsOf(specOf('resnet50d'));
    expect(steps.map(({ letter }) => letter)).toEqual(['A', 'B', 'C', 'D']);
    expect(steps.map(({ branchReads }) => branchReads)).toEqual([0.25, 1, 1, 1]);
    expect(steps.map(({ shortcutReads }) => shortcutReads)).toEqual([0.25, 0.25, 0.25, 1]);
    const windows = steps.map(({ field }) =>
      field?.kind === 'window' ? [field.widest.rows.hi, field.shortest.rows.hi] : null,
    );
    expect(windows).toEqual([
      [241, 5],
      [213, 5],
      [215, 7],
      [215, 35],
    ]);
    const [a, b, c, d] = steps.map(({ totals }) => totals);
    expect(b?.params).toBe(a?.params);
    // 28 512 - 9 408 weights, and the norms of 32 and 32 channels.
    expect((c?.params ?? 0) - (b?.params ?? 0)).toBe(19_104 + 128);
    expect(d?.params).toBe(c?.params);
    expect(steps.map(({ asBefore }) => asBefore)).toEqual([false, false, false, false]);
  });

  it('of basic blocks: A and B are the same', () => {
    expect(stepsOf(specOf('resnet18')).map(({ asBefore }) => asBefore)).toEqual([false, true, false, false]);
  });

  it('counts the layers of a stem', () => {
    const [, b, c] = stepsOf(specOf('resnet50'));
    const weights = (graph = required(b, 'B').graph) => stemOf(graph).layers.map((layer) => layer.weights);
    expect(weights()).toEqual([9408]);
    expect(weights(c?.graph)).toEqual([864, 9216, 18_432]);
    expect(stemOf(required(c, 'C').graph)).toMatchObject({ weights: 28_512, activations: 3 });
  });

  it('narrow by 1, 2 and 4', () => {
    const rows = narrowings(buildGraph(specOf('resnet50')));
    expect(
      rows.map(({ blocks, input, inner, output }) => [blocks.length, input / inner, output / inner]),
    ).toEqual([
      [1, 1, 4],
      [2, 4, 4],
      [1, 2, 4],
      [3, 4, 4],
      [1, 2, 4],
      [5, 4, 4],
      [1, 2, 4],
      [2, 4, 4],
    ]);
  });
});

describe('the shortcut options of the 2015 paper', () => {
  it('have the parameters of independent implementations', () => {
    const figures = (name: string) =>
      optionsOn(parseNetwork(name).spec).map(({ kind, totals, projections }) => [
        kind,
        totals.params,
        projections,
      ]);
    expect(figures('resnet18')).toEqual([
      ['plain', 11_515_688, 0],
      ['zeroPad', 11_515_688, 0],
      ['projection', 11_689_512, 3],
      ['projectionAlways', 12_043_816, 8],
    ]);
    expect(figures('resnet34').at(-1)).toEqual(['projectionAlways', 22_716_840, 16]);
    expect(figures('cifar_resnet20').slice(1, 3)).toEqual([
      ['zeroPad', 269_722, 0],
      ['projection', 272_474, 2],
    ]);
  });

  it('are the same whichever of them the network has', () => {
    const kinds = (name: string) => optionsOn(parseNetwork(name).spec).map(({ totals }) => totals.params);
    expect(kinds('resnet18?shortcut=none')).toEqual(kinds('resnet18'));
    expect(kinds('resnet18?shortcut=projectionAlways')).toEqual(kinds('resnet18'));
  });
});
