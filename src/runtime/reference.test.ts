import { describe, expect, it } from 'vitest';
import { required } from '../base/invariant.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { pad } from '../graph/ops/index.ts';
import type { NodeId, Op, OpAttrs, Shape } from '../graph/types.ts';
import type { NodeTensors } from './nodeTensors.ts';
import { relativeDeviation, runReference } from './reference.ts';

type Stored = Readonly<Record<string, readonly number[]>>;

/** The values of one operation; `more` makes further inputs of it. */
async function valuesOf<O extends Op>(
  op: O,
  attrs: OpAttrs[O],
  shape: Shape,
  values: readonly number[],
  stored: Stored = {},
  more: (b: GraphBuilder, x: NodeId) => NodeId[] = () => [],
): Promise<number[]> {
  const b = new GraphBuilder();
  const input = b.node('input', { shape }, 'input', []);
  const output = b.node(op, attrs, 'node', [input, ...more(b, input)]);
  const tensors: NodeTensors = {
    has: (_node, role) => role in stored,
    keyOf: (_node, role) => role,
    get: (_node, role) => Promise.resolve(Float32Array.from(required(stored[role], role))),
  };
  const found = await runReference(b.finish(input, output, 'timmResnet'), tensors, Float32Array.from(values));
  return [...required(found.get(output), 'the output').values];
}

const conv = {
  out: 1,
  kernel: [1, 1],
  stride: 1,
  padding: pad(0),
  dilation: 1,
  groups: 1,
  bias: false,
  standardize: null,
} as const;

/** Figures that can be worked out on paper. */
describe('the reference', () => {
  it('takes, adds and shuffles channels', async () => {
    const values = [0, 1, 2, 3, 4, 5];
    expect(await valuesOf('slice', { start: 1, end: 3 }, [1, 3, 1, 2], values)).toEqual([2, 3, 4, 5]);
    expect(await valuesOf('padChannels', { before: 1, after: 2 }, [1, 3, 1, 2], values)).toEqual([
      0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0,
    ]);
    expect(await valuesOf('channelShuffle', { groups: 2 }, [1, 6, 1, 1], values)).toEqual([0, 3, 1, 4, 2, 5]);
    expect(await valuesOf('channelShuffle', { groups: 3 }, [1, 6, 1, 1], values)).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it('normalises groups of channels', async () => {
    // Group one: mean 4, variance 5. Group two: all equal.
    const values = [1, 3, 5, 7, 9, 9, 9, 9];
    const stored = { weight: [3, 6, 1, 1], bias: [0, 1, 2, 3] };
    expect(await valuesOf('groupNorm', { groups: 2, eps: 4 }, [1, 4, 1, 2], values, stored)).toEqual([
      -3, -1, 3, 7, 2, 2, 3, 3,
    ]);
  });

  it('standardises weights for each output channel', async () => {
    // Filters (1, 5) and (2, 2): means 3 and 2, variances 4 and 0.
    const attrs = { ...conv, out: 2, standardize: 5 };
    const [first, second] = await valuesOf('conv2d', attrs, [1, 2, 1, 1], [3, 6], { weight: [1, 5, 2, 2] });
    expect(first).toBeCloseTo(2, 12);
    expect(second).toBe(0);
  });

  it('chooses among branches, the branch in front', async () => {
    const logits = [0, Math.log(3), Math.log(4), 0];
    const two = await valuesOf('softmax', { cardinality: 2, radix: 2 }, [1, 4, 1, 1], logits);
    expect(relativeDeviation(two, [0.25, 0.8, 0.75, 0.2])).toBeLessThan(1e-6);
    const one = await valuesOf('softmax', { cardinality: 1, radix: 2 }, [1, 4, 1, 1], logits);
    expect(relativeDeviation(one, [0.2, 0.75, 0.8, 0.25])).toBeLessThan(1e-6);
  });

  it('blurs with reflected edges', async () => {
    const impulse = [0, 0, 0, 0, 1, 0, 0, 0, 0];
    const three = { filter: 3, stride: 1 } as const;
    expect(await valuesOf('blurPool', three, [1, 1, 3, 3], impulse)).toEqual(Array(9).fill(0.25));
    const ramp = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3];
    expect((await valuesOf('blurPool', three, [1, 1, 3, 4], ramp)).slice(4, 8)).toEqual([0.5, 1, 2, 2.5]);
    expect(await valuesOf('blurPool', { filter: 3, stride: 2 }, [1, 1, 3, 4], ramp)).toEqual([
      0.5, 2, 0.5, 2,
    ]);
    const five = await valuesOf('blurPool', { filter: 5, stride: 1 }, [1, 1, 3, 4], ramp);
    expect(five.slice(0, 2)).toEqual([0.75, 1.125]);
  });

  it('lets zeros compete in a maximum, or not', async () => {
    const attrs = { kernel: 2, stride: 1, padding: pad(1), ceil: false };
    const values = [-1, -2, -3, -4];
    expect(await valuesOf('maxPool', { ...attrs, padValue: 'zero' }, [1, 1, 2, 2], values)).toEqual([
      0, 0, 0, 0, -1, 0, 0, 0, 0,
    ]);
    expect(await valuesOf('maxPool', { ...attrs, padValue: 'never' }, [1, 1, 2, 2], values)).toEqual([
      -1, -1, -2, -1, -1, -2, -3, -3, -4,
    ]);
  });

  it('sums and averages more than two', async () => {
    const more = (b: GraphBuilder, x: NodeId) =>
      ['relu', 'relu6'].map((kind) => b.node('activation', { kind } as never, kind, [x]));
    expect(await valuesOf('add', {}, [1, 1, 1, 3], [-3, 3, 9], {}, more)).toEqual([-3, 9, 24]);
    expect(await valuesOf('mean', {}, [1, 1, 1, 3], [-3, 3, 9], {}, more)).toEqual([-1, 3, 8]);
  });
});
