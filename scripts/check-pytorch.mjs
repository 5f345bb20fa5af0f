/**
 * Runs exported PyTorch modules under a real PyTorch with the seeded weights and compares the logits with the reference
 * figures in fixtures/golden.json.gz, and with this project’s own engine for networks that are not among them; then
 * trains a few steps of an exported training project. Skips with a message where Python has no torch.
 *
 *   node scripts/check-pytorch.mjs [name …]
 *   node scripts/check-pytorch.mjs --every     every named network of every family instead, made small
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { register } from 'tsx/esm/api';
import { pythonWithTorch } from './python.mjs';
import { ensureDependencies } from './setup.mjs';

ensureDependencies();
const python = pythonWithTorch();
if (python === null) {
  console.log('skipped: no Python with torch was found (set PYTHON to one, or install python3-torch)');
  process.exit(0);
}
register();
const from = (path) => import(new URL(`../${path}`, import.meta.url).href);
const [
  { golden },
  { parseSpec },
  { buildGraph },
  { graphModule, pytorchModule },
  names,
  seeded,
  { writeSafetensors },
  pattern,
] = await Promise.all([
  from('fixtures/golden.ts'),
  from('src/arch/spec.ts'),
  from('src/arch/build.ts'),
  from('src/export/pytorch/index.ts'),
  from('src/weights/names/index.ts'),
  from('src/weights/seeded.ts'),
  from('src/weights/safetensorsWrite.ts'),
  from('src/image/pattern.ts'),
]);

/** Networks of the reference figures that between them have every option. */
const wanted = [
  'resnet18',
  'resnet50',
  'resnet50a',
  'resnet50c',
  'resnet50d',
  'resnet50s',
  'resnet34d',
  'seresnet50',
  'ecaresnet50d',
  'resnext50_32x4d',
  'wide_resnet50_2',
  'resnet50d_maxshortcut',
  'resnet14t',
  'resnetrs50',
  'shufflenet_v1_g3_x1_0_se',
  'shufflenet_v2_x1_0_res',
  'shufflenet_v2_x1_0_se',
  'skresnet18',
  'resnest14d',
  'resnest50d_1s4x24d',
  'res2net50d',
  'resnetblur18',
  'seresnetaa50d',
  'resnet14_se_3x3',
  'resnet14_se_identity',
  'resnet14_se_post',
  'combo_D26_ceca',
  'resnet50_gn',
  'plain18',
  'resnet18_optA',
  'resnetv2_18',
  'resnetv2_50t',
  'resnetv2_50x1_bit',
  'cifar_resnet20_A',
  'cifar_v2order_bn_after_20',
  'cifar_v2order_relu_only_20',
  'cifar_v2order_full_20',
  'cifar_stochdepth_20_test',
  'wrn_16_4',
  'inception_v3',
  'inception_v4',
];
/** And what is wanted of each kind below: the first network whose specification says so. */
const kinds = [
  (spec) => spec.outputStride === 8,
  (spec) => spec.outputStride === 16,
  (spec) => spec.attention === 'ese',
  (spec) => spec.inputChannels === 1,
  (spec) => spec.headPool === 'max',
  (spec) => spec.headPool === 'avgMax',
  (spec) => spec.headPool === 'catAvgMax',
  (spec) => spec.activation && spec.activation !== 'relu',
  (spec) => spec.shortcutKernel === 3,
];
const every = process.argv[2] === '--every';
const chosen = new Set(process.argv.slice(2).length > 0 ? process.argv.slice(2) : wanted);
if (process.argv.length === 2) {
  for (const kind of kinds) chosen.add(golden.networks.find(({ spec }) => kind(spec))?.name);
}
const networks = golden.networks
  .filter(({ name }) => chosen.has(name))
  .map(({ name, spec, logits16, top6 }) => ({ name, spec: parseSpec(spec), logits16, top6 }));

/** Networks without reference figures: the engine of this project is the other side. */
const own =
  process.argv.length > 2
    ? []
    : [
        { depth: 34, stem: 'cifar', stemPool: 'none', inputHeight: 32, inputWidth: 32, classes: 10 },
        {
          depth: 26,
          variant: 'D',
          shortcut: 'maxProjection',
          outputStride: 8,
          inputHeight: 97,
          inputWidth: 131,
        },
        {
          depth: 14,
          variant: 'A',
          attention: 'se',
          cardinality: 8,
          baseWidth: 8,
          headPool: 'catAvgMax',
          inputChannels: 4,
        },
        { family: 'inception', version: 'v4', attention: 'se', inputHeight: 96, inputWidth: 75 },
        { family: 'fusenet', builtFor: 'imageNet', width: 16, inputHeight: 64, inputWidth: 64 },
      ];
const forms = own.map((form, index) => ({ name: `engine${index}`, spec: parseSpec(form) }));
if (every) {
  const { everyNarrowed } = await from('fixtures/narrowed.ts');
  for (const {
    names: [name],
    spec,
  } of everyNarrowed())
    forms.push({ name, spec });
}
if (forms.length > 0) {
  const [{ Engine }, { nodePlatform }] = await Promise.all([
    from('src/runtime/engine.ts'),
    from('src/runtime/platform/node.ts'),
  ]);
  const engine = new Engine(nodePlatform());
  await engine.start('wasm');
  for (const [index, { name, spec }] of forms.entries()) {
    const input = pattern.patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
    const run = { spec, weights: { kind: 'seeded' }, input, keep: [] };
    const { logits } = await engine.run(index, run, () => undefined);
    networks.push({ name, spec, logits16: [...logits.slice(0, 16)], top6: [...logits] });
  }
  await engine.dispose();
  if (!every) networks.push(await everyOperation());
}

/** The network of the backends' self-check, against arithmetic in double precision. */
async function everyOperation() {
  const [{ selfCheck }, { runReference }, { providedTensors }, { seededProvider }] = await Promise.all([
    from('src/runtime/backends/selfCheck.ts'),
    from('src/runtime/reference.ts'),
    from('src/runtime/nodeTensors.ts'),
    from('src/weights/weightSource.ts'),
  ]);
  const { graph: given, input } = await selfCheck();
  // PyTorch cannot leave padding of unequal sides out of a mean.
  const counting = ({ op, attrs }) => op === 'avgPool' && attrs.padding.top !== attrs.padding.bottom;
  const graph = {
    ...given,
    nodes: given.nodes.map((node) =>
      counting(node) ? { ...node, attrs: { ...node.attrs, countPadding: true } } : node,
    ),
  };
  const values = await runReference(graph, providedTensors(graph, seededProvider()), input);
  const logits = [...values.get(graph.output).values];
  return { name: 'every operation', graph, logits16: logits.slice(0, 16), top6: logits };
}

const folder = mkdtempSync(join(tmpdir(), 'check-pytorch-'));
const runner = `
import importlib.util, json, math, struct, sys
import numpy as np
import torch

def tensors(path):
    data = open(path, 'rb').read()
    size, = struct.unpack('<Q', data[:8])
    for name, entry in json.loads(data[8:8 + size]).items():
        begin, end = entry['data_offsets']
        values = np.frombuffer(data[8 + size + begin:8 + size + end], dtype='<f4').copy()
        yield name, torch.from_numpy(values).reshape(entry['shape'])

def logits(folder, shape):
    spec = importlib.util.spec_from_file_location('network', folder + '/network.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = module.create_model().eval()
    wanted = [key for key in model.state_dict() if not key.endswith('num_batches_tracked')]
    state = dict(tensors(folder + '/weights.safetensors'))
    assert wanted == list(state), 'keys differ: ' + str(set(wanted) ^ set(state) or 'in order')
    missing = model.load_state_dict(state, strict=False)
    assert not missing.unexpected_keys
    image = torch.from_numpy(np.fromfile(folder + '/input.f32', dtype='<f4')).reshape(shape)
    with torch.no_grad():
        return model(image)[0].tolist()

for line in sys.stdin:
    folder, shape = json.loads(line)
    try:
        print(json.dumps({'logits': logits(folder, shape)}), flush=True)
    except Exception as error:
        print(json.dumps({'error': repr(error)}), flush=True)
`;
writeFileSync(join(folder, 'run.py'), runner);
console.log(`PyTorch ${python.version}`);
// One process for all: loading PyTorch takes longer than most networks.
const torch = spawn(python.program, [join(folder, 'run.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
const answers = createInterface({ input: torch.stdout })[Symbol.asyncIterator]();
async function ask(place, shape) {
  torch.stdin.write(`${JSON.stringify([place, shape])}\n`);
  const { value, done } = await answers.next();
  return done ? { error: 'PyTorch ended' } : JSON.parse(value);
}
let failed = 0;
for (const { name, spec, graph = buildGraph(spec), logits16, top6 } of networks) {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'network.py'), spec ? pytorchModule(spec) : graphModule(graph, name, []));
  const tensors = names.tensorList(graph).map((tensor) => ({
    name: tensor.name,
    shape: tensor.shape,
    dtype: 'F32',
    data: seeded.seededTensor(tensor.name, tensor.shape, tensor.kind),
  }));
  writeFileSync(join(place, 'weights.safetensors'), writeSafetensors(tensors));
  const [shape, classes] = [graph.nodes[0], graph.nodes.at(-1)].map((node) => node.shape);
  const input = pattern.patternImage(...shape.slice(1));
  writeFileSync(join(place, 'input.f32'), new Uint8Array(input.buffer));
  const { logits, error } = await ask(place, shape);
  rmSync(place, { recursive: true });
  if (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error}`);
    continue;
  }
  const largest = Math.max(...top6.map(Math.abs), ...logits16.map(Math.abs));
  const off =
    Math.max(...logits16.map((value, at) => Math.abs(value - (logits[at] ?? Number.NaN)))) / largest;
  const right = off < 1e-4 && logits.length === classes[1];
  if (!right) failed += 1;
  console.log(
    `${right ? 'ok    ' : 'FAILED'} ${name.padEnd(32)} ${tensors.length} tensors, deviation ${off.toExponential(1)}`,
  );
}
torch.stdin.end();
rmSync(folder, { recursive: true });
console.log(`${networks.length - failed} of ${networks.length} networks give the same logits`);
process.exit(failed > 0 ? 1 : 0);
