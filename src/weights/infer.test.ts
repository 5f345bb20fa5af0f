import { describe, expect, it } from 'vitest';
import { golden } from '../../fixtures/golden.ts';
import { buildGraph } from '../arch/build.ts';
import { nameOf, parseSpecText } from '../arch/names/specText.ts';
import { changedOptions, parseSpec } from '../arch/spec.ts';
import type { ResNetSpec } from '../arch/types.ts';
import { headerOf, headerOfSpec, specOf, tiny } from './fixtures/files.ts';
import { stateDicts } from './fixtures/stateDicts.ts';
import { suggestFit } from './infer.ts';
import { tensorList } from './names/index.ts';

const current = specOf({ inputHeight: 96, inputWidth: 160 });

function inferred(spec: ResNetSpec, offeredTo = current) {
  const suggestion = suggestFit(headerOfSpec(spec), offeredTo);
  if (suggestion.kind !== 'spec') throw suggestion.reason;
  return suggestion;
}

describe('a file of another family', () => {
  it.each(['regnetx_002', 'regnety_004', 'cifar_resnet56', 'inception_v4', 'dfn_mr_imagenet_50'])(
    'is %s, from its names and shapes alone',
    (name) => {
      const { spec } = parseSpecText(`${name}?classes=7`);
      const suggestion = suggestFit(headerOfSpec(spec), current);
      expect(suggestion).toMatchObject({ kind: 'spec', spec });
      expect(suggestFit(headerOfSpec(specOf({ depths: [1, 1, 1, 1] })), spec)).toMatchObject({
        kind: 'spec',
      });
    },
  );
  it('may have a second classifier of training, which is left out', () => {
    const { spec } = parseSpecText('inception_v3');
    const file = headerOf([
      ...tensorList(buildGraph(spec)),
      { name: 'AuxLogits.conv0.conv.weight', shape: [128, 768, 1, 1] },
    ]);
    const suggestion = suggestFit(file, current);
    expect(suggestion).toMatchObject({ kind: 'spec', spec });
    if (suggestion.kind === 'spec') {
      expect(suggestion.report.unexpected).toEqual(['AuxLogits.conv0.conv.weight']);
      expect(suggestion.report.fits).toBe(true);
    }
  });
  it('is the present network before a published one', () => {
    const { spec } = parseSpecText('regnety_002?depth=9&classes=7');
    expect(suggestFit(headerOfSpec(spec), spec)).toMatchObject({ kind: 'spec', spec });
  });
});

describe('what a file fits', () => {
  it('leaves open whether there is a shortcut without tensors', () => {
    const { questions, spec } = inferred(specOf({ shortcut: 'none' }));
    expect(spec).toMatchObject({ shortcut: 'zeroPad' });
    expect(questions).toContainEqual({ option: 'shortcut', values: ['zeroPad', 'none'] });
  });

  it.each([
    ['resnet50', {}],
    ['resnet34', { block: 'basic', depths: [3, 4, 6, 3] }],
    [
      'resnet10t',
      { block: 'basic', depths: [1, 1, 1, 1], stem: 'deepTiered', stemWidth: 32, shortcut: 'avgProjection' },
    ],
    ['resnet50d', { stem: 'deep', stemWidth: 32, shortcut: 'avgProjection' }],
    ['resnet101s', { stem: 'deep', stemWidth: 64, depths: [3, 4, 23, 3] }],
    ['resnext101_32x8d', { depths: [3, 4, 23, 3], cardinality: 32, baseWidth: 8 }],
    [
      'resnext50d_32x4d',
      { cardinality: 32, baseWidth: 4, stem: 'deep', stemWidth: 32, shortcut: 'avgProjection' },
    ],
    ['wide_resnet50_2', { baseWidth: 128 }],
    ['seresnet50', { attention: 'se' }],
    ['seresnet18', { attention: 'se', block: 'basic', depths: [2, 2, 2, 2] }],
    ['ecaresnet50d', { attention: 'eca', stem: 'deep', stemWidth: 32, shortcut: 'avgProjection' }],
    [
      'resnetrs50',
      {
        stem: 'deep',
        stemWidth: 32,
        shortcut: 'avgProjection',
        stemPool: 'conv',
        attention: 'se',
        reductionRatio: 4,
      },
    ],
    [
      'senet154',
      {
        depths: [3, 8, 36, 3],
        cardinality: 64,
        baseWidth: 4,
        stem: 'deep',
        stemWidth: 64,
        shortcutKernel: 3,
        reduceFirst: 2,
        attention: 'se',
      },
    ],
  ] satisfies [string, Partial<ResNetSpec>][])('is %s, from its names and shapes alone', (name, changes) => {
    const { spec, report } = inferred(
      specOf(changes),
      specOf({ block: 'basic', depths: [1, 1, 1, 1], cardinality: 1 }),
    );
    expect(nameOf(spec).name).toBe(name);
    expect(spec).toEqual(specOf(changes));
    expect(report.fits).toBe(true);
  });

  it.each([
    ['a width multiplier', { widthMultiplier: 0.75 }],
    ['zeros for new channels', { shortcut: 'zeroPad' }],
    ['projections in every block', { shortcut: 'projectionAlways' }],
    [
      'projections in every block, one a stage',
      { shortcut: 'projectionAlways', block: 'basic', depths: [1, 1, 1, 1], stem: 'deep', stemWidth: 32 },
    ],
    ['projections of a wide stem', { block: 'basic', depths: [2, 2, 2, 2], stem: 'deep', stemWidth: 64 }],
    ['a narrow basic net', { block: 'basic', depths: [2, 2, 2, 2], widthMultiplier: 0.25, stemWidth: 16 }],
    ['the CIFAR stem', { stem: 'cifar', stemPool: 'none', block: 'basic', depths: [2, 2, 2, 2] }],
    [
      'legacy rounding',
      { attention: 'se', reductionRounding: 'legacy', block: 'basic', depths: [2, 2, 2, 2] },
    ],
    ['a squeeze ratio of 12', { attention: 'se', reductionRatio: 12 }],
    ['effective squeeze-and-excitation', { attention: 'ese' }],
    ['an odd base width', { cardinality: 3, baseWidth: 13 }],
    ['both pools in the head', { headPool: 'catAvgMax' }],
    [
      'the names of SENet',
      {
        stemPool: 'maxCeil',
        stem: 'deepTiered',
        stemWidth: 32,
        attention: 'se',
        reductionRounding: 'legacy',
        cardinality: 2,
      },
    ],
    ['the names of SENet and a small stem', { stemPool: 'maxCeil', stem: 'cifar', cardinality: 2 }],
    ['one input channel', { inputChannels: 1, classes: 10 }],
    ['depths without a name', { depths: [1, 2, 1, 5] }],
  ] satisfies [string, Partial<ResNetSpec>][])('has %s', (_what, changes) => {
    expect(inferred(specOf(changes)).spec).toEqual(specOf({ ...changes, inputHeight: 96, inputWidth: 160 }));
  });

  it.each(stateDicts)('is $name for the tensors of a PyTorch one', ({ spec, tensors }) => {
    const file = headerOf(tensors.map(([name, shape]) => ({ name: `module.${name}`, shape })));
    const suggestion = suggestFit(file, specOf({ depths: [1, 1, 1, 1] }));
    expect(suggestion).toMatchObject({ kind: 'spec', spec, report: { prefix: 'module.' } });
  });

  it('keeps the rest of the present spec where only classes and channels differ', () => {
    const here = specOf({ strideAt: 'reduce', activation: 'silu', outputStride: 16 });
    expect(inferred(specOf({ classes: 10 }), here).spec).toEqual({ ...here, classes: 10 });
  });

  it('takes what published checkpoints have where the file cannot tell', () => {
    const here = specOf({ strideAt: 'reduce', activation: 'silu' });
    const { spec, assumed, questions } = inferred(specOf({ depths: [3, 8, 36, 3] }), here);
    expect(spec).toMatchObject({ strideAt: 'spatial', activation: 'relu' });
    expect(assumed).toEqual(
      expect.arrayContaining(['strideAt', 'activation', 'outputStride', 'headPool', 'stemPool']),
    );
    expect(assumed).not.toContain('depths');
    expect(assumed).not.toContain('inputHeight');
    expect(questions.find(({ option }) => option === 'strideAt')?.values).toEqual(['reduce', 'spatial']);
    // Both pools side by side would need a wider classifier, a pool of convolutions has tensors.
    expect(questions.find(({ option }) => option === 'headPool')?.values).toEqual(['avg', 'max', 'avgMax']);
    expect(questions.find(({ option }) => option === 'stemPool')?.values).toEqual(['max', 'none']);
    expect(questions.map(({ option }) => option)).not.toContain('reductionRounding');
  });
});

describe('every reference network', () => {
  it.each(golden.networks)('$name is told from the tensors that PyTorch has for it', (network) => {
    const spec = parseSpec(network.spec);
    const file = headerOf(network.tensors.map(([name, shape]) => ({ name, shape })));
    const offeredTo = specOf({ block: 'basic', depths: [9, 9, 9, 9], activation: 'elu' });
    const suggestion = suggestFit(file, offeredTo);
    if (suggestion.kind !== 'spec') throw suggestion.reason;
    // All but what no tensor tells is right, and of that everything is asked or left as it was: size, and training.
    const left = /^(input(Height|Width)|survival(Scale)?)$/;
    const told = changedOptions(suggestion.spec, spec).filter(
      (option) => !suggestion.assumed.includes(option) && !left.test(option),
    );
    expect(told).toEqual([]);
    const untold = changedOptions(suggestion.spec, spec).filter(
      (option) => suggestion.assumed.includes(option) && !left.test(option),
    );
    expect(suggestion.questions.map(({ option }) => option)).toEqual(expect.arrayContaining(untold));
  });
});

describe('a file that fits nothing here', () => {
  const reasonFor = (file: Parameters<typeof suggestFit>[0]) => {
    const suggestion = suggestFit(file, current);
    if (suggestion.kind === 'spec') throw new Error('it fits');
    return suggestion.reason;
  };
  const tensors = tensorList(buildGraph(tiny));

  it('is told from one of another family', () => {
    const reason = reasonFor(headerOf([{ name: 'blocks.0.attn.qkv.weight', shape: [768, 256] }]));
    expect(reason.key).toBe('weights.otherFamily');
    expect(reason.message).toContain('layer1.0.conv1.weight');
  });

  it('has a stem that is not known', () => {
    const file = headerOf(
      tensors.map((entry) => (entry.name === 'conv1.weight' ? { ...entry, shape: [8, 3, 5, 5] } : entry)),
    );
    expect(reasonFor(file).key).toBe('weights.unknownStem');
  });

  it('has three stages', () => {
    const reason = reasonFor(headerOf(tensors.filter(({ name }) => !name.startsWith('layer4.'))));
    expect(reason.message).toBe('net.safetensors has 3 of the four stages that a network has here.');
  });

  it('has blocks of another kind', () => {
    const reason = reasonFor(headerOf(tensors.filter(({ name }) => name !== 'layer1.0.conv2.weight')));
    expect(reason.key).toBe('weights.otherBlock');
  });

  it('has parts that no option gives', () => {
    const file = headerOf([...tensors, { name: 'layer2.0.splat.weight', shape: [4] }]);
    const reason = reasonFor(file);
    expect(reason.key).toBe('weights.nearly');
    expect(reason.message).toContain('layer2.0.splat.weight');
  });

  it('has sizes out of range', () => {
    const grown = tensors.map((entry) =>
      entry.name.startsWith('fc.') ? { ...entry, shape: [60_000, 64] } : entry,
    );
    expect(reasonFor(headerOf(grown)).values).toMatchObject({ option: 'classes' });
  });

  it.each([
    ['no sizes', tensors.map(({ name }) => ({ name, shape: [] }))],
    ['zeros', tensors.map(({ name, shape }) => ({ name, shape: shape.map(() => 0) }))],
    ['huge sizes', tensors.map(({ name, shape }) => ({ name, shape: shape.map(() => 2 ** 52) }))],
  ])('may have %s without breaking anything', (_what, entries) => {
    expect(reasonFor(headerOf(entries)).message).not.toMatch(/NaN|undefined|Infinity/);
  });
});
