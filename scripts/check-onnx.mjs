/**
 * Runs the exported ONNX model of named networks at full size under onnxruntime-web and compares the logits with this
 * project’s own runtime: seeded weights, the test pattern, both on WASM. Exits with 1 where they differ by more than
 * 1e-4 of the largest logit. A network that is too large for the memory of one of the two is named and left out.
 *
 *   node scripts/check-onnx.mjs [name …] [--size 224]     (default: ResNets of timm, each at its own size)
 */
import { parseArgs } from 'node:util';
import { register } from 'tsx/esm/api';
import { ensureDependencies } from './setup.mjs';

ensureDependencies();
register();
const from = (path) => import(new URL(`../src/${path}`, import.meta.url).href);
const [
  timm,
  { parseName },
  { parseSpec },
  { onnxModel },
  { patternImage },
  { Engine },
  platform,
  { relativeDeviation },
  seeded,
  ort,
] = await Promise.all([
  from('arch/names/timm.ts'),
  from('arch/names/registry.ts'),
  from('arch/spec.ts'),
  from('export/onnx/index.ts'),
  from('image/pattern.ts'),
  from('runtime/engine.ts'),
  from('runtime/platform/node.ts'),
  from('runtime/reference.ts'),
  from('weights/seeded.ts'),
  import('onnxruntime-web'),
]);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string' } },
});
const names = positionals.length > 0 ? positionals : timm.registeredNames();
const limit = 1e-4;
const weights = ({ name, shape, kind }) => Promise.resolve(seeded.seededTensor(name, shape, kind));

ort.env.logLevel = 'error';
const engine = new Engine(platform.nodePlatform());
await engine.start('wasm');
let [worst, failed, leftOut] = [0, 0, 0];
for (const [at, name] of names.entries()) {
  const named = parseName(name);
  const side = Number(values.size ?? named.inputHeight);
  const spec = parseSpec({ ...named, inputHeight: side, inputWidth: side });
  const input = patternImage(3, side, side);
  try {
    const request = { spec, weights: { kind: 'seeded' }, input: input.slice(), keep: [] };
    const { logits } = await engine.run(at + 1, request, () => undefined);
    const { chunks } = await onnxModel(spec, { weights, fold: false });
    const session = await ort.InferenceSession.create(new Uint8Array(Buffer.concat(chunks)));
    const answer = await session.run({ input: new ort.Tensor('float32', input, [1, 3, side, side]) });
    await session.release();
    const off = relativeDeviation([...answer.logits.data], [...logits]);
    worst = Math.max(worst, off);
    if (!(off <= limit)) failed += 1;
    console.log(`${off <= limit ? '  ok ' : 'WRONG'} ${name.padEnd(26)} ${off.toExponential(1)}`);
  } catch (error) {
    leftOut += 1;
    console.log(
      ` left ${name.padEnd(26)} ${String(error.message ?? error)
        .split('\n')[0]
        .slice(0, 120)}`,
    );
  }
}
await engine.dispose();
console.log(
  `${names.length - leftOut} networks, largest difference ${worst.toExponential(1)} of the largest logit; ${failed} wrong, ${leftOut} left out`,
);
process.exit(failed > 0 ? 1 : 0);
