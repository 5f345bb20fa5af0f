import { describe, expect, it } from 'vitest';
import { indexOf } from '../../graph/queries.ts';
import { t } from '../../text/index.ts';
import { allFamilies } from '../families/index.ts';
import { parseSpecText } from '../names/specText.ts';
import { findSystem, presentSystems, systemChanges, systems } from './index.ts';
import { seenOf } from './system.ts';

const specOf = (name: string) => parseSpecText(name).spec;
const idsIn = (name: string) => presentSystems(specOf(name)).map(({ system }) => system.id);

describe.each(systems)('$id', ({ id, preset, find, paper, title, changes, why }) => {
  it('is found in its example, at a place that the graph has', () => {
    const seen = seenOf(specOf(preset));
    const at = find(seen);
    const { node, region } = indexOf(seen.graph);
    expect(at !== null && at !== '' && (node.has(at) || region.has(at))).toBe(true);
  });

  it('is absent from some other example', () => {
    expect(systems.some((other) => find(seenOf(specOf(other.preset))) === null)).toBe(true);
  });

  it('has a paper, and words that fit beside the graph', () => {
    expect(paper.arxiv).toMatch(/^\d{4}\.\d{5}$/);
    expect(t(title).length).toBeLessThanOrEqual(40);
    expect(t(changes)).toMatch(/^[A-Z][^.]*\.$/);
    expect(t(changes).length).toBeLessThanOrEqual(125);
    expect(t(why).length).toBeLessThanOrEqual(300);
    expect(t(why)).toMatch(/\.$/);
    expect(findSystem(id)?.preset).toBe(preset);
  });
});

it('has each id once', () => {
  expect(new Set(systems.map(({ id }) => id)).size).toBe(systems.length);
  expect(findSystem('nothing')).toBeNull();
});

it.each(allFamilies.flatMap(({ names }) => names.presets.map(({ name }) => name)))(
  'knows what %s is made of',
  (name) => {
    const parts = presentSystems(specOf(name)).filter(({ system }) => system.group !== 'looks');
    expect(parts).not.toEqual([]);
  },
);

it('names the most telling first', () => {
  expect(idsIn('seresnext50_32x4d').slice(0, 2)).toEqual(['se', 'cardinality']);
  expect(idsIn('dpn68')[0]).toBe('dualPath');
  expect(idsIn('regnetx_004')[0]).toBe('regnet');
  expect(idsIn('res2next50').slice(0, 2)).toEqual(['res2', 'cardinality']);
  expect(idsIn('shufflenet_v2_x1_0')[0]).toBe('shuffleV2');
  expect(idsIn('resnet18')[0]).toBe('identity');
  expect(idsIn('resnet50d').filter((id) => !['unrolled', 'lesion', 'field'].includes(id))).toEqual([
    'avgShortcut',
    'deepStem',
    'strideSpatial',
    'identity',
    // Stage 1 widens without a stride.
    'projection',
    'bottleneck',
    'stages',
  ]);
});

it('tells apart what is easily taken for each other', () => {
  expect(idsIn('plain18')).not.toContain('identity');
  expect(idsIn('resnet34?shortcut=projectionAlways')).not.toContain('identity');
  expect(idsIn('resnet18')).not.toContain('projectionAlways');
  // A basic block has its stride in a 3x3 without ever having had a choice.
  expect(idsIn('resnet18')).not.toContain('strideSpatial');
  expect(idsIn('resnet50a')).not.toContain('strideSpatial');
  // Radix splits are groups of the convolution, but no paths of ResNeXt.
  expect(idsIn('resnest50d')).not.toContain('cardinality');
  expect(idsIn('resnest50d_4s2x40d')).toContain('cardinality');
  expect(idsIn('shufflenet_v1_g1_x1_0')).not.toContain('shuffleV1');
  expect(idsIn('regnety_004')).toEqual(expect.arrayContaining(['regnet', 'se', 'sePlace']));
  // RegNet neither narrows inside a block nor doubles from stage to stage.
  expect(idsIn('regnety_004')).not.toContain('bottleneck');
  expect(idsIn('densenet121')).not.toContain('stages');
});

it('points at a place where its sentence holds', () => {
  const placeIn = (name: string, id: string) =>
    presentSystems(specOf(name)).find(({ system }) => system.id === id)?.at;
  // Block 0 of a dilated stage only leaves out the stride.
  expect(placeIn('resnet50?outputStride=8', 'dilation')).toBe('stage3.block1.conv2');
  // In the net for ImageNet nothing merges where the width changes.
  expect(placeIn('dfn_mr_imagenet_50', 'mergeAndRun')).toBe('stage2.block1');
  expect(placeIn('dmrnet_cifar_56', 'mergeAndRun')).toBe('stage1.block0');
  expect(idsIn('inception_v4')).not.toContain('deepStem');
});

it('says what an edit brought and took away', () => {
  const [b, c, se] = ['resnet50', 'resnet50c', 'seresnet50'].map(specOf);
  if (!b || !c || !se) throw new Error('no specs');
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  const { appeared, gone } = systemChanges(b, c);
  expect([ids(appeared), ids(gone)]).toEqual([['deepStem'], ['stem7']]);
  expect(ids(systemChanges(b, se).appeared)).toEqual(['se']);
  expect(systemChanges(b, b)).toEqual({ appeared: [], gone: [] });
});
