/**
 * Gathers the trained nets into src/weights/trained/nets.json: what was trained, from `training/glyphs/runs/ID-sSEED`
 * (run.json and log.jsonl), and the files that are shipped, from `public/nets/ID.safetensors`. Whatever does not go
 * together stops it. Run by hand after a training, then `npm run docs`:
 *   node scripts/make-nets.mjs [FOLDER]     another folder that holds training/ and public/, for tests
 */
import { existsSync, openAsBlob, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { register } from 'tsx/esm/api';
import { ensureDependencies, root } from './setup.mjs';

ensureDependencies();
register();
const from = (path) => import(new URL(`../src/${path}`, import.meta.url).href);
const [{ parseSpec, sameSpec }, { offerFiles }, { defaultRecipe }] = await Promise.all([
  from('arch/spec.ts'),
  from('weights/offer.ts'),
  from('image/recipe.ts'),
]);

const folder = resolve(process.argv[2] ?? root);
const runsFolder = join(folder, 'training', 'glyphs', 'runs');
const netsFolder = join(folder, 'public', 'nets');
/** What all nets together, and each of them, may add to the page. */
const most = { file: 2e6, all: 16e6 };

function stop(message) {
  console.error(message);
  process.exit(1);
}

const json = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return stop(`${path}: ${error.message}`);
  }
};

function readRun(name) {
  const run = json(join(runsFolder, name, 'run.json'));
  if (name !== `${run.id}-s${run.seed}`) stop(`${name}: run.json says ${run.id}, seed ${run.seed}`);
  const log = readFileSync(join(runsFolder, name, 'log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const last = log.at(-1);
  if (!(last.val_top1 >= 0 && last.val_top1 <= 1)) stop(`${name}: val_top1 is no share: ${last.val_top1}`);
  return { ...run, top1: last.val_top1, epochs: log.length };
}

/** The one value that all runs have. */
function shared(runs, key, fallback) {
  const values = new Set(runs.map((run) => JSON.stringify(run[key] ?? fallback)));
  if (values.size > 1) stop(`the runs do not agree on ${key}: ${[...values].join(' or ')}`);
  return JSON.parse([...values][0]);
}

async function readNet(id, runs) {
  const spec = parseSpec(runs[0].spec);
  for (const run of runs) {
    if (!sameSpec(parseSpec(run.spec), spec))
      stop(`${id}: the specification of seed ${run.seed} is another one`);
  }
  const shipped =
    runs.find((run) => run.seed === 0) ?? stop(`${id}: there is no run of seed 0, which is shipped`);
  const path = join(netsFolder, `${id}.safetensors`);
  if (!existsSync(path)) stop(`${id}: ${path} is missing`);
  const { size } = statSync(path);
  if (size > most.file) stop(`${id}: ${size} bytes; a net may have ${most.file}`);
  const offer = await offerFiles([{ blob: await openAsBlob(path), name: `${id}.safetensors` }], spec, null);
  if (!offer.fits) stop(`${id}: ${offer.refusal.message}`);
  if (offer.labels === null) stop(`${id}: the file brings no class names for ${spec.classes} classes`);
  return {
    labels: offer.labels,
    side: spec.inputHeight,
    net: {
      id,
      file: `nets/${id}.safetensors`,
      bytes: size,
      spec: runs[0].spec,
      top1: shipped.top1,
      runs: runs.map(({ seed, top1, epochs }) => ({ seed, top1, epochs })),
    },
  };
}

if (!existsSync(runsFolder)) stop(`${runsFolder} is missing: nothing was trained`);
const runs = readdirSync(runsFolder)
  .filter(
    (name) =>
      existsSync(join(runsFolder, name, 'run.json')) && existsSync(join(runsFolder, name, 'log.jsonl')),
  )
  .map(readRun)
  .toSorted((a, b) => a.seed - b.seed);
if (runs.length === 0) stop(`${runsFolder} holds no run`);

const ids = [...new Set(runs.map(({ id }) => id))];
const found = await Promise.all(
  ids.map((id) =>
    readNet(
      id,
      runs.filter((run) => run.id === id),
    ),
  ),
);
const [first] = found;
for (const { labels, side, net } of found) {
  if (labels.join('\n') !== first.labels.join('\n'))
    stop(`${net.id}: its class names differ from those of ${first.net.id}`);
  if (side !== first.side) stop(`${net.id}: its input has another size than that of ${first.net.id}`);
}
const total = found.reduce((sum, { net }) => sum + net.bytes, 0);
if (total > most.all) stop(`all nets together have ${total} bytes; they may have ${most.all}`);

/** Nets by letter first, then those without one, then what each tweak makes of them. */
const rank = ({ id }) => {
  const [, letter, tweak] = /^[a-z]+\d+([a-z]?)(.*)$/.exec(id) ?? ['', '', id];
  return [tweak, letter || 'z', id];
};
const order = (a, b) => {
  const [x, y] = [rank(a), rank(b)];
  const at = x.findIndex((value, i) => value !== y[i]);
  return at < 0 ? 0 : x[at] < y[at] ? -1 : 1;
};
const { cropPct, interpolation, mean, std } = shared(runs, 'recipe', defaultRecipe);
const nets = {
  task: {
    labels: first.labels,
    size: first.side,
    train: shared(runs, 'train'),
    heldOut: shared(runs, 'heldOut'),
  },
  recipe: { cropPct, interpolation, mean, std },
  nets: found.map(({ net }) => net).toSorted(order),
};
const path = join(folder, 'src', 'weights', 'trained', 'nets.json');
writeFileSync(path, `${JSON.stringify(nets, null, 2)}\n`);
console.log(`${nets.nets.length} nets of ${runs.length} runs, ${(total / 1e6).toFixed(1)} MB: ${path}`);
