/**
 * Every network that has a name, as ONNX and on our own runtime, which knows nothing of each other: small, so that all
 * of them take seconds. Whole ones are for `scripts/check-onnx.mjs`.
 */
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyName, everyNarrowed } from '../../../fixtures/narrowed.ts';
import { allFamilies } from '../../arch/families/index.ts';
import { required } from '../../base/invariant.ts';
import { patternImage } from '../../image/pattern.ts';
import { Engine } from '../../runtime/engine.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';
import { relativeDeviation } from '../../runtime/reference.ts';
import type { NamedTensor } from '../../weights/names/index.ts';
import { seededTensor } from '../../weights/seeded.ts';
import { onnxModel } from './index.ts';

/** The values of one network, drawn once for both of its models, which do not write to them. */
function seededOnce(): (tensor: NamedTensor) => Promise<Float32Array<ArrayBuffer>> {
  const drawn = new Map<string, Float32Array<ArrayBuffer>>();
  return ({ name, shape, kind }) => {
    const values = drawn.get(name) ?? seededTensor(name, shape, kind);
    drawn.set(name, values);
    return Promise.resolve(values);
  };
}

describe('the ONNX model of every named network', () => {
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    await engine.start('wasm');
    return () => engine.dispose();
  });

  it('is looked at for every name of every family', () => {
    const all = everyNarrowed();
    expect(all.flatMap(({ names }) => names).toSorted()).toEqual([...everyName].toSorted());
    const covered = new Set(all.map(({ spec }) => spec.family));
    expect([...covered].toSorted()).toEqual(allFamilies.map(({ id }) => id).toSorted());
    expect(all.length).toBeGreaterThan(100);
  });

  it.each(everyNarrowed().map(({ spec, names }, index) => [names.join(', '), index, spec] as const))(
    'gives our logits: %s',
    async (_names, index, spec) => {
      const { inputChannels, inputHeight, inputWidth } = spec;
      const input = patternImage(inputChannels, inputHeight, inputWidth);
      const request = { spec, weights: { kind: 'seeded' }, input: input.slice(), keep: [] } as const;
      const { logits } = await engine.run(index, request, () => undefined);
      expect(logits.every(Number.isFinite)).toBe(true);
      const weights = seededOnce();
      for (const fold of [false, true]) {
        const { chunks } = await onnxModel(spec, { weights, fold });
        const session = await ort.InferenceSession.create(new Uint8Array(Buffer.concat(chunks)));
        const shape = [1, inputChannels, inputHeight, inputWidth];
        const answer = await session.run({ input: new ort.Tensor('float32', input.slice(), shape) });
        await session.release();
        const theirs = required(answer['logits'], 'an answer').data as Float32Array;
        expect(theirs.every(Number.isFinite)).toBe(true);
        expect(relativeDeviation([...theirs], [...logits])).toBeLessThan(1e-4);
      }
    },
  );
});
