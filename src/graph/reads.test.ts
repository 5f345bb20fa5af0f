import { describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { required } from '../base/invariant.ts';
import { residualBlocks } from './blocks.ts';
import { nodeOf } from './queries.ts';
import { coverageOf, firstWindow, together, unread } from './reads.ts';

/** What branch and shortcut of a block see of its input. */
function looks(variant: 'A' | 'B' | 'C' | 'D', region = 'stage2.block0') {
  const graph = buildGraph(parseSpec({ depth: 50, variant }));
  const block = required(
    residualBlocks(graph).find((entry) => entry.region === region),
    region,
  );
  const input = required(block.input, 'input');
  const of = (to: string) => {
    const first = firstWindow(graph, input, to);
    return first ? coverageOf(graph, first) : null;
  };
  const branch = required(of(block.join.branch), 'branch');
  const shortcut = of(block.join.shortcut);
  return { branch, shortcut, both: shortcut ? together(branch, shortcut) : branch };
}

describe('what a downsampling block reads of its input', () => {
  it.each([
    ['A', 0.75, 0.75, 0.75],
    ['B', 0, 0.75, 0],
    ['D', 0, 0, 0],
  ] as const)('ResNet-%s leaves %f of the branch’s and %f of the shortcut’s unread', (variant, ...shares) => {
    const { branch, shortcut, both } = looks(variant);
    expect([branch, required(shortcut, 'shortcut'), both].map(unread)).toEqual(shares);
  });
  it('counts windows', () => {
    const graph = buildGraph(parseSpec({ depth: 18, inputHeight: 32, inputWidth: 32 }));
    const { height, width, counts } = coverageOf(graph, nodeOf(graph, 'stage2.block0.conv1'));
    expect([height, width]).toEqual([8, 8]);
    // Kernel 3, stride 2, padding 1: places -1..1, 1..3, 3..5, 5..7 in rows and columns alike.
    expect([...counts.slice(0, 8)]).toEqual([1, 2, 1, 2, 1, 2, 1, 1]);
    expect([...counts.slice(8, 16)]).toEqual([2, 4, 2, 4, 2, 4, 2, 2]);
  });
  it('finds no window where the shortcut is the input itself', () => {
    expect(looks('B', 'stage2.block1').shortcut).toBeNull();
  });
});
