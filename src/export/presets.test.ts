/** What every offered network is written as, without weights: quick enough for the largest of them too. */
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyName } from '../../fixtures/narrowed.ts';
import { buildGraph } from '../arch/build.ts';
import { allFamilies } from '../arch/families/index.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { graphTotals, nodeOf } from '../graph/queries.ts';
import { tensorList } from '../weights/names/index.ts';
import { layersCsv } from './csv.ts';
import { onnxModel } from './onnx/index.ts';
import { pytorchModule } from './pytorch/index.ts';

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
});

const odd = /undefined|null|NaN|\[object/;

it.each(everyName)('%s is written as PyTorch and CSV', (name) => {
  const { spec } = parseSpecText(name);
  const graph = buildGraph(spec);
  const module = pytorchModule(spec);
  expect(module.replaceAll(',', '')).toContain(`${graphTotals(graph).params} parameters`);
  for (const leaf of new Set(tensorList(graph).map((tensor) => tensor.name.split('.').at(-2) ?? ''))) {
    // Numbered modules stand in a sequence, by place.
    if (/^\d+$/.test(leaf)) continue;
    const ways = [`self.${leaf} = `, `('${leaf}', `, `['${leaf}'] = `];
    expect(
      ways.some((way) => module.includes(way)),
      leaf,
    ).toBe(true);
  }
  expect(module).not.toMatch(odd);
  const csv = layersCsv(graph);
  expect(csv.trim().split('\n').length).toBeGreaterThan(10);
  expect(csv).not.toMatch(odd);
});

describe.each(allFamilies)('family $id', ({ names }) => {
  it.each(names.presets.map(({ name }) => name))('%s is written as ONNX', async (name) => {
    const { spec } = parseSpecText(name);
    const graph = buildGraph(spec);
    const { chunks } = await onnxModel(spec, { weights: null, fold: false });
    const session = await ort.InferenceSession.create(new Uint8Array(Buffer.concat(chunks)));
    const inputs = ['input', ...tensorList(graph).map((tensor) => tensor.name)];
    expect([...session.inputNames].sort()).toEqual(inputs.sort());
    const [output] = session.outputMetadata;
    expect(output?.isTensor && output.shape.slice(1)).toEqual(nodeOf(graph, graph.output).shape.slice(1));
    await session.release();
    expect((await onnxModel(spec, { weights: null, fold: true })).length).toBeGreaterThan(1000);
  });
});
