import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { optionValue } from '../../arch/spec.ts';
import { applyEdits } from '../../graph/passes/variants.ts';
import { sequentialLayers } from '../../graph/sequence.ts';
import { parseNetwork } from '../../weights/trained/names.ts';
import { depthsOf, layersOf, trainedPairs } from './degradation.ts';
import { budgets, netsOf } from './wide.ts';

const specOf = (name: string) => parseNetwork(name).spec;

describe('wide and deep nets', () => {
  it('are those of the paper where it has them', () => {
    const params = Object.fromEntries(
      budgets.flatMap(netsOf).map(({ name, params: count }) => [name, (count / 1e6).toFixed(3)]),
    );
    expect(params).toMatchObject({
      'WRN-16-4': '2.749',
      'WRN-16-8': '10.961',
      'WRN-40-1': '0.564',
      'WRN-40-2': '2.244',
      'WRN-40-4': '8.949',
    });
  });
  it.each(budgets)('of the %s budget have about equal parameters, and ever more layers', (budget) => {
    const nets = netsOf(budget);
    const params = nets.map((net) => net.params);
    expect(Math.max(...params) / Math.min(...params)).toBeLessThan(1.6);
    const layers = nets.map(({ sequential }) => sequential);
    expect(layers).toEqual(layers.toSorted((a, b) => a - b));
  });
});

describe('layers in sequence', () => {
  it.each([
    ['resnet18', 18],
    ['resnet50', 50],
    ['cifar_resnet20', 20],
    ['wrn_16_4', 14],
  ])('%s has %i', (name, layers) => {
    expect(sequentialLayers(buildGraph(specOf(name)))).toBe(layers);
  });
});

describe('plain and residual nets of growing depth', () => {
  it('have this one among them, once', () => {
    const layers = (name: string) => depthsOf(specOf(name))?.map((deep) => deep.layers);
    expect(layers('cifar_resnet20')).toEqual([8, 20, 32, 56, 110]);
    expect(layers('cifar_resnet44')).toEqual([8, 20, 32, 44, 56, 110]);
    expect(layers('resnet50')).toEqual([14, 26, 50]);
    expect(layers('resnet18?depths=3.2.2.1')).toEqual([10, 18, 34]);
    expect(depthsOf(specOf('densenet121'))).toBeNull();
    expect(layersOf(specOf('resnet101'))).toBe(101);
  });
  it('lose their additions and keep their blocks', () => {
    for (const { graph, plain, outputs } of depthsOf(specOf('resnet26d?shortcut=none')) ?? []) {
      const edited = applyEdits(graph, plain);
      expect(edited.nodes.some(({ op }) => op === 'add')).toBe(false);
      expect(graph.nodes.some(({ op }) => op === 'add')).toBe(true);
      expect(outputs.every((id) => edited.nodes.some((node) => node.id === id))).toBe(true);
      const { factors } = plain.find((edit) => edit.kind === 'scaleBranches') ?? { factors: {} };
      expect(Object.keys(factors)).toHaveLength(outputs.length);
    }
  });
  it('are held against each other where both were trained', () => {
    for (const { plain, residual } of trainedPairs()) {
      expect(optionValue(plain.spec, 'shortcut')).toBe('none');
      expect(optionValue(residual.spec, 'shortcut')).not.toBe('none');
    }
    expect(trainedPairs().map(({ residual }) => residual.id)).toContain('glyph26d');
  });
});
