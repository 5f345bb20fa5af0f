import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { required } from '../../base/invariant.ts';
import { ops } from '../../graph/ops/index.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { NodeId } from '../../graph/types.ts';
import { backends } from '../backends/index.ts';
import { selfCheck } from '../backends/selfCheck.ts';
import type { StartedBackend } from '../backends/types.ts';
import { execute, loadWeights, type Steering } from '../executor.ts';
import { makePlan } from '../plan.ts';
import { nodePlatform } from '../platform/node.ts';
import { relativeDeviation } from '../reference.ts';
import { WeightCache } from '../weightCache.ts';
import { activations } from './activations.ts';
import { toNchw, uploadInput } from './layout.ts';
import { carefully, type Target } from './types.ts';

const steering: Steering = {
  pause: () => Promise.resolve(),
  settle: () => Promise.resolve(),
  onProgress: () => undefined,
  explain: (error) => (error instanceof Error ? error : new Error(String(error))),
};

describe.each(['cpu', 'wasm'] as const)('tfjs %s against double precision', (id) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await backends[id].start(nodePlatform());
  });
  afterAll(() => started.stop());

  async function deviations(
    keep: ReadonlySet<NodeId>,
    target: Target = backends[id].target,
  ): Promise<Map<NodeId, number>> {
    const check = await selfCheck();
    const cache = new WeightCache();
    const plan = makePlan(check.graph, check.tensors, target, keep);
    await loadWeights(plan, target, cache, steering);
    const input = uploadInput(check.input, nodeOf(check.graph, check.graph.input).shape);
    const given = new Map([[check.graph.input, input as tf.Tensor]]);
    const before = tf.memory().numTensors;
    const found = await execute(
      makePlan(check.graph, check.tensors, target, keep, new Set([check.graph.input])),
      target,
      cache,
      given,
      steering,
    );
    expect(tf.memory().numTensors - before).toBe(found.size);
    const result = new Map<NodeId, number>();
    for (const [node, tensor] of found) {
      const { shape, values } = required(check.expected.get(node), node);
      result.set(node, relativeDeviation(toNchw((await tensor.data()) as Float32Array, shape), values));
      tensor.dispose();
    }
    input.dispose();
    cache.clear();
    return result;
  }

  it('gives every value of the check network when all are looked at', async () => {
    const { graph } = await selfCheck();
    const all = new Set(graph.nodes.filter(({ op }) => op !== 'input').map((node) => node.id));
    const found = await deviations(all);
    expect([...found.keys()].sort()).toEqual([...all].sort());
    expect([...found].filter(([, deviation]) => !(deviation < 2e-6))).toEqual([]);
  });

  it('gives the same output when folded and fused', async () => {
    const { graph } = await selfCheck();
    const found = await deviations(new Set([graph.output]));
    expect([...found.keys()]).toEqual([graph.output]);
    expect(found.get(graph.output)).toBeLessThan(2e-6);
  });

  it('gives the same output with additions fused, with other blocks, and carefully', async () => {
    const { graph } = await selfCheck();
    const { target } = backends[id];
    const all = Object.keys(activations) as (keyof typeof activations)[];
    const variants: Target[] = [
      { ...target, fusion: { activations: new Set(all), addend: true } },
      { ...target, superBlock: 8 },
      { ...target, superBlock: 1024 },
      carefully(target),
    ];
    for (const variant of variants) {
      const found = await deviations(new Set([graph.output]), variant);
      expect(found.get(graph.output)).toBeLessThan(2e-6);
    }
  });
});

it('has every operation in the check network', async () => {
  const { graph } = await selfCheck();
  const used = new Set(graph.nodes.map(({ op }) => op));
  expect(Object.keys(ops).filter((op) => op !== 'fusedConv2d' && !used.has(op as never))).toEqual([]);
});
