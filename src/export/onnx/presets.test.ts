/** The networks that have a name, as ONNX: ResNets narrow and short, so that all of them take seconds. */
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatSpecText } from '../../arch/names/specText.ts';
import { buildGraph } from '../../arch/build.ts';
import { allFamilies } from '../../arch/families/index.ts';
import { parseName } from '../../arch/names/registry.ts';
import { editSpec, parseSpec } from '../../arch/spec.ts';
import type { FamilySpec, ResNetSpec } from '../../arch/types.ts';
import { required } from '../../base/invariant.ts';
import { patternImage } from '../../image/pattern.ts';
import { Engine } from '../../runtime/engine.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';
import { relativeDeviation } from '../../runtime/reference.ts';
import type { NamedTensor } from '../../weights/names/index.ts';
import { seededTensor } from '../../weights/seeded.ts';
import { onnxModel } from './index.ts';

const seeded = ({ name, shape, kind }: NamedTensor) => Promise.resolve(seededTensor(name, shape, kind));

/**
 * A ResNet with at most two blocks a stage: the first one strides, all others are alike. Its channels stay whole groups.
 * What is left of the name is its structure.
 */
function shortened(named: ResNetSpec): FamilySpec {
  const [a, b, c, d] = named.depths;
  return parseSpec({
    ...named,
    depths: [a, b, c, d].map((depth) => Math.min(2, depth)),
    // A first convolution that is narrower still must be divided into the same groups.
    widthMultiplier: named.norm === 'group' || named.reduceFirst > 1 ? 0.5 : 0.25,
    classes: 12,
    // A network that averages where others stride refuses odd maps.
    ...(named.antiAlias === 'avg'
      ? { inputHeight: 32, inputWidth: 64 }
      : { inputHeight: 33, inputWidth: 40 }),
  });
}

/** Networks of the other families have widths of their own: the largest of each are left to `check-onnx.mjs`. */
const mostParams = 13e6;
const paramsOf = (spec: FamilySpec): number =>
  buildGraph(spec).nodes.reduce((sum, { params }) => sum + params, 0);

function small(named: FamilySpec): FamilySpec | null {
  if (named.family === 'resnet') return shortened(named);
  // Where a family counts its blocks by stage, one of each will do.
  if (paramsOf(named) > mostParams && 'depths' in named) {
    const once = editSpec(named, { depths: named.depths.map(() => 1) }).spec;
    if (paramsOf(once) < mostParams) return small(once);
  }
  if (paramsOf(named) > mostParams) return null;
  // A network that was made for small pictures keeps its input; the others take the least that all of them can.
  const side = Math.min(named.inputHeight, 64);
  return parseSpec({ ...named, inputHeight: side, inputWidth: side });
}

const names = allFamilies.flatMap(({ names: { registered, presets } }) => [
  ...new Set([...registered, ...presets.map(({ name }) => name)]),
]);
const groups = new Map<string, { readonly spec: FamilySpec; readonly names: string[] }>();
const tooLarge: string[] = [];
for (const name of names) {
  const spec = small(parseName(name));
  if (spec === null) {
    tooLarge.push(name);
    continue;
  }
  const key = formatSpecText(spec);
  const group = groups.get(key) ?? { spec, names: [] };
  group.names.push(name);
  groups.set(key, group);
}

describe('the ONNX model of every named network', () => {
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    await engine.start('wasm');
    return () => engine.dispose();
  });

  it('is looked at for a network of every family', () => {
    // Every family has a network that is small enough, by itself or made so.
    const covered = new Set([...groups.values()].map(({ spec }) => spec.family));
    expect([...covered].toSorted()).toEqual(allFamilies.map(({ id }) => id).toSorted());
    expect(groups.size).toBeGreaterThan(30);
    // None of the ResNets is left out, for they were made small.
    expect(tooLarge.every((name) => parseName(name).family !== 'resnet')).toBe(true);
  });

  it.each([...groups.values()].map(({ spec, names }, index) => [names.join(', '), index, spec] as const))(
    'gives our logits: %s',
    async (_names, index, spec) => {
      const { inputChannels, inputHeight, inputWidth } = spec;
      const input = patternImage(inputChannels, inputHeight, inputWidth);
      for (const fold of [false, true]) {
        const { chunks } = await onnxModel(spec, { weights: seeded, fold });
        const session = await ort.InferenceSession.create(new Uint8Array(Buffer.concat(chunks)));
        const shape = [1, inputChannels, inputHeight, inputWidth];
        const answer = await session.run({ input: new ort.Tensor('float32', input.slice(), shape) });
        await session.release();
        const request = { spec, weights: { kind: 'seeded' }, input: input.slice(), keep: [] } as const;
        const { logits } = await engine.run(2 * index + Number(fold) + 1, request, () => undefined);
        const theirs = required(answer['logits'], 'an answer').data as Float32Array;
        expect(theirs.every(Number.isFinite)).toBe(true);
        expect(relativeDeviation([...theirs], [...logits])).toBeLessThan(1e-4);
      }
    },
  );
});
