#!/usr/bin/env node
/**
 * Trains the nets of `nets.mjs` by the project's own export: writes the PyTorch training project of each specification,
 * runs its `train.py` on the rendered pictures, and keeps the log, the command and (of seed 0) the weights.
 *
 *   node train.mjs DATA [--only ID,ID] [--first N] [--jobs 2] [--python python3]
 *
 * A run whose log is whole is not run again. One job uses one core.
 */
import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { nets } from './nets.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    python: { type: 'string', default: 'python3' },
    work: { type: 'string', default: path.join(here, '.work') },
    'max-seed': { type: 'string', default: '9' },
  },
});
const [data] = positionals;
if (!data) throw new Error('usage: node train.mjs DATA, the folder that render.mjs wrote');

const epochs = 5;
const options = [
  ...[
    '--epochs',
    String(epochs),
    '--warmup',
    '0.5',
    '--batch',
    '64',
    '--lr',
    '0.6',
    '--weight-decay',
    '0.0005',
  ],
  ...['--smoothing', '0.05', '--ema', '0.995', '--min-scale', '0.7', '--flip', '0', '--crop-pct', '1'],
  ...['--workers', '0', '--cache', '--half'],
];

/** What the page must do to a picture before such a net sees it; the numbers are those of the exported train.py. */
const recipe = {
  cropPct: 1,
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

const wanted = values.only?.split(',');
const runs = nets
  .filter(({ id }) => !wanted || wanted.includes(id))
  .flatMap(({ id, spec, seeds }) => seeds.map((seed) => ({ id, spec, seed })))
  .filter(({ seed }) => seed <= Number(values['max-seed']))
  .sort((a, b) => a.seed - b.seed);

const picturesIn = async (set) =>
  (await readdir(path.join(data, set), { recursive: true })).filter((file) => file.endsWith('.jpg')).length;
const [train, heldOut] = [await picturesIn('train'), await picturesIn('val')];

const epochsOf = async (file) =>
  (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').filter(Boolean).length;

async function run({ id, spec, seed }) {
  const name = `${id}-s${seed}`;
  const kept = path.join(here, 'runs', name);
  if ((await epochsOf(path.join(kept, 'log.jsonl'))) === epochs) return;
  const project = path.join(values.work, `${name}-project`);
  const out = path.join(values.work, name);
  await rm(project, { recursive: true, force: true });
  await promisify(execFile)(
    process.execPath,
    ['scripts/explore.mjs', 'export', 'training', JSON.stringify(spec), '-o', project],
    { cwd: root },
  );
  const args = [...options, '--seed', String(seed)];
  const began = Date.now();
  const code = await new Promise((resolve, reject) => {
    const child = spawn(values.python, [path.join(project, 'train.py'), data, '--out', out, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${name}: train.py ended with ${code}`);
  await mkdir(kept, { recursive: true });
  await copyFile(path.join(out, 'log.jsonl'), path.join(kept, 'log.jsonl'));
  const weights = path.join(out, 'last.safetensors');
  const facts = {
    id,
    seed,
    spec,
    recipe,
    train,
    heldOut,
    command: `python3 train.py DATA ${args.join(' ')}`,
    bytes: (await stat(weights)).size,
  };
  await writeFile(path.join(kept, 'run.json'), `${JSON.stringify(facts, null, 2)}\n`);
  if (seed === 0) {
    const shipped = path.join(root, 'public/nets');
    await mkdir(shipped, { recursive: true });
    await copyFile(weights, path.join(shipped, `${id}.safetensors`));
  }
  const last = (await readFile(path.join(out, 'log.jsonl'), 'utf8')).trim().split('\n').at(-1);
  console.log(`${name}: ${JSON.parse(last).val_top1} in ${Math.round((Date.now() - began) / 1000)} s`);
}

const queue = [...runs];
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await run(next);
  }),
);
