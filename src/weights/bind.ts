/**
 * Which tensor of a file goes to which tensor of a network, by name and shape. Nothing is read but the header.
 */
import { sameShape } from '../graph/ops/index.ts';
import type { Graph, Shape } from '../graph/types.ts';
import { type DType, floatDTypes, isFloat } from './dtypes.ts';
import { WeightsError } from './errors.ts';
import { modulePath, tensorList } from './names/index.ts';
import type { TensorFile } from './tensorFile.ts';

export interface BindingReport {
  /** The file's name. */
  readonly file: string;
  /** What all the file's names begin with beyond the network's, such as `module.`; usually empty. */
  readonly prefix: string;
  /** Names of the network's tensors, without the prefix, that the file has in the right shape. */
  readonly loaded: readonly string[];
  readonly missing: readonly string[];
  readonly wrongShape: readonly { readonly name: string; readonly file: Shape; readonly wanted: Shape }[];
  /** Tensors that hold no floating point numbers. */
  readonly wrongType: readonly { readonly name: string; readonly dtype: DType }[];
  /** Names as in the file of what the network has no place for. */
  readonly unexpected: readonly string[];
  /**
   * The part of `unexpected` that stands inside the network's own modules: further blocks of a stage, attention in a
   * block that should have none. The file is of another network, even where all that is wanted was found.
   */
  readonly surplus: readonly string[];
  /** Counters that no answer depends on: `num_batches_tracked`, and what profilers leave behind. */
  readonly ignored: readonly string[];
  /** Whether the file can be loaded: nothing is missing, nothing differs, nothing of it is left out. */
  readonly fits: boolean;
}

const counter = /(^|\.)(num_batches_tracked|total_ops|total_params)$/;

/** Enough to find the prefix by; a hostile file of 100 000 entries must not make it many times as many look-ups. */
const anchors = 8;
const candidatesLimit = 64;

/** The prefix under which most of the wanted names are found in the file. */
function commonPrefix(wanted: readonly string[], entries: ReadonlyMap<string, unknown>): string {
  // `conv1.weight` also ends the names of blocks; names from inside a block end nothing but themselves.
  const inner = wanted.filter((name) => name.split('.').length > 3);
  const step = Math.max(1, Math.floor(inner.length / anchors));
  const endings = inner.filter((_, index) => index % step === 0).map((name) => `.${name}`);
  const candidates = new Set(['']);
  for (const ending of endings) {
    for (const name of entries.keys()) {
      if (candidates.size < candidatesLimit && name.endsWith(ending)) {
        candidates.add(name.slice(0, 1 - ending.length));
      }
    }
  }
  let best = { prefix: '', count: -1 };
  for (const prefix of candidates) {
    const count = wanted.filter((name) => entries.has(prefix + name)).length;
    if (count > best.count) best = { prefix, count };
  }
  return best.prefix;
}

/** The outermost module: `layer1` of `layer1.0.conv1.weight`. */
const moduleOf = (path: string): string => path.split('.', 1)[0] ?? path;

/** Matches a file's tensors against a network's. Pure; see `BindingReport`. */
export function bindTensors(graph: Graph, file: TensorFile): BindingReport {
  const wanted = tensorList(graph);
  const { entries } = file;
  const prefix = commonPrefix(
    wanted.map(({ name }) => name),
    entries,
  );
  const loaded: string[] = [];
  const missing: string[] = [];
  const wrongShape: BindingReport['wrongShape'][number][] = [];
  const wrongType: BindingReport['wrongType'][number][] = [];
  for (const { name, shape } of wanted) {
    const entry = entries.get(prefix + name);
    if (entry === undefined) missing.push(name);
    else if (!sameShape(entry.shape, shape)) wrongShape.push({ name, file: entry.shape, wanted: shape });
    else if (!isFloat(entry.dtype)) wrongType.push({ name, dtype: entry.dtype });
    else loaded.push(name);
  }
  const known = new Set(wanted.map(({ name }) => prefix + name));
  const modules = new Set(graph.nodes.map((node) => moduleOf(modulePath(graph, node))));
  const others = [...entries.keys()].filter((name) => !known.has(name));
  const unexpected = others.filter((name) => !counter.test(name));
  const surplus = unexpected.filter(
    (name) => name.startsWith(prefix) && modules.has(moduleOf(name.slice(prefix.length))),
  );
  const fits = missing.length + wrongShape.length + wrongType.length + surplus.length === 0;
  return {
    file: file.name,
    prefix,
    loaded,
    missing,
    wrongShape,
    wrongType,
    unexpected,
    surplus,
    ignored: others.filter((name) => counter.test(name)),
    fits,
  };
}

/** The first thing that keeps a file from fitting, as an error that names the tensor and what is wanted. */
export function firstMisfit({
  file,
  missing,
  wrongShape,
  wrongType,
  surplus,
}: BindingReport): WeightsError | null {
  const [shape] = wrongShape;
  if (shape) {
    const text = { value: `[${shape.file.join(', ')}]`, shape: `[${shape.wanted.join(', ')}]` };
    return new WeightsError('weights.otherShape', { file, ...text }, shape.name);
  }
  const [absent] = missing;
  if (absent !== undefined) return new WeightsError('weights.absent', { file }, absent);
  const [type] = wrongType;
  if (type)
    return new WeightsError(
      'weights.notFloat',
      { file, value: type.dtype, allowed: floatDTypes.join(', ') },
      type.name,
    );
  const [more] = surplus;
  return more === undefined ? null : new WeightsError('weights.surplus', { file }, more);
}
