import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { bindTensors, firstMisfit } from './bind.ts';
import { headerOf, specOf, tiny } from './fixtures/files.ts';
import { stateDicts } from './fixtures/stateDicts.ts';
import { tensorList } from './names/index.ts';

const graph = buildGraph(tiny);
const own = tensorList(graph);
const counters = own
  .filter(({ role }) => role === 'runningVar')
  .map(({ name }) => ({
    name: name.replace('running_var', 'num_batches_tracked'),
    shape: [],
    dtype: 'I64' as const,
  }));

describe('binding', () => {
  it.each(stateDicts)('takes every tensor of a PyTorch $name', ({ spec, tensors }) => {
    const report = bindTensors(buildGraph(spec), headerOf(tensors.map(([name, shape]) => ({ name, shape }))));
    expect(report).toMatchObject({ fits: true, prefix: '', missing: [], wrongShape: [], unexpected: [] });
    expect(report.loaded).toEqual(tensors.map(([name]) => name));
    expect(firstMisfit(report)).toBeNull();
  });

  it.each(['module.', 'model.', 'module.backbone.', 'state_dict.'])(
    'looks behind the prefix %s',
    (prefix) => {
      const file = headerOf([...own, ...counters].map((entry) => ({ ...entry, name: prefix + entry.name })));
      const report = bindTensors(graph, file);
      expect(report).toMatchObject({ fits: true, prefix, unexpected: [] });
      expect(report.ignored).toHaveLength(counters.length);
    },
  );

  it('reports what is of no use and takes the rest', () => {
    const extra = ['optimizer.step', 'ema.layer1.0.conv1.weight'].map((name) => ({ name, shape: [1] }));
    const report = bindTensors(graph, headerOf([...own, ...extra]));
    expect(report).toMatchObject({ fits: true, prefix: '', surplus: [] });
    expect(report.unexpected).toEqual(extra.map(({ name }) => name));
  });

  it('refuses a tensor that is missing', () => {
    const report = bindTensors(
      graph,
      headerOf(own.filter(({ name }) => name !== 'layer3.0.bn1.running_var')),
    );
    expect(report).toMatchObject({ fits: false, missing: ['layer3.0.bn1.running_var'] });
    expect(firstMisfit(report)?.message).toBe('net.safetensors has no tensor layer3.0.bn1.running_var.');
  });

  it('refuses another shape, and says both', () => {
    const file = headerOf(own.map((entry) => (entry.name === 'fc.bias' ? { ...entry, shape: [7] } : entry)));
    const report = bindTensors(graph, file);
    expect(report).toMatchObject({ fits: false, wrongShape: [{ name: 'fc.bias', file: [7], wanted: [10] }] });
    expect(firstMisfit(report)?.message).toBe(
      'net.safetensors: fc.bias has the shape [7]; the network needs [10].',
    );
  });

  it('refuses integers for weights', () => {
    const file = headerOf(
      own.map((entry) => (entry.name === 'fc.weight' ? { ...entry, dtype: 'I8' } : entry)),
    );
    const report = bindTensors(graph, file);
    expect(report).toMatchObject({ fits: false, wrongType: [{ name: 'fc.weight', dtype: 'I8' }] });
    expect(firstMisfit(report)?.tensor).toBe('fc.weight');
  });

  it.each([
    ['a deeper network', specOf({ depths: [3, 4, 23, 3] }), 'layer3.6.conv1.weight'],
    ['attention', specOf({ attention: 'se' }), 'layer1.0.se.fc1.weight'],
    ['a convolution for the stem pool', specOf({ stemPool: 'conv' }), 'maxpool.0.weight'],
  ])('refuses the file of %s, though it has all that is wanted', (_what, other, tensor) => {
    const report = bindTensors(buildGraph(specOf()), headerOf(tensorList(buildGraph(other))));
    expect(report).toMatchObject({ fits: false, missing: [], wrongShape: [] });
    expect(report.surplus).toContain(tensor);
    expect(firstMisfit(report)?.key).toBe('weights.surplus');
  });

  it('finds nothing in a file of something else', () => {
    const report = bindTensors(
      graph,
      headerOf([
        { name: '__proto__', shape: [1] },
        { name: 'a', shape: [] },
      ]),
    );
    expect(report).toMatchObject({ fits: false, loaded: [], prefix: '', unexpected: ['__proto__', 'a'] });
    expect(report.missing).toHaveLength(own.length);
  });

  it('takes no long time over 100 000 foreign names', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      name: `p${index}.layer1.0.conv1.weight`,
      shape: [1],
    }));
    const start = performance.now();
    expect(bindTensors(buildGraph(specOf({ depths: [3, 24, 36, 3] })), headerOf(many)).fits).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
