import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { golden, goldenNetwork } from '../../../fixtures/golden.ts';
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import { required } from '../../base/invariant.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import { foldBatchNorm } from '../../graph/passes/foldBatchNorm.ts';
import { fuse } from '../../graph/passes/fuse.ts';
import { nodeOf } from '../../graph/queries.ts';
import { patternImage } from '../../image/pattern.ts';
import { selfCheck } from '../../runtime/backends/selfCheck.ts';
import { Engine } from '../../runtime/engine.ts';
import { type NodeTensors, seededByNode } from '../../runtime/nodeTensors.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';
import { relativeDeviation, runReference } from '../../runtime/reference.ts';
import { type NamedTensor, tensorList } from '../../weights/names/index.ts';
import { seededTensor } from '../../weights/seeded.ts';
import type { Encoded } from './message.ts';
import { graphModel, onnxModel } from './index.ts';

const seeded = ({ name, shape, kind }: NamedTensor) => Promise.resolve(seededTensor(name, shape, kind));

function joined({ chunks, length }: Encoded): Uint8Array {
  const file = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.byteLength;
  }
  expect(at).toBe(length);
  return file;
}

/** The values of an answer that is there. */
const valuesOf = (value: ort.Tensor | undefined): number[] => [
  ...(required(value, 'an answer').data as Float32Array),
];

type Form = Readonly<Record<string, unknown>>;

async function logitsOf(form: Form, fold: boolean): Promise<number[]> {
  const spec = parseSpec(form);
  const session = await ort.InferenceSession.create(joined(await onnxModel(spec, { weights: seeded, fold })));
  const { inputChannels, inputHeight, inputWidth } = spec;
  const image = patternImage(inputChannels, inputHeight, inputWidth);
  const input = new ort.Tensor('float32', image, [1, inputChannels, inputHeight, inputWidth]);
  const { logits } = await session.run({ input });
  await session.release();
  return valuesOf(logits);
}

const small = { inputHeight: 65, inputWidth: 70, classes: 20, widthMultiplier: 0.25 };
const activations = ['relu', 'relu6', 'leakyRelu', 'elu', 'silu', 'hardSwish'];

/** Between them every value of every option that changes what is computed. */
const forms: readonly Form[] = [
  ...['A', 'B', 'C', 'D'].map((variant) => ({ depth: 26, variant, ...small })),
  { depth: 18, ...small, headPool: 'max' },
  { depth: 34, ...small, headPool: 'avgMax', stem: 'cifar', stemPool: 'none' },
  { depth: 14, ...small, attention: 'se', headPool: 'catAvgMax', stem: 'deepTiered' },
  { depth: 14, ...small, attention: 'eca', stemPool: 'conv', inputChannels: 1 },
  { depth: 14, ...small, attention: 'ese', cardinality: 8, baseWidth: 8 },
  { depth: 26, ...small, variant: 'D', outputStride: 8 },
  { depth: 26, ...small, shortcut: 'maxProjection', outputStride: 16 },
  { depth: 26, ...small, shortcutKernel: 3, reduceFirst: 2, reductionRounding: 'legacy', attention: 'se' },
  ...activations.map((activation) => ({ depth: 10, ...small, activation })),
];

describe('the ONNX model', () => {
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    await engine.start('wasm');
    return () => engine.dispose();
  });

  it.each(forms.map((form, index) => [JSON.stringify(form), index, form] as const))(
    'of %s gives our logits under onnxruntime',
    async (_name, index, form) => {
      const spec = parseSpec(form);
      const input = patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
      const request = { spec, weights: { kind: 'seeded' }, input, keep: [] } as const;
      const { logits } = await engine.run(index + 1, request, () => undefined);
      expect(relativeDeviation(await logitsOf(form, false), [...logits])).toBeLessThan(1e-4);
      expect(relativeDeviation(await logitsOf(form, true), [...logits])).toBeLessThan(1e-4);
    },
  );

  it('gives PyTorch’s logits of a whole ResNet-18', async () => {
    const { spec, logits16, top6 } = goldenNetwork('resnet18');
    const logits = await logitsOf(spec, true);
    const largest = Math.max(...top6.map(Math.abs));
    for (const [at, wanted] of logits16.entries()) {
      expect(Math.abs((logits[at] ?? Number.NaN) - wanted)).toBeLessThan(1e-4 * largest);
    }
  });

  it('says fused convolutions too, with their activation and what they add', async () => {
    const form = { depth: 14, attention: 'se', ...small };
    const source = buildGraph(parseSpec(form));
    const none = new Set<string>();
    const ability = { activations: new Set(['relu'] as const), addend: true };
    for (const folded of [foldBatchNorm(source, none), source]) {
      const fused = fuse(folded, none, ability);
      const model = joined(await graphModel(source, fused, 'fused', { weights: seeded }));
      const session = await ort.InferenceSession.create(model);
      const input = new ort.Tensor('float32', patternImage(3, 65, 70), [1, 3, 65, 70]);
      const { logits } = await session.run({ input });
      expect(relativeDeviation(valuesOf(logits), await logitsOf(form, false))).toBeLessThan(1e-4);
    }
  });

  it.each([false, true])('says every operation there is, norms folded: %s', async (fold) => {
    const { graph, input, tensors } = await selfCheck();
    const expected = required((await runReference(graph, tensors, input)).get(graph.output), 'logits');
    const weights = ({ node, role }: NamedTensor) => tensors.get(node, role);
    const lowered = fold ? foldBatchNorm(graph, new Set()) : graph;
    const model = joined(await graphModel(graph, lowered, 'every operation', { weights }));
    const session = await ort.InferenceSession.create(model);
    const image = new ort.Tensor('float32', input, nodeOf(graph, graph.input).shape);
    const { logits } = await session.run({ input: image });
    expect(relativeDeviation(valuesOf(logits), expected.values)).toBeLessThan(1e-5);
  });

  it.each([false, true])('keeps zeros apart from what reads them, ceil %s', async (ceil) => {
    const b = new GraphBuilder();
    const image = b.node('input', { shape: [1, 3, 9, 10] }, 'input', []);
    const below = b.node('batchNorm', { eps: 1e-5 }, 'below', [image]);
    const padding = { top: 1, bottom: 0, left: 0, right: 2 };
    const pool = { kernel: 3, stride: 2, padding, ceil, padValue: 'zero' } as const;
    const pooled = b.node('maxPool', pool, 'pool', [below]);
    const wide = b.node('padChannels', { before: 2, after: 1 }, 'wide', [pooled]);
    const conv = {
      out: 4,
      kernel: [3, 3],
      stride: 1,
      padding: pad(1),
      dilation: 1,
      groups: 1,
      bias: true,
      standardize: 0.1,
    } as const;
    const output = b.node('conv2d', conv, 'conv', [wide]);
    const graph = b.finish(image, output, 'timmResnet');
    const seededTensors = seededByNode(graph);
    const tensors: NodeTensors = {
      ...seededTensors,
      get: async (node, role) => {
        const values = await seededTensors.get(node, role);
        return node === below && role === 'bias' ? values.map(() => -3) : values;
      },
    };
    const input = patternImage(3, 9, 10);
    const expected = required((await runReference(graph, tensors, input)).get(output), 'output').values;
    const weights = ({ node, role }: NamedTensor) => tensors.get(node, role);
    const session = await ort.InferenceSession.create(
      joined(await graphModel(graph, graph, 'zeros', { weights })),
    );
    const { logits } = await session.run({ input: new ort.Tensor('float32', input, [1, 3, 9, 10]) });
    expect(relativeDeviation(valuesOf(logits), expected)).toBeLessThan(1e-6);
  });

  it('takes several images at once', async () => {
    const spec = parseSpec({ depth: 14, attention: 'eca', headPool: 'catAvgMax', ...small });
    const session = await ort.InferenceSession.create(
      joined(await onnxModel(spec, { weights: seeded, fold: true })),
    );
    const one = patternImage(3, 65, 70);
    const two = Float32Array.from([...one, ...one.map((value) => -value)]);
    const { logits } = await session.run({ input: new ort.Tensor('float32', two, [2, 3, 65, 70]) });
    expect(logits?.dims).toEqual([2, 20]);
    const alone = await session.run({ input: new ort.Tensor('float32', one, [1, 3, 65, 70]) });
    const first = valuesOf(logits).slice(0, 20);
    expect(relativeDeviation(first, valuesOf(alone['logits']))).toBeLessThan(1e-5);
  });

  it('without weights asks for them under their names in the checkpoint', async () => {
    const spec = parseSpec({ depth: 10, ...small });
    const bytes = joined(await onnxModel(spec, { weights: null, fold: false }));
    expect(bytes.length).toBeLessThan(40_000);
    const session = await ort.InferenceSession.create(bytes);
    const tensors = tensorList(buildGraph(spec));
    expect([...session.inputNames].sort()).toEqual(['input', ...tensors.map(({ name }) => name)].sort());
    const feeds: Record<string, ort.Tensor> = {
      input: new ort.Tensor('float32', patternImage(3, 65, 70), [1, 3, 65, 70]),
    };
    for (const entry of tensors)
      feeds[entry.name] = new ort.Tensor('float32', await seeded(entry), [...entry.shape]);
    const { logits } = await session.run(feeds);
    const wanted = await logitsOf({ depth: 10, ...small }, false);
    expect(relativeDeviation(valuesOf(logits), wanted)).toBeLessThan(1e-5);
  });

  it('can be stopped between two tensors', async () => {
    const spec = parseSpec({ depth: 10, ...small });
    const onTensor = (done: number) => {
      if (done === 5) throw new Error('enough');
    };
    await expect(onnxModel(spec, { weights: seeded, fold: true, onTensor })).rejects.toThrow('enough');
  });

  it('can be written for every reference network', async () => {
    for (const { spec } of golden.networks) {
      const { length } = await onnxModel(parseSpec(spec), { weights: null, fold: true });
      expect(length).toBeGreaterThan(1000);
    }
  });
});
