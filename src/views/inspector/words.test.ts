import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../arch/build.ts';
import { parseSpecText } from '../../arch/names/specText.ts';
import { nodeOf } from '../../graph/queries.ts';
import {
  attributesOf,
  opInWords,
  paddingInWords,
  placeInWords,
  selectedIn,
  selectedInWords,
} from './words.ts';

const graph = buildGraph(parseSpecText('seresnext50_32x4d').spec);

describe('what is selected', () => {
  it('is a place in words', () => {
    expect(placeInWords('stage2.block0.conv2')).toBe('stage 2 · block 0 · conv2');
    expect(placeInWords('stage3.block10.shortcut.conv')).toBe('stage 3 · block 10 · shortcut · conv');
    expect(placeInWords('head.fc')).toBe('head · fc');
    expect(placeInWords('')).toBe('whole network');
  });

  it('is a node, a region with its output, or nothing any more', () => {
    expect(selectedIn(graph, 'stage1.block0.add')).toMatchObject({ kind: 'node', node: { op: 'add' } });
    expect(selectedIn(graph, 'stage1.block0')).toMatchObject({
      kind: 'region',
      node: { id: 'stage1.block0.act' },
    });
    expect(selectedIn(graph, 'stage1.block9')).toBeNull();
    expect(selectedIn(graph, null)).toBeNull();
  });

  it('says of a region what its maps are the output of', () => {
    const stage = selectedIn(graph, 'stage2');
    expect(stage && selectedInWords(graph, stage)).toBe('its output: block 3 · act, ReLU');
  });
});

describe('an operation', () => {
  it('is described with what differs from the plain case', () => {
    expect(opInWords(graph, nodeOf(graph, 'stage2.block0.conv2'))).toBe(
      '3×3 convolution, stride 2, 256 → 256, groups 32',
    );
    expect(opInWords(graph, nodeOf(graph, 'stage2.block0.conv1'))).toBe('1×1 convolution, 256 → 256');
    expect(opInWords(graph, nodeOf(graph, 'head.fc'))).toBe('linear layer, 2048 → 1000');
  });

  it('is described for every node of a network', () => {
    for (const node of graph.nodes) {
      expect(opInWords(graph, node)).toMatch(/\w/);
      for (const { label, value } of attributesOf(node))
        expect(`${label} ${value}`).not.toMatch(/undefined|\{/);
    }
  });

  it('says one-sided padding side by side', () => {
    expect(paddingInWords({ top: 1, bottom: 1, left: 1, right: 1 })).toBe('1');
    expect(paddingInWords({ top: 0, bottom: 1, left: 0, right: 1 })).toBe('top 0, bottom 1, left 0, right 1');
  });
});
