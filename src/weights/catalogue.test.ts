import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { required } from '../base/invariant.ts';
import { graphTotals } from '../graph/queries.ts';
import {
  catalogue,
  catalogueSource,
  defaultCheckpoint,
  differencesFrom,
  findCheckpoint,
  fittingCheckpoints,
  nearestCheckpoints,
  presentName,
  specOfCheckpoint,
} from './catalogue.ts';
import { configOf, headerOfSpec } from './fixtures/files.ts';
import { parseHubRef } from './hub.ts';
import { judgeFile } from './offer.ts';
import { readConfig, specOfRemote } from './resolve.ts';

describe('the catalogue', () => {
  it('is of one commit of timm and covers many architectures', () => {
    expect(catalogueSource).toMatch(/pytorch-image-models@[0-9a-f]{40}$/);
    expect(catalogue.length).toBeGreaterThanOrEqual(230);
    expect(new Set(catalogue.map(({ arch }) => arch)).size).toBeGreaterThanOrEqual(120);
  });

  it('has checkpoints of every family that timm publishes as safetensors', () => {
    const families = new Set(catalogue.map((entry) => specOfCheckpoint(entry).family));
    expect([...families].toSorted()).toEqual([
      'dpn',
      'regnet',
      'res2net',
      'resnest',
      'resnet',
      'resnetv2',
      'sknet',
    ]);
  });

  it.each(catalogue)('$name is whole, and its network has the parameters it names', (entry) => {
    expect(entry.repo).toBe(`timm/${entry.name}`);
    const params = graphTotals(buildGraph(specOfCheckpoint(entry))).params;
    // The table rounds to hundredths of a million.
    expect(Math.abs(params - entry.params)).toBeLessThanOrEqual(10_000);
    expect(Math.abs(entry.bytes - 4 * entry.params)).toBeLessThan(0.005 * entry.bytes);
    for (const { side, cropPct, top1 } of entry.sizes) {
      expect(side % 16).toBe(0);
      expect(cropPct).toBeGreaterThan(0.8);
      expect(cropPct).toBeLessThanOrEqual(1);
      expect(top1).toBeGreaterThan(60);
      expect(top1).toBeLessThan(90);
    }
    expect(entry.mean).toHaveLength(3);
    expect(entry.std).toHaveLength(3);
    expect(entry.licence).not.toBe('');
    expect(entry.classes).toBe(1000);
    for (const value of [...entry.mean, ...entry.std]) expect(value > 0.1 && value < 0.6).toBe(true);
  });

  const one = [...new Map(catalogue.map((entry) => [entry.arch, entry])).values()];
  it.each(one)('$name is known by its config, and its tensors by their names', async (entry) => {
    const spec = specOfCheckpoint(entry);
    const source = required(parseHubRef(entry.repo), entry.repo);
    expect(specOfRemote(source, await readConfig(configOf(entry)))).toEqual(spec);
    expect(judgeFile(headerOfSpec(spec), spec)).toMatchObject({ fits: true });
  });

  it('marks what may not be used commercially', () => {
    expect(findCheckpoint('resnet50.fb_swsl_ig1b_ft_in1k')).toMatchObject({ commercial: false });
    expect(findCheckpoint('regnety_320.seer_ft_in1k')).toMatchObject({ commercial: false });
    expect(findCheckpoint('resnet50.a1_in1k')).toMatchObject({ commercial: true, licence: 'apache-2.0' });
    expect(findCheckpoint('res2net50d.in1k')).toMatchObject({ commercial: true, licence: null });
  });
});

describe('names', () => {
  it.each([
    ['resnet50.a1_in1k', 'resnet50.a1_in1k'],
    [' timm/ResNet50D.ra2_in1k ', 'resnet50d.ra2_in1k'],
    ['gluon_resnet50_v1d', 'resnet50d.gluon_in1k'],
    ['gluon_resnet18_v1b', 'resnet18.gluon_in1k'],
    ['gluon_seresnext101_64x4d', 'seresnext101_64x4d.gluon_in1k'],
    ['gluon_senet154', 'senet154.gluon_in1k'],
    ['tv_resnet50', 'resnet50.tv_in1k'],
    ['tv_resnext50_32x4d', 'resnext50_32x4d.tv_in1k'],
    ['ssl_resnext101_32x16d', 'resnext101_32x16d.fb_ssl_yfcc100m_ft_in1k'],
    ['swsl_resnet18', 'resnet18.fb_swsl_ig1b_ft_in1k'],
    ['ig_resnext101_32x8d', 'resnext101_32x8d.fb_wsl_ig1b_ft_in1k'],
  ])('%s means %s', (text, name) => {
    expect(findCheckpoint(text)?.name).toBe(name);
  });
  it('leaves other names alone', () => {
    expect(presentName('resnet50')).toBe('resnet50');
    expect(findCheckpoint('resnet50')).toBeNull();
    expect(findCheckpoint('resnet50.nothing')).toBeNull();
    expect(findCheckpoint('tv_nothing')).toBeNull();
  });
  it('takes timm’s first tag where there is none', () => {
    expect(defaultCheckpoint('resnet50')?.name).toBe('resnet50.a1_in1k');
    expect(defaultCheckpoint('resnet50s')?.name).toBe('resnet50s.gluon_in1k');
    expect(defaultCheckpoint('resnet50a')).toBeNull();
  });
});

describe('what fits', () => {
  const spec = (text: string) => parseSpecText(text).spec;

  it('is every checkpoint of the architecture, at any input size', () => {
    const found = fittingCheckpoints(spec('resnet50?inputHeight=288&inputWidth=320'));
    expect(found.length).toBeGreaterThanOrEqual(18);
    expect(new Set(found.map(({ arch }) => arch))).toEqual(new Set(['resnet50']));
    const accuracy = found.map(({ sizes }) => Math.max(...sizes.map(({ top1 }) => top1)));
    expect(accuracy).toEqual(accuracy.toSorted((a, b) => b - a));
  });
  it('is nothing for a network that nobody trained', () => {
    expect(fittingCheckpoints(spec('resnet50a'))).toEqual([]);
    expect(fittingCheckpoints(spec('resnet50?classes=10'))).toEqual([]);
  });
  it('has its neighbours, with what differs', () => {
    const [first, ...rest] = nearestCheckpoints(spec('resnet50a'), 5);
    expect(first).toMatchObject({ checkpoint: { name: 'resnet50.a1_in1k' }, differs: ['strideAt'] });
    expect(rest).toHaveLength(4);
    for (const { checkpoint, differs } of rest) {
      expect(differs.length).toBeGreaterThan(0);
      expect(differencesFrom(spec('resnet50a'), checkpoint)).toEqual(differs);
    }
  });
});
