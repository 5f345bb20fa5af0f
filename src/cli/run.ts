import { basename } from 'node:path';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { patternImage } from '../image/pattern.ts';
import { preprocess } from '../image/preprocess.ts';
import { defaultRecipe, type PreprocessRecipe } from '../image/recipe.ts';
import type { RunResult, WeightsRef } from '../runtime/contract.ts';
import type { Engine } from '../runtime/engine.ts';
import { t } from '../text/index.ts';
import { formatMs, formatPercent, formatShape } from '../ui/format.ts';
import { topClasses } from '../views/predictions/topClasses.ts';
import { findCheckpoint } from '../weights/catalogue.ts';
import { WeightsError } from '../weights/errors.ts';
import { checkLabels, readLabels } from '../weights/labels.ts';
import { checkpointOfRemote, labelsOfRemote, recipeOfRemote } from '../weights/resolve.ts';
import { trained } from '../weights/trained/index.ts';
import { UsageError } from './errors.ts';
import { type OpenFile, openLabelsFile, openTrainedFile, openWeightsFiles } from './files.ts';
import { makeEngine, startEngine } from './engine.ts';
import type { Given } from './grammar.ts';
import { isRemote, openRemote, type RemoteFiles, specOfFiles } from './hub.ts';
import { openNetwork, titleOf, withSize } from './network.ts';
import type { Output } from './output.ts';
import { openImage } from './preprocess.ts';
import { textPairs, textTable } from './table.ts';
import { trainedTitle, trainedWanted } from './trained.ts';

/** What `run --json` prints. */
export interface Run {
  readonly backend: string;
  /** All of them, in the order of the classes. */
  readonly logits: readonly number[];
  /** The most probable classes, by softmax; `label` is null where the weights bring no class names. */
  readonly top: readonly {
    readonly index: number;
    readonly label: string | null;
    readonly probability: number;
  }[];
  /** Wall time of the forward pass alone. */
  readonly ms: number;
}

/** For what is asked twice and said once. */
const silent: Output = { answer: () => undefined, note: () => undefined };

/** Options that say how a picture is prepared, and mean nothing for the pattern. */
const pictureOptions = ['image-size', 'crop-pct', 'interpolation', 'mean', 'std'] as const;
const fallbackTop = 5;

function checkInput(operand: string, given: Given<'run'>): void {
  if (isRemote(operand) && given.weights !== undefined) throw new UsageError('cli.error.twoWeights');
  if (given.image !== undefined && given.pattern) throw new UsageError('cli.error.twoInputs');
  if (given.image === undefined && !given.pattern) throw new UsageError('cli.error.noInput');
  const stray = pictureOptions.find((option) => given.pattern && given[option] !== undefined);
  if (stray !== undefined) throw new UsageError('cli.error.needsImage', { option: `--${stray}` });
}

function namedSpec(operand: string, given: Given<'run'>, output: Output): FamilySpec {
  const { spec, tag } = openNetwork(operand, output);
  if (tag !== null && given.weights === undefined) {
    const known = findCheckpoint(operand);
    output.note(t('cli.note.tag', { tag, name: known ? known.repo : `timm/${operand}`.slice(0, 80) }));
  }
  return spec;
}

function sized(spec: FamilySpec, given: Given<'run'>, output: Output): FamilySpec {
  const { size, 'image-size': side } = given;
  if (size === undefined)
    return withSize(spec, side === undefined ? undefined : { height: side, width: side });
  if (side !== undefined && (size.height !== side || size.width !== side)) {
    output.note(t('cli.note.size', { ...size }));
  }
  return withSize(spec, size);
}

/** How the weights want pictures prepared; the usual recipe where they do not say. */
function recipeOf(remote: RemoteFiles | null, side: number): Omit<PreprocessRecipe, 'imageSize'> {
  if (remote === null) return defaultRecipe;
  const told = recipeOfRemote(remote.source, remote.config);
  const tested = checkpointOfRemote(remote.source)?.sizes.find((entry) => entry.side === side);
  return {
    cropPct: tested?.cropPct ?? told.cropPct ?? defaultRecipe.cropPct,
    interpolation: told.interpolation ?? defaultRecipe.interpolation,
    mean: told.mean ?? defaultRecipe.mean,
    std: told.std ?? defaultRecipe.std,
  };
}

/** `[1, C, H, W]` of the spec, row-major. */
async function inputOf(
  spec: FamilySpec,
  given: Given<'run'>,
  usual: Omit<PreprocessRecipe, 'imageSize'>,
): Promise<Float32Array> {
  const { inputChannels, inputHeight: height, inputWidth: width } = spec;
  if (given.image === undefined) return patternImage(inputChannels, height, width);
  const recipe = {
    imageSize: { height, width },
    cropPct: given['crop-pct'] ?? usual.cropPct,
    interpolation: given.interpolation ?? usual.interpolation,
    mean: given.mean ?? usual.mean,
    std: given.std ?? usual.std,
  };
  return preprocess(await openImage(given.image), recipe, inputChannels).tensor;
}

async function labelsFrom(path: string | undefined, classes: number): Promise<readonly string[] | null> {
  if (path === undefined) return null;
  const { blob, name } = await openLabelsFile(path);
  const labels = await readLabels(blob, name);
  checkLabels(labels, name, classes);
  return labels;
}

interface Weights {
  readonly ref: WeightsRef;
  readonly labels: readonly string[] | null;
  /** What the person is told of them. */
  readonly title: string;
}

async function openWeights(
  engine: Engine,
  spec: FamilySpec,
  files: readonly OpenFile[],
  part: string | undefined,
  remote: RemoteFiles | null,
): Promise<Weights> {
  const [file, ...others] = files;
  if (file === undefined) return { ref: { kind: 'seeded' }, labels: null, title: t('weights.seeded') };
  const { id, refusal, labels } = await engine.openWeights(file.blob, file.name, spec, {
    others,
    ...(part === undefined ? {} : { part }),
  });
  if (refusal !== null) throw new WeightsError(refusal.key, refusal.values);
  return {
    ref: { kind: 'file', id: required(id, 'the id of weights that fit') },
    labels: labels ?? (remote && (await labelsOfRemote(remote.source, remote.config, spec.classes))),
    title: t('weights.fromFile', { file: file.name }),
  };
}

function textOf(run: Run, pairs: readonly (readonly [string, string])[]): string {
  const table = textTable(
    [
      { title: t('cli.table.class'), align: 'right' },
      { title: t('cli.table.probability'), align: 'right' },
      { title: t('cli.table.label'), align: 'left' },
    ],
    run.top.map(({ index, probability, label }) => [
      String(index),
      formatPercent(probability, 2),
      label ?? '',
    ]),
  );
  return `${textPairs(pairs)}\n${table}`;
}

/** Throws SpecError, UsageError, ImageError, WeightsError and BackendError. */
export async function run(operand: string, given: Given<'run'>, output: Output): Promise<void> {
  checkInput(operand, given);
  const named = isRemote(operand) ? null : namedSpec(operand, given, output);
  // The nets that come with the project are of one size: another size is another network.
  const net = named === null ? null : trainedWanted(sized(named, given, silent), given.weights, output);
  const { weights: wanted = named === null ? operand : 'seeded' } = given;
  const seeded = wanted === 'seeded' && net === null;
  if ((seeded || net) && given.part !== undefined) throw new UsageError('cli.error.partNeedsFile');
  const remote = isRemote(wanted) ? await openRemote(wanted, output) : null;
  const files = remote
    ? remote.files
    : net
      ? [await openTrainedFile(net)]
      : seeded
        ? []
        : await openWeightsFiles(wanted);
  const spec = sized(
    named ?? (await specOfFiles(required(remote, 'fetched weights'), given.part)),
    given,
    output,
  );
  const names = await labelsFrom(given.labels, spec.classes);
  const input = await inputOf(spec, given, net ? trained.recipe : recipeOf(remote, spec.inputHeight));

  const engine = await makeEngine(given.backend ?? 'wasm');
  const weights = await openWeights(engine, spec, files, given.part, remote);
  await startEngine(engine, given.backend ?? 'wasm');
  const result: RunResult = await engine.run(
    1,
    { spec, weights: weights.ref, input, keep: [] },
    () => undefined,
  );

  const { top, notFinite } = topClasses(result.logits, given.top ?? fallbackTop);
  if (notFinite > 0) output.note(t('cli.note.notFinite', { count: notFinite }));
  const labels = names ?? weights.labels;
  const answer: Run = {
    backend: result.backend,
    logits: [...result.logits],
    top: top.map(({ index, probability }) => ({
      index,
      label: labels?.[index] ?? null,
      probability,
    })),
    ms: result.ms,
  };
  if (given.json) {
    output.answer(`${JSON.stringify(answer)}\n`);
    return;
  }
  const shape = formatShape([1, spec.inputChannels, spec.inputHeight, spec.inputWidth]);
  const source = given.image === undefined ? t('cli.run.pattern') : basename(given.image);
  output.answer(
    textOf(answer, [
      [t('cli.total.network'), titleOf(spec)],
      [t('cli.total.input'), `${source}, ${shape}`],
      [t('cli.run.weights'), net ? trainedTitle(net) : weights.title],
      [t('cli.run.backend'), t(`app.backend.${result.backend}`)],
      [t('cli.run.time'), formatMs(result.ms)],
    ]),
  );
  if (seeded) output.note(t('cli.note.untrained'));
}
