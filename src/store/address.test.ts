import { expect, it } from 'vitest';
import { golden } from '../../fixtures/golden.ts';
import { everyName } from '../../fixtures/narrowed.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { parseSpec, sameSpec } from '../arch/spec.ts';
import { parseNetwork } from '../weights/trained/names.ts';
import { addressOf, addressVersion, formatAddress, parseAddress } from './address.ts';
import { initialState } from './store.ts';

const { view } = initialState();

it.each(golden.networks)('brings the specification of $name back', (network) => {
  const spec = parseSpec({ ...network.spec, classes: 10, inputHeight: 96, inputWidth: 160 });
  const state = {
    spec,
    view: {
      ...view,
      open: ['stage1.block0'],
      unfolded: [],
      collapsed: ['stage2'],
      inspectorTab: 'cost',
      layersShown: true,
      canvasScaling: true,
    },
    selection: 'head.pool',
    sample: null,
    weights: { kind: 'hub', repo: 'timm/net.a1_in1k', revision: 'v1.0', file: 'parts/ema.safetensors' },
  } as const;
  const { dropped, ...read } = parseAddress(`#${formatAddress(state)}`, view, []);
  expect(dropped).toEqual([]);
  expect(read.spec && sameSpec(read.spec, spec)).toBe(true);
  expect({ ...read, spec }).toEqual(state);
});

it.each(everyName)('brings %s back', (name) => {
  const { spec } = parseSpecText(name);
  for (const meant of [spec, parseSpec({ ...spec, classes: 7 })]) {
    const address = formatAddress({ spec: meant, view, selection: null, sample: null, weights: null });
    expect(address).toContain(`net=${name}&`);
    const read = parseAddress(`#${address}`, view, []);
    expect(read.dropped).toEqual([]);
    expect(read.spec && sameSpec(read.spec, meant)).toBe(true);
  }
});

it('opens an experiment, or the list of them', () => {
  const spec = parseSpec({ depth: 50 });
  const state = { spec, selection: null, sample: null, weights: null };
  for (const experiment of ['lesion', null]) {
    const tried = { ...view, inspectorTab: 'try', experiment } as const;
    const text = formatAddress({ ...state, view: tried });
    expect(text).toContain(`&try=${experiment ?? 'list'}`);
    const read = parseAddress(text, view, [], ['lesion']);
    expect([read.view?.inspectorTab, read.view?.experiment, read.dropped]).toEqual(['try', experiment, []]);
  }
  expect(parseAddress('#net=resnet18&try=nothing', view, [], ['lesion']).dropped).toEqual(['try=nothing']);
});

it('keeps the choice of seeded weights where trained ones would come', () => {
  const chosen = (name: string, wish: 'auto' | 'seeded'): string => {
    const state = initialState();
    const present = parseNetwork(name).spec;
    return addressOf({
      ...state,
      history: { ...state.history, present },
      weights: { ...state.weights, wish },
    });
  };
  const text = chosen('glyph26d', 'seeded');
  expect(text).toContain('&weights=seeded');
  const read = parseAddress(text, view, []);
  expect([read.weights, read.dropped]).toEqual(['seeded', []]);
  expect(chosen('glyph26d', 'auto')).not.toContain('weights');
  expect(chosen('resnet18', 'seeded')).not.toContain('weights');
});

it('is readable', () => {
  const spec = parseSpec({ depth: 50, variant: 'D', classes: 10 });
  const text = formatAddress({ spec, view, selection: 'stage2.block0', sample: 'fox', weights: null });
  expect(text).toBe(
    `v=${addressVersion}&net=resnet50d&classes=10&select=stage2.block0&open=stage2.block0&image=fox`,
  );
});

it('pins the checkpoint, and takes nothing else for one', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const weights = {
    kind: 'hub',
    repo: 'timm/resnet50.a1_in1k',
    revision: commit,
    file: 'model.safetensors',
  } as const;
  const text = formatAddress({
    spec: parseSpec({ depth: 50 }),
    view,
    selection: null,
    sample: null,
    weights,
  });
  expect(text).toMatch(/&weights=hub:timm\/resnet50\.a1_in1k@[0-9a-f]{40}$/);
  expect(parseAddress(text, view, []).weights).toEqual(weights);
  for (const bad of [
    'hub:../../etc',
    'hub:a/b@../x',
    'https://example.org/x.safetensors',
    'hub:',
    'javascript:1',
  ]) {
    const read = parseAddress(`#v=1&net=resnet18&weights=${encodeURIComponent(bad)}`, view, []);
    expect(read.weights).toBeNull();
    expect(read.dropped).toEqual([`weights=${bad}`]);
  }
});

it('opens what can be saved of a damaged address and names the rest', () => {
  const read = parseAddress(
    '#v=7&net=resnet50d&classes=ten&cardinality=32&select=stage9.block0&open=stage1.block0,stage8.block0&tab=x&%zz&evil=1',
    view,
    [],
  );
  expect(read.spec && sameSpec(read.spec, parseSpec({ depth: 50, variant: 'D', cardinality: 32 }))).toBe(
    true,
  );
  expect(read.view?.open).toEqual(['stage1.block0']);
  expect(read.dropped).toEqual([
    '%zz',
    'v=7',
    'classes=ten',
    'open=stage8.block0',
    'tab=x',
    'select=stage9.block0',
    'evil=1',
  ]);
});

it('opens the default for an unknown network', () => {
  const read = parseAddress('#v=1&net=vgg16', view, []);
  expect(read.dropped).toEqual(['net=vgg16']);
  expect(read.spec && sameSpec(read.spec, parseSpec({ depth: 50 }))).toBe(true);
});

it('does not look at a monstrous address', () => {
  expect(parseAddress(`#net=${'x'.repeat(30_000)}`, view, []).dropped).toHaveLength(1);
});

it('opens a system, or the list of them', () => {
  const spec = parseSpec({ depth: 50 });
  const state = { spec, selection: null, sample: null, weights: null };
  for (const systems of ['here', 'all'] as const) {
    for (const system of ['bottleneck', 'dense', null] as const) {
      const about = { ...view, inspectorTab: 'about', systems, system } as const;
      const read = parseAddress(formatAddress({ ...state, view: about }), view, []);
      expect([read.view, read.dropped]).toEqual([about, []]);
    }
  }
  expect(parseAddress('#system=se', view, []).view).toMatchObject({ inspectorTab: 'about', system: 'se' });
  const wrong = parseAddress('#about=nowhere&system=nothing', view, []);
  expect([wrong.view?.inspectorTab, wrong.view?.system]).toEqual(['maps', null]);
  expect(wrong.dropped).toEqual(['about=nowhere', 'system=nothing']);
  // Elsewhere it is no part of the view that a link keeps.
  const maps = { ...view, system: 'se' } as const;
  expect(formatAddress({ ...state, view: maps })).not.toContain('system');
});

it('opens a block in which paths meet where the address names none', () => {
  const opened = (address: string) => {
    const read = parseAddress(address, view, []);
    return [read.view?.open, read.selection];
  };
  expect(opened('net=resnet50')).toEqual([['stage2.block0'], 'stage2.block0']);
  expect(opened('net=densenet121')).toEqual([['stage2.block1'], 'stage2.block1']);
  expect(opened('net=densenet121&open=stage2.block0')).toEqual([['stage2.block0'], undefined]);
});
