import { describe, expect, it } from 'vitest';
import { golden } from '../../../fixtures/golden.ts';
import { buildGraph } from '../../arch/build.ts';
import { parseSpecText } from '../../arch/names/specText.ts';
import { parseSpec } from '../../arch/spec.ts';
import type { Graph } from '../../graph/types.ts';
import { selfCheck } from '../../runtime/backends/selfCheck.ts';
import { tensorList } from '../../weights/names/index.ts';
import { timmLine } from '../timmLine.ts';
import { graphModule, pytorchModule } from './index.ts';

const specOf = (text: string) => parseSpecText(text).spec;
const moduleOf = (text: string) => pytorchModule(specOf(text));
const classNames = (text: string) => [...text.matchAll(/^class (\w+)/gm)].map((match) => match[1]);

/** The check network as far as PyTorch can say it. */
const countingPadding = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) =>
    node.op === 'avgPool' && node.attrs.padding.top !== node.attrs.padding.bottom
      ? { ...node, attrs: { ...node.attrs, countPadding: true } }
      : node,
  ),
});

describe('the PyTorch module', () => {
  it.each([
    'resnet18',
    'seresnet50d?outputStride=16',
    'ecaresnext26t_32x4d?classes=10&inputChannels=1',
    'resnet14t?attention=ese&headPool=catAvgMax&shortcut=maxProjection&activation=silu&outputStride=8',
    'resnetrs50?classes=7&headPool=avgMax',
    'resnet34?stem=cifar&stemPool=none&inputHeight=32&inputWidth=32&headPool=max',
  ])('of %s reads as it did', (text) => {
    expect(moduleOf(text)).toMatchSnapshot();
  });

  it.each(golden.networks.map(({ name, spec }) => [name, spec] as const))(
    'of %s has a module for every tensor, and lines of readable width',
    (_name, form) => {
      const spec = parseSpec(form);
      const text = pytorchModule(spec);
      const leaves = new Set(tensorList(buildGraph(spec)).map(({ name }) => name.split('.').at(-2) ?? ''));
      for (const leaf of leaves) {
        // Numbered modules stand in a sequence, by place.
        if (/^\d+$/.test(leaf)) continue;
        const ways = [`self.${leaf} = `, `('${leaf}', `, `['${leaf}'] = `];
        expect(
          ways.some((way) => text.includes(way)),
          leaf,
        ).toBe(true);
      }
      const names = classNames(text);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names.slice(0, -1)) expect(text).toMatch(new RegExp(`[ *\\[]${name}\\(`));
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(120);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    },
  );

  it('of every operation there is reads as it did', async () => {
    const { graph } = await selfCheck();
    expect(graphModule(countingPadding(graph), 'every operation', [])).toMatchSnapshot();
  });

  it('is refused where PyTorch has no pool of that kind', async () => {
    const { graph } = await selfCheck();
    expect(() => graphModule(graph, 'every operation', [])).toThrow('unequal sides');
  });

  it('writes one class for blocks that differ in numbers alone', () => {
    expect(classNames(moduleOf('resnet152'))).toEqual(['ProjectionBottleneck', 'Bottleneck', 'ResNet']);
  });
});

describe('stochastic depth', () => {
  const text = moduleOf('resnet18?survival=0.5');
  it('divides the kept branches by their chance in training', () => {
    expect(text).toContain('class DropPath(nn.Module):');
    expect(text).toContain('self.drop_path = DropPath(survival)');
    expect(text).toMatch(/return self\.act2\(self\.drop_path\(.*\) \+ x\)/);
    expect(text).toContain('survival=0.9375');
    expect(text).toContain('survival=0.5)');
  });
  it('is not written where nothing is dropped', () => {
    expect(moduleOf('resnet18')).not.toContain('drop');
  });
});

it('calls a block without an addition plain', () => {
  expect(classNames(moduleOf('resnet50?shortcut=none'))).toContain('PlainBottleneck');
  expect(classNames(moduleOf('plain34'))).toEqual(['PlainLayer', 'ResNet']);
});

describe('timm’s line', () => {
  it.each([
    ['resnet50d', "timm.create_model('resnet50d')"],
    [
      'seresnext50_32x4d?classes=10&inputChannels=1&outputStride=8&headPool=catAvgMax',
      "timm.create_model('seresnext50_32x4d', outputStride=8)",
    ],
    ['resnet18?inputHeight=97&classes=3', "timm.create_model('resnet18', num_classes=3)"],
    ['resnet50a', null],
    ['resnet50?activation=silu', null],
  ])('of %s', (text, wanted) => {
    const line = timmLine(specOf(text));
    if (wanted?.includes('outputStride')) {
      expect(line).toMatch(/num_classes=10/);
      expect(line).toMatch(/in_chans=1/);
      expect(line).toMatch(/output_stride=8/);
      expect(line).toMatch(/global_pool='catavgmax'/);
    } else expect(line).toBe(wanted);
  });
});
