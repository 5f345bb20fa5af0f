import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { onnxModel } from '../export/onnx/index.ts';
import { pytorchModule } from '../export/pytorch/index.ts';
import { safetensorsParts } from '../export/safetensors.ts';
import type { GetTensor } from '../export/tensors.ts';
import { trainingProject } from '../export/training/index.ts';
import { t } from '../text/index.ts';
import { formatBytes } from '../ui/format.ts';
import { tensorList } from '../weights/names/index.ts';
import { offerFiles } from '../weights/offer.ts';
import { labelsOfRemote } from '../weights/resolve.ts';
import { openWeights, seededProvider } from '../weights/weightSource.ts';
import { UsageError } from './errors.ts';
import { type OpenFile, openTrainedFile, openWeightsFiles } from './files.ts';
import { type Given, type Kind, short } from './grammar.ts';
import { isRemote, openRemote, type RemoteFiles, specOfFiles } from './hub.ts';
import { openNetwork, withSize } from './network.ts';
import type { Output } from './output.ts';
import { trainedWanted } from './trained.ts';

type ExportKind = Kind<'export'>;

/** What `export --json` prints. */
export interface Exported {
  /** As it was given. */
  readonly path: string;
  readonly bytes: number;
  /** Tensors that were written; 0 for text. */
  readonly tensors: number;
}

/** Options that mean something for some kinds alone. */
const onlyFor: Readonly<Record<'weights' | 'part' | 'half' | 'fold' | 'bare', readonly ExportKind[]>> = {
  weights: ['onnx', 'safetensors'],
  part: ['onnx', 'safetensors'],
  half: ['safetensors'],
  fold: ['onnx'],
  bare: ['onnx'],
};

interface Weights {
  readonly get: GetTensor;
  readonly labels: readonly string[] | null;
}

/** What weights are asked for: a trained net's, files of one's own or of the Hub; null for seeded ones. */
interface Wanted {
  readonly files: readonly OpenFile[];
  readonly part: string | null;
  readonly remote: RemoteFiles | null;
}

async function openWanted(
  text: string | undefined,
  part: string | undefined,
  output: Output,
): Promise<Wanted | null> {
  // Trained weights are looked for when the network is known.
  if (text === undefined || text === 'seeded' || text === 'trained') {
    if (part !== undefined) throw new UsageError('cli.error.partNeedsFile');
    return null;
  }
  const remote = isRemote(text) ? await openRemote(text, output) : null;
  return { files: remote?.files ?? (await openWeightsFiles(text)), part: part ?? null, remote };
}

async function weightsOf(spec: FamilySpec, wanted: Wanted | null): Promise<Weights> {
  if (wanted === null) return { get: seededProvider().get, labels: null };
  const { files, part, remote } = wanted;
  const offer = await offerFiles(files, spec, part);
  if (!offer.fits) throw offer.refusal;
  const labels =
    offer.labels ?? (remote && (await labelsOfRemote(remote.source, remote.config, spec.classes)));
  return { get: (await openWeights(offer.source)).get, labels };
}

/** Runs what writes, and says of a failure where it was to go. */
async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    const values = { file: short(path), reason: String(cause.code) };
    throw new UsageError('cli.error.unwritable', values, { cause });
  }
}

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<number> {
  return writing(path, async () => {
    const file = await open(path, 'w');
    try {
      for (const part of parts) await file.writeFile(part);
    } finally {
      await file.close();
    }
    return parts.reduce((sum, part) => sum + part.byteLength, 0);
  });
}

async function writeFolder(path: string, spec: FamilySpec): Promise<number> {
  return writing(path, async () => {
    await mkdir(path, { recursive: true });
    if ((await readdir(path)).length > 0) throw new UsageError('cli.error.taken', { file: short(path) });
    let bytes = 0;
    for (const file of trainingProject(spec)) {
      await writeFile(join(path, file.path), file.text);
      bytes += Buffer.byteLength(file.text);
    }
    return bytes;
  });
}

async function write(
  kind: ExportKind,
  spec: FamilySpec,
  path: string,
  given: Given<'export'>,
  wanted: Wanted | null,
): Promise<number> {
  switch (kind) {
    case 'pytorch':
      return writeParts(path, [new TextEncoder().encode(pytorchModule(spec))]);
    case 'training':
      return writeFolder(path, spec);
    case 'onnx': {
      const weights = given.bare ? null : (await weightsOf(spec, wanted)).get;
      return writeParts(path, (await onnxModel(spec, { weights, fold: given.fold ?? false })).chunks);
    }
    case 'safetensors': {
      const { get, labels } = await weightsOf(spec, wanted);
      const dtype = given.half ? 'F16' : 'F32';
      return writeParts(path, await safetensorsParts(spec, { weights: get, dtype, labels }));
    }
  }
}

/** Throws SpecError, UsageError, WeightsError, HubError and DownloadError. */
export async function exportNetwork(
  kind: ExportKind,
  operand: string,
  given: Given<'export'>,
  output: Output,
): Promise<void> {
  for (const [option, kinds] of Object.entries(onlyFor)) {
    if (given[option as keyof typeof onlyFor] !== undefined && !kinds.includes(kind)) {
      throw new UsageError('cli.error.notFor', { option: `--${option}`, kind });
    }
  }
  if (given.output === undefined) throw new UsageError('cli.error.noOutput');
  if (isRemote(operand) && given.weights !== undefined) throw new UsageError('cli.error.twoWeights');
  if (given.bare && given.part !== undefined) throw new UsageError('cli.error.partNeedsFile');
  const fetched = isRemote(operand) ? operand : given.weights;
  const wanted = given.bare && !isRemote(operand) ? null : await openWanted(fetched, given.part, output);
  const own = wanted?.remote && isRemote(operand) ? await specOfFiles(wanted.remote, given.part) : null;
  const named = withSize(own ?? openNetwork(operand, output).spec, given.size);
  const spec = given.classes === undefined ? named : parseSpec({ ...named, classes: given.classes });
  const stored = kind === 'onnx' || kind === 'safetensors';
  // Only now is it known which network it is, and whether trained weights come with exactly that one.
  const net =
    stored && !given.bare && !isRemote(operand) && !given.part
      ? trainedWanted(spec, given.weights, output)
      : null;
  const weights = net ? { files: [await openTrainedFile(net)], part: null, remote: null } : wanted;
  const bytes = await write(kind, spec, given.output, given, weights);
  const stores = kind === 'safetensors' || (kind === 'onnx' && !given.bare);
  const exported: Exported = {
    path: given.output,
    bytes,
    tensors: stores ? tensorList(buildGraph(spec)).length : 0,
  };
  output.answer(
    given.json
      ? `${JSON.stringify(exported)}\n`
      : `${t('cli.export.written', { file: given.output, bytes: formatBytes(bytes) })}\n`,
  );
}
