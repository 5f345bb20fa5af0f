/**
 * Really trains with an exported training project: two classes of tiny pictures, one process, resumed once; the loss
 * must fall and the weights must fit the network they came from. Two processes as well, where they can be had. Skips
 * with a message where Python has no torch or no Pillow.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { register } from 'tsx/esm/api';
import { pythonWithTorch } from './python.mjs';
import { ensureDependencies } from './setup.mjs';

ensureDependencies();
const python = pythonWithTorch();
const skip = (why) => {
  console.log(`skipped: ${why}`);
  process.exit(0);
};
if (python === null) skip('no Python with torch was found (set PYTHON to one, or install python3-torch)');
if (spawnSync(python.program, ['-c', 'import PIL']).status !== 0) skip(`${python.program} has no Pillow`);
register();
const from = (path) => import(new URL(`../src/${path}`, import.meta.url).href);
const [{ parseSpec }, { trainingProject }, { offerFiles }, sharp] = await Promise.all([
  from('arch/spec.ts'),
  from('export/training/index.ts'),
  from('weights/offer.ts'),
  import('sharp'),
]);

const spec = parseSpec({
  depth: 10,
  variant: 'D',
  attention: 'se',
  widthMultiplier: 0.25,
  stemWidth: 16,
  classes: 2,
  inputHeight: 32,
  inputWidth: 32,
});
const folder = mkdtempSync(join(tmpdir(), 'check-training-'));
for (const { path, text } of trainingProject(spec)) writeFileSync(join(folder, path), text);

/** Warm and cold squares, each a little different. */
let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
for (const [part, count] of [
  ['train', 24],
  ['val', 8],
]) {
  for (const label of ['cold', 'warm']) {
    for (let index = 0; index < count; index += 1) {
      const path = join(folder, 'data', part, label, `${index}.png`);
      mkdirSync(dirname(path), { recursive: true });
      const [strong, weak] = [150 + 100 * random(), 100 * random()];
      const [r, b] = label === 'warm' ? [strong, weak] : [weak, strong];
      const pixels = Buffer.from(
        Array.from({ length: 40 * 36 }, () =>
          [r, 80, b].map((value) => value + 20 * (random() - 0.5)),
        ).flat(),
      );
      await sharp
        .default(pixels, { raw: { width: 40, height: 36, channels: 3 } })
        .png()
        .toFile(path);
    }
  }
}

const failures = [];
function train(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status !== 0) failures.push(`${args.join(' ')}: ${stderr.trim().split('\n').slice(-4).join(' | ')}`);
  return stdout ?? '';
}
const options = ['--batch', '8', '--workers', '0', '--lr', '1', '--warmup', '0.5', '--ema', '0.9'];
const log = (out) => {
  const path = join(folder, out, 'log.jsonl');
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
};
async function check(out) {
  const lines = log(out);
  const [first, last] = [lines[0], lines.at(-1)];
  if (!(last?.train_loss < first?.train_loss)) failures.push(`${out}: the loss did not fall`);
  if (!(last?.val_top1 > 0.9)) failures.push(`${out}: accuracy ${last?.val_top1}`);
  const file = join(folder, out, 'best.safetensors');
  const offer = existsSync(file)
    ? await offerFiles([{ blob: await openAsBlob(file), name: 'best.safetensors' }], spec, null)
    : null;
  if (!offer?.fits) failures.push(`${out}: the weights do not fit the network`);
  if (offer?.labels?.join() !== 'cold,warm') failures.push(`${out}: class names ${offer?.labels}`);
  console.log(
    `${out}: ${lines.length} epochs, loss ${first?.train_loss.toFixed(3)} to ${last?.train_loss.toFixed(3)}, ` +
      `accuracy ${last?.val_top1}`,
  );
}

console.log(`PyTorch ${python.version}`);
train(python.program, ['train.py', 'data', '--epochs', '2', '--out', 'one', ...options]);
const resumed = train(python.program, [
  'train.py',
  'data',
  '--epochs',
  '6',
  '--out',
  'one',
  '--half',
  ...options,
]);
if (!resumed.includes('resumes after epoch 2')) failures.push('one: did not resume');
if (
  log('one')
    .map(({ epoch }) => epoch)
    .join() !== '1,2,3,4,5,6'
)
  failures.push('one: epochs are missing');
await check('one');

/** What torchrun sets for each process; started by hand, because torchrun of PyTorch 1.13 fails under Python 3.11. */
const parallel = (rank) => {
  const env = {
    ...process.env,
    ...{ WORLD_SIZE: '2', RANK: String(rank), LOCAL_RANK: String(rank) },
    ...{ MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(20_000 + (process.pid % 20_000)) },
  };
  const args = ['train.py', 'data', '--epochs', '12', '--out', 'two', ...options];
  return new Promise((resolve) => {
    const stdio = ['ignore', 'ignore', 'pipe'];
    const child = spawn(python.program, args, { cwd: folder, env, stdio, timeout: 120_000 });
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    child.on('close', (code) => {
      if (code !== 0) failures.push(`process ${rank}: ${errors.trim().split('\n').slice(-4).join(' | ')}`);
      resolve(code);
    });
  });
};
const gloo = 'from torch import distributed; exit(not distributed.is_gloo_available())';
if (spawnSync(python.program, ['-c', gloo]).status === 0) {
  await Promise.all([0, 1].map(parallel));
  await check('two');
} else console.log('two: skipped, this PyTorch cannot connect processes without a GPU');

rmSync(folder, { recursive: true });
for (const failure of failures) console.error(`FAILED ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);
