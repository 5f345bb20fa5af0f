import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { editSpec, parseSpec, sameSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { patternImage } from '../image/pattern.ts';
import { seededProvider } from '../weights/weightSource.ts';
import type { RunProgress, RunRequest, RuntimeState } from './contract.ts';
import { Engine } from './engine.ts';
import { BackendError, RunSuperseded } from './errors.ts';
import { providedTensors } from './nodeTensors.ts';
import { nodePlatform } from './platform/node.ts';
import { relativeDeviation, runReference } from './reference.ts';

const tiny = parseSpec({
  block: 'basic',
  depths: [1, 1, 1, 1],
  widthMultiplier: 0.125,
  classes: 10,
  inputHeight: 32,
  inputWidth: 32,
});
const silent = (): void => undefined;

function request(spec: FamilySpec, keep: readonly string[] = []): RunRequest {
  const { inputChannels, inputHeight, inputWidth } = spec;
  const input = patternImage(inputChannels, inputHeight, inputWidth);
  return { spec, weights: { kind: 'seeded' }, input, keep };
}

/** `count` specifications, each a few options away from the one before. */
function edits(count: number): FamilySpec[] {
  const made: FamilySpec[] = [];
  const options = {
    attention: ['none', 'se', 'eca', 'ese'],
    activation: ['relu', 'silu', 'hardSwish', 'leakyRelu'],
    stem: ['cifar', 'deep', 'conv7'],
    shortcut: ['projection', 'avgProjection', 'maxProjection'],
    headPool: ['avg', 'catAvgMax'],
    outputStride: [32, 16],
  };
  for (let index = 0; made.length < count; index += 1) {
    let rest = index;
    const patch: Record<string, unknown> = {};
    for (const [option, values] of Object.entries(options)) {
      patch[option] = values[rest % values.length];
      rest = Math.floor(rest / values.length);
    }
    made.push(editSpec(tiny, patch).spec);
  }
  return made;
}

describe('the engine on WASM', () => {
  const states: RuntimeState[] = [];
  const engine = new Engine(nodePlatform(), (state) => states.push(state));
  let runs = 0;
  const run = (wanted: RunRequest, onProgress: (progress: RunProgress) => void = silent) => {
    runs += 1;
    return engine.run(runs, wanted, onProgress);
  };

  beforeAll(async () => {
    const state = await engine.start(null);
    expect(state).toMatchObject({ status: 'ready', active: 'wasm' });
  });
  afterAll(() => engine.dispose());

  it('reports what it knows of every backend, and tells those who listen', async () => {
    const state = await engine.state();
    const wasm = required(
      state.backends.find(({ id }) => id === 'wasm'),
      'wasm',
    );
    expect(wasm.deviation).toBeLessThan(1e-5);
    expect(wasm.probeMs).toBeGreaterThan(0);
    expect(state.backends.map(({ id, status }) => [id, status])).toContainEqual(['webgl', 'unavailable']);
    expect(states.at(-1)).toEqual(state);
  });

  it('gives logits, thumbnails, times and progress', async () => {
    const phases = new Set<string>();
    const result = await run(request(tiny), ({ phase }) => phases.add(phase));
    expect(result.backend).toBe('wasm');
    expect(result.logits).toHaveLength(10);
    expect(result.ms).toBeGreaterThan(0);
    expect(result.thumbnails.map(({ node, width, height }) => [node, width, height])).toEqual([
      ['stage1.block0.act', 8, 8],
      ['stage2.block0.act', 4, 4],
      ['stage3.block0.act', 2, 2],
      ['stage4.block0.act', 1, 1],
    ]);
    expect([...phases]).toEqual(['compile', 'weights', 'layers']);
  });

  it('reads any node, also one that was folded away, as the reference has it', async () => {
    const graph = buildGraph(tiny);
    const tensors = providedTensors(graph, seededProvider());
    const wanted = request(tiny, ['stage2.block0.norm1']);
    const expected = await runReference(graph, tensors, wanted.input);
    await run(wanted);
    const { tensors: before } = await engine.memory();
    for (const { id, shape } of graph.nodes) {
      const reading = await engine.inspect(runs, id);
      expect(reading.shape).toEqual(shape);
      const { values } = required(expected.get(id), id);
      expect([id, relativeDeviation(reading.values, values) < 1e-5]).toEqual([id, true]);
    }
    expect((await engine.memory()).tensors).toBe(before);
  });

  it('leaves as many tensors after 500 edits as before them', async () => {
    await run(request(tiny));
    const before = await engine.memory();
    const all = edits(500);
    let kept = 0;
    for (const spec of all) {
      await run(request(spec));
      kept = Math.max(kept, (await engine.memory()).tensors);
    }
    await run(request(tiny));
    expect(await engine.memory()).toEqual(before);
    expect(kept).toBeLessThan(before.tensors * 3);
    expect(all.some((spec) => !sameSpec(spec, tiny))).toBe(true);
  });

  it('leaves no tensors of runs that were superseded', async () => {
    await run(request(tiny));
    const before = await engine.memory();
    const burst = edits(40).map((spec) => run(request(spec)).catch((error: unknown) => error));
    const last = run(request(tiny));
    const outcomes = await Promise.all(burst);
    await last;
    expect(outcomes.every((outcome) => outcome instanceof RunSuperseded)).toBe(true);
    expect(await engine.memory()).toEqual(before);
  });

  it('stops a run in the middle when a newer one comes', async () => {
    const large = parseSpec({ depth: 50, inputHeight: 96, inputWidth: 96 });
    let newer: Promise<unknown> | undefined;
    let at = 0;
    const older = run(request(large), ({ phase, done }) => {
      if (phase !== 'layers' || done < 3 || newer) return;
      at = done;
      newer = run(request(tiny));
    });
    await expect(older).rejects.toBeInstanceOf(RunSuperseded);
    expect(at).toBeGreaterThan(0);
    await newer;
    await expect(engine.inspect(runs - 1, 'head.fc')).rejects.toBeInstanceOf(RunSuperseded);
  });

  it('stops a run that is cancelled', async () => {
    const id = runs + 1;
    const cancelled = run(request(tiny), () => void engine.cancel(id));
    await expect(cancelled).rejects.toBeInstanceOf(RunSuperseded);
    await expect(run(request(tiny))).resolves.toMatchObject({ runId: id + 1 });
  });

  it('makes only the weights that an edit changed', async () => {
    const deep = parseSpec({ depth: 50, inputHeight: 32, inputWidth: 32 });
    await run(request(deep));
    let made = 0;
    const count = ({ phase, total }: RunProgress): void => {
      if (phase === 'weights') made = total;
    };
    await run(request(deep), count);
    expect(made).toBe(0);
    await run(request(editSpec(deep, { attention: 'eca' }).spec), count);
    expect(made).toBe(16);
    await run(
      request(editSpec(deep, { attention: 'eca', inputHeight: 64, outputStride: 16 }).spec),
      (progress) => {
        if (progress.phase === 'weights') throw new Error('nothing was to be made');
      },
    );
  });

  it('counts what is not finite instead of hiding it', async () => {
    const wanted = request(tiny);
    wanted.input[5] = Number.NaN;
    const { logits } = await run(wanted);
    expect([...logits].some((value) => !Number.isFinite(value))).toBe(true);
    for (const id of ['stem.conv', 'stem.act', 'stage1.block0.act1', 'stage1.block0.act', 'head.pool']) {
      const { figures } = await engine.inspect(runs, id);
      expect([id, figures.notFinite > 0]).toEqual([id, true]);
    }
  });

  it('refuses an input of another size and a node that is not there', async () => {
    await expect(run({ ...request(tiny), input: new Float32Array(3) })).rejects.toMatchObject({
      key: 'run.error.inputSize',
    });
    await run(request(tiny));
    await expect(engine.inspect(runs, 'stage9')).rejects.toMatchObject({ key: 'run.error.noNode' });
  });

  it('reads stored tensors as they are loaded', async () => {
    const readings = await engine.tensors(tiny, { kind: 'seeded' }, 'stem.norm');
    expect(readings.map(({ name, shape }) => [name, shape])).toEqual([
      ['bn1.weight', [64]],
      ['bn1.bias', [64]],
      ['bn1.running_mean', [64]],
      ['bn1.running_var', [64]],
    ]);
    expect(readings[0]?.values[0]).toBe(1.1136114597320557);
  });

  it('keeps working after it ran out of memory, and says so', async () => {
    await run(request(tiny));
    const restore = breakKernel('Add', 'Aborted(OOM)', 1);
    const { why } = await engine.state();
    await expect(run(request(tiny))).rejects.toMatchObject({
      key: 'run.error.memory',
      backend: 'wasm',
      message: expect.stringMatching(/^WASM ran out of memory at layer1\.0\.\w+\./),
    });
    restore();
    expect(await engine.state()).toMatchObject({
      active: 'wasm',
      why: { key: 'run.why.restarted', values: { lost: 'WASM' } },
    });
    expect((await run(request(tiny))).logits).toHaveLength(10);
    expect((await engine.state()).why).toEqual(why);
  });

  it('refuses at once what cannot fit, and makes nothing for it', async () => {
    await run(request(tiny));
    const before = await engine.memory();
    const state = await engine.state();
    const huge = parseSpec({
      depth: 50,
      widthMultiplier: 8,
      baseWidth: 1024,
      inputHeight: 32,
      inputWidth: 32,
    });
    const phases = new Set<string>();
    const running = run(request(huge), ({ phase }) => phases.add(phase));
    await expect(running).rejects.toMatchObject({ key: 'run.error.tooLarge.wasm', op: null });
    expect(phases).toEqual(new Set(['compile']));
    expect(await engine.memory()).toEqual(before);
    expect(await engine.state()).toEqual(state);
  });

  it('moves to another backend when the present one breaks, and finishes there', async () => {
    const before = await run(request(tiny));
    const restore = breakKernel('Add', 'the device was lost');
    const after = await run(request(tiny));
    restore();
    expect(after.backend).toBe('cpu');
    expect(relativeDeviation(after.logits, before.logits)).toBeLessThan(1e-5);
    const state = await engine.state();
    expect(state).toMatchObject({ active: 'cpu', why: { key: 'run.why.lost', values: { lost: 'WASM' } } });
    expect(state.backends.find(({ id }) => id === 'wasm')?.status).toBe('failed');
    expect((await engine.inspect(runs, 'stem.conv')).shape).toEqual([1, 64, 16, 16]);
  });
});

/** Makes a kernel of the WASM backend fail so many times with `message`; returns what mends it. */
function breakKernel(name: string, message: string, times = Number.POSITIVE_INFINITY): () => void {
  const kernel = tf.getKernel(name, 'wasm');
  let failures = 0;
  const replace = (config: typeof kernel): void => {
    tf.unregisterKernel(name, 'wasm');
    tf.registerKernel(config);
  };
  replace({
    ...kernel,
    kernelFunc: (given) => {
      failures += 1;
      if (failures > times) return kernel.kernelFunc(given);
      throw new Error(message);
    },
  });
  return () => replace(kernel);
}

it('says that it was not started', async () => {
  const engine = new Engine(nodePlatform());
  await expect(engine.run(1, request(tiny), silent)).rejects.toBeInstanceOf(BackendError);
});
