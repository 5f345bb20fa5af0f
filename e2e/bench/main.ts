/** A page that runs a network on this project's runtime and on onnxruntime-web, one after the other. */
import { parseSpecText } from '../../src/arch/names/specText.ts';
import { onnxModel } from '../../src/export/onnx/index.ts';
import { patternImage } from '../../src/image/pattern.ts';
import { createRuntimeClient } from '../../src/runtime/client.ts';
import { relativeDeviation } from '../../src/runtime/reference.ts';
import { seededProvider } from '../../src/weights/weightSource.ts';

/** The library's own bundle, served as it was published; typed by what is used of it. */
interface OrtTensor {
  readonly data: Float32Array;
}
interface OrtSession {
  run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>;
  release(): Promise<void>;
}
interface Ort {
  readonly env: { readonly wasm: { numThreads: number; wasmPaths: string }; logLevel: string };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: { executionProviders: string[] }): Promise<OrtSession>;
  };
}

const client = createRuntimeClient();
let runs = 0;

export interface Comparison {
  /** Milliseconds of each timed run, alternating. */
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** Largest difference of the logits over the largest logit. */
  readonly deviation: number;
  readonly backend: string;
  readonly threads: number;
}

async function compare(
  text: string,
  backend: 'wasm' | 'webgpu',
  rounds: number,
  threads: number,
): Promise<Comparison> {
  const ort = (await import(/* @vite-ignore */ new URL('/ort/ort.all.min.mjs', location.href).href)) as Ort;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = new URL('/ort/', location.href).href;
  ort.env.logLevel = 'error';
  const { spec } = parseSpecText(text);
  const dims = [1, spec.inputChannels, spec.inputHeight, spec.inputWidth];
  const image = (): Float32Array => patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
  const state = await client.start(backend);
  if (state.active !== backend) throw new Error(`our runtime has no ${backend} here`);
  const { chunks, length } = await onnxModel(spec, { weights: seededProvider().get, fold: true });
  const model = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    model.set(chunk, at);
    at += chunk.byteLength;
  }
  const session = await ort.InferenceSession.create(model, { executionProviders: [backend] });
  const input = new ort.Tensor('float32', image(), dims);
  const ours: number[] = [];
  const theirs: number[] = [];
  let deviation = 0;
  // Two rounds to warm up: kernels are compiled, weights uploaded, memory grown.
  for (let round = -2; round < rounds; round += 1) {
    runs += 1;
    const request = { spec, weights: { kind: 'seeded' }, input: image(), keep: [] } as const;
    const result = await client.run(runs, request, () => undefined);
    const began = performance.now();
    const logits = (await session.run({ input }))['logits']?.data ?? new Float32Array();
    const took = performance.now() - began;
    if (round < 0) {
      deviation = relativeDeviation(result.logits, logits);
      continue;
    }
    ours.push(result.ms);
    theirs.push(took);
  }
  await session.release();
  return { ours, theirs, deviation, backend, threads };
}

declare global {
  var bench: { compare: typeof compare };
}

globalThis.bench = { compare };
