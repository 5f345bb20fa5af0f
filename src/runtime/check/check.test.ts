import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { golden, goldenNetwork } from '../../../fixtures/golden.ts';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { required } from '../../base/invariant.ts';
import { Engine } from '../engine.ts';
import { nodePlatform } from '../platform/node.ts';
import { byPart, checkNetwork, type CheckStep, reportPasses, tolerance, worseOf } from './index.ts';
import { Checker } from './checker.ts';
import { quickSpec } from './size.ts';
import { deviationOf } from './deviation.ts';
import facts from './pytorchLogits.json';
import { compareStored, findStored } from './stored.ts';
import { readStored, writeStored } from './storedForm.ts';

describe('a deviation', () => {
  it('is of the largest expected value, and knows where it is', () => {
    expect(deviationOf([1, 2, 3.5], [1, -4, 3])).toEqual({
      absolute: 6,
      relative: 1.5,
      at: 1,
      actual: 2,
      expected: -4,
    });
    expect(deviationOf([0, 0], [0, 0]).relative).toBe(0);
    expect(deviationOf([1e-9, 0], [0, 0]).relative).toBe(Number.POSITIVE_INFINITY);
  });
  it('is NaN where a value is not finite or missing', () => {
    expect(deviationOf([1, Number.NaN, 9], [1, 2, 3])).toMatchObject({ relative: Number.NaN, at: 1 });
    expect(deviationOf([1], [1, 2])).toMatchObject({ relative: Number.NaN, at: 1 });
  });
});

describe('the stored logits', () => {
  it('are those of the reference figures', () => {
    expect(facts).toEqual(writeStored(golden.networks));
    const read = readStored(facts);
    expect(read.length).toBeGreaterThan(80);
    const { logits16, top5, top6, l2 } = goldenNetwork('combo_B200_se');
    expect(read).toContainEqual({ net: expect.stringContaining('seresnet200'), logits16, top5, top6, l2 });
  });
  it('are found at any input size, and for no other network', async () => {
    const found = await findStored(parseSpec({ depth: 50, variant: 'D', inputHeight: 96, inputWidth: 64 }));
    expect(found?.figures.l2).toBe(goldenNetwork('resnet50d').l2);
    expect(found?.spec.inputHeight).toBe(224);
    expect(await findStored(parseSpec({ depth: 50, classes: 10 }))).toBeNull();
  });
  it('refuse other logits, another norm and another order', () => {
    const spec = parseSpec({ depth: 50 });
    const logits = Float32Array.from({ length: 20 }, (_, at) => at);
    const l2 = Math.sqrt(logits.reduce((sum, x) => sum + x * x, 0));
    const figures = {
      net: '',
      logits16: [...logits.slice(0, 16)],
      top5: [19, 18, 17, 16, 15],
      top6: [19, 18, 17, 16, 15, 14],
      l2,
    };
    const verdict = (patch: Partial<typeof figures>, values = logits) =>
      compareStored({ spec, figures: { ...figures, ...patch } }, values, tolerance);
    expect(verdict({})).toMatchObject({ ok: true, logits: 0, top5: true });
    expect(verdict({ l2: l2 * 1.001 })).toMatchObject({ ok: false, top5: true });
    expect(verdict({ top5: [18, 19, 17, 16, 15] })).toMatchObject({ ok: false, top5: false });
    expect(verdict({ top5: [18, 19, 17, 16, 15], top6: [19, 19, 17, 16, 15, 14] }).top5).toBe(true);
    expect(verdict({}, logits.with(3, 3.1)).ok).toBe(false);
    expect(verdict({}, logits.with(3, Number.NaN)).ok).toBe(false);
  });
});

describe('the size of a quick check', () => {
  const sides = (given: object): readonly number[] => {
    const { inputHeight, inputWidth } = quickSpec(parseSpec(given));
    return [inputHeight, inputWidth];
  };
  it('keeps the shape, and takes the nearest size that the network can', () => {
    expect(sides({ depth: 18, inputHeight: 96, inputWidth: 48 })).toEqual([64, 32]);
    expect(sides({ family: 'inception', version: 'v3', inputHeight: 299, inputWidth: 299 })).toEqual([
      75, 75,
    ]);
    const bn = { family: 'inception', inputHeight: 256, inputWidth: 192 };
    expect(() => parseSpec({ ...bn, inputHeight: 64, inputWidth: 48 })).toThrow();
    expect(parseSpec(quickSpec(parseSpec(bn)))).toBeTruthy();
  });
});

const small = parseSpec({
  block: 'bottleneck',
  depths: [1, 2, 1, 1],
  variant: 'D',
  attention: 'se',
  widthMultiplier: 0.25,
  classes: 20,
  inputHeight: 33,
  inputWidth: 40,
});

describe('a check on WASM', () => {
  const engine = new Engine(nodePlatform());
  const restores: (() => void)[] = [];
  beforeAll(async () => {
    expect((await engine.start('wasm')).active).toBe('wasm');
  }, 60_000);
  afterEach(() => {
    for (const restore of restores.splice(0)) restore();
  });
  afterAll(() => engine.dispose());

  const check = (spec: FamilySpec, signal = new AbortController().signal, onStep = (_: CheckStep) => {}) =>
    checkNetwork({ runtime: engine, checker: new Checker(), spec, signal, onStep });

  type Run = (given: unknown) => tf.TensorInfo | tf.TensorInfo[];
  /** A kernel of the backend gives what `wrong` makes of its answer. The backend has passed its own test by now. */
  function breakKernel(kernelName: string, wrong: (right: tf.TensorInfo, call: number) => void): void {
    const config = required(tf.getKernel(kernelName, 'wasm'), kernelName);
    const run = config.kernelFunc as unknown as Run;
    let calls = 0;
    const replace = (kernelFunc: Run): void => {
      tf.unregisterKernel(kernelName, 'wasm');
      tf.registerKernel({ ...config, kernelFunc: kernelFunc as unknown as tf.KernelFunc });
    };
    replace((given) => {
      const right = run(given);
      calls += 1;
      for (const one of [right].flat()) wrong(one, calls);
      return right;
    });
    restores.push(() => replace(run));
  }
  const valuesOf = (tensor: tf.TensorInfo): Float32Array =>
    (tf.backend() as unknown as { typedArrayFromHeap(of: tf.TensorInfo): Float32Array }).typedArrayFromHeap(
      tensor,
    );

  it('finds every layer right, says how far off, and leaves nothing behind', async () => {
    await check(small);
    const before = await engine.memory();
    const phases = new Set<string>();
    const report = await check(small, undefined, ({ phase, done, total }) => {
      phases.add(phase);
      expect(done).toBeLessThanOrEqual(total);
    });
    expect(report.first).toBeNull();
    expect(reportPasses(report)).toBe(true);
    expect(report.stored).toBeNull();
    expect(report.backend).toBe('wasm');
    expect(report.layers.map(({ node }) => node)).toEqual(
      buildGraph(small)
        .nodes.map(({ id }) => id)
        .slice(1),
    );
    expect(report.layers.every(({ alone }) => alone !== null)).toBe(true);
    const fused = report.layers.filter(({ inRun }) => inRun === null).map(({ node }) => node);
    expect(fused).toContain('stage1.block0.conv1');
    expect(worseOf(report.worst).relative).toBeGreaterThan(0);
    expect(worseOf(report.worst).relative).toBeLessThan(1e-5);
    expect([...phases]).toEqual(['device', 'reference']);
    expect(await engine.memory()).toEqual(before);
    expect(byPart(small, report.layers).map(({ part }) => part)).toEqual([
      'stem',
      'stage1',
      'stage2',
      'stage3',
      'stage4',
      'head',
    ]);
    expect(byPart(small, report.layers).flatMap(({ layers }) => layers)).toEqual(report.layers);
  });

  it('names the layer whose operation a backend gets wrong', async () => {
    breakKernel('MaxPool', (right) => {
      valuesOf(right)[3] = 7;
    });
    const report = await check(small);
    expect(report.first?.node).toBe('stem.pool');
    expect(reportPasses(report)).toBe(false);
    expect(worseOf(required(report.first, 'first'))).toMatchObject({ actual: 7 });
  });

  it('names a gate deep in the network, and a kernel that is off by a thousandth', async () => {
    breakKernel('Sigmoid', (right, call) => {
      // Gates of the fourth block, in both passes.
      if (call % 5 === 4) valuesOf(right)[0] = Number.NaN;
    });
    const { first } = await check(small);
    expect(first?.node).toBe('stage3.block0.attention.gate');
    expect(worseOf(required(first, 'first')).relative).toBeNaN();
    for (const restore of restores.splice(0)) restore();
    breakKernel('FusedConv2D', (right) => {
      const values = valuesOf(right);
      values.forEach((value, at) => {
        values[at] = value * 1.001;
      });
    });
    const report = await check(small);
    expect(report.first?.node).toBe('stem.conv1');
  });

  it('compares with PyTorch at the size of its figures', async () => {
    const report = await check(quickSpec(parseSpec({ depth: 18, inputHeight: 96, inputWidth: 48 })));
    expect([report.spec.inputHeight, report.spec.inputWidth]).toEqual([64, 32]);
    expect(report.first).toBeNull();
    expect(report.stored).toMatchObject({ ok: true, top5: true, spec: { inputHeight: 224 } });
    expect(report.stored?.logits).toBeLessThan(1e-5);
  });

  it('ends when it is cancelled, and goes on after a run of the page went before it', async () => {
    const controller = new AbortController();
    const cancelled = check(small, controller.signal, ({ done }) => {
      if (done > 5) controller.abort();
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });

    let asked: Promise<unknown> | null = null;
    const input = new Float32Array(3 * 33 * 40);
    const report = await check(small, undefined, ({ done }) => {
      if (done < 5 || asked) return;
      asked = engine.run(1, { spec: small, weights: { kind: 'seeded' }, input, keep: [] }, () => undefined);
    });
    expect(reportPasses(report)).toBe(true);
    await expect(required(asked, 'a run')).resolves.toMatchObject({ runId: 1 });
    // The run can still be looked at.
    await check(small);
    expect((await engine.inspect(1, 'stem.pool')).node).toBe('stem.pool');
  });

  it('refuses what would not fit into a page', async () => {
    const huge = parseSpec({ depth: 152, inputHeight: 2048, inputWidth: 2048 });
    await expect(check(huge)).rejects.toMatchObject({ key: 'check.error.tooLarge' });
  });
});
