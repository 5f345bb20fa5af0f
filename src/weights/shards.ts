/**
 * Weights in several files, safetensors or PyTorch's. An index, `model.safetensors.index.json` or
 * `pytorch_model.bin.index.json`, says which tensor is in which file (huggingface.co/docs/safetensors); without it the
 * files' names say how many there are.
 */
import { blobSource } from './byteSource.ts';
import { printable, WeightsError } from './errors.ts';
import { duplicateKey } from './jsonKeys.ts';
import { openOne, type WeightFile } from './openWeightFiles.ts';
import { limits } from './safetensors.ts';
import type { TensorEntry, TensorFile } from './tensorFile.ts';

/** Tensor by tensor an index spends about 100 bytes. */
export const indexBytes = 16 * 1024 * 1024;
const numbered = /^(.*-)(\d{1,6})(-of-(\d{1,6})\.(?:safetensors|bin|pth|pt))$/i;
export const isIndex = ({ name }: WeightFile): boolean => /\.json$/i.test(name);

const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** Which file each tensor is in, by the index: names without folders. Throws WeightsError. */
export async function readIndex({ blob, name }: WeightFile): Promise<ReadonlyMap<string, string>> {
  const bad = (cause?: unknown): WeightsError =>
    new WeightsError('weights.index', { file: name }, null, { cause });
  if (blob.size > indexBytes) {
    throw new WeightsError('weights.indexSize', { file: name, size: blob.size, limit: indexBytes });
  }
  const text = new TextDecoder().decode(await blobSource(blob, name).read(0, blob.size));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw bad(cause);
  }
  if (typeof value !== 'object' || value === null || !('weight_map' in value)) throw bad();
  const map = value.weight_map;
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw bad();
  const twice = duplicateKey(text);
  if (twice !== null) throw new WeightsError('weights.duplicate', { file: name }, twice);
  const places = Object.entries(map as Readonly<Record<string, unknown>>).map(([tensor, file]) => {
    if (typeof file !== 'string') throw bad();
    // A path is no business of a page's: only the file's own name is compared.
    return [tensor, baseName(file)] as const;
  });
  if (places.length === 0) throw new WeightsError('weights.noTensors', { file: name });
  if (places.length > limits.tensors) {
    throw new WeightsError('weights.tooMany', { file: name, count: places.length, limit: limits.tensors });
  }
  return new Map(places);
}

/** The shards that `name` is one of: `model-00002-of-00003.safetensors` is one of three. */
function siblings(name: string): readonly string[] | null {
  const [, before = '', index = '', after = '', count = ''] = numbered.exec(name) ?? [];
  const total = Number(count);
  if (index === '' || total < 1 || total > limits.tensors) return null;
  return Array.from(
    { length: total },
    (_, at) => before + String(at + 1).padStart(index.length, '0') + after,
  );
}

/** Opens shards together with their index, or all of a numbered series. Throws WeightsError. */
export async function openShards(files: readonly WeightFile[]): Promise<TensorFile> {
  const indices = files.filter(isIndex);
  const given = new Map(files.filter((file) => !isIndex(file)).map((file) => [file.name, file]));
  const [index] = indices;
  if (indices.length > 1) {
    throw new WeightsError('weights.unrelated', {
      files: printable(indices.map(({ name }) => name).join(', ')),
    });
  }
  const places = index ? await readIndex(index) : null;
  const [firstName = ''] = given.keys();
  const wanted = places ? new Set(places.values()) : new Set(siblings(firstName) ?? []);
  const name = index?.name ?? firstName;
  const strangers = [...given.keys()].filter((file) => !wanted.has(file));
  if (strangers.length > 0) {
    throw new WeightsError('weights.unrelated', { files: printable([...given.keys()].join(', '), 200) });
  }
  const absent = [...wanted].filter((file) => !given.has(file));
  if (absent.length > 0) {
    const missing = printable(absent.join(', '), 200);
    throw new WeightsError('weights.noShard', { file: name, count: absent.length, missing });
  }
  const entries = new Map<string, TensorEntry>();
  const homes = new Map<string, TensorFile>();
  const metadata = new Map<string, string>();
  for (const { blob, name: shardName } of given.values()) {
    const shard = await openOne({ blob, name: shardName }, null);
    for (const [key, text] of shard.metadata) metadata.set(key, text);
    for (const [tensor, entry] of shard.entries) {
      if (entries.has(tensor)) throw new WeightsError('weights.duplicate', { file: shardName }, tensor);
      if (places && places.get(tensor) !== shardName) {
        throw new WeightsError('weights.indexDiffers', { file: name, shard: shardName }, tensor);
      }
      entries.set(tensor, entry);
      homes.set(tensor, shard);
    }
  }
  const lost = places && [...places.keys()].find((tensor) => !entries.has(tensor));
  if (lost) {
    throw new WeightsError('weights.indexDiffers', { file: name, shard: places.get(lost) ?? '' }, lost);
  }
  return {
    name,
    entries,
    metadata,
    parts: [],
    part: '',
    read: (tensor) => {
      const home = homes.get(tensor);
      return home
        ? home.read(tensor)
        : Promise.reject(new WeightsError('weights.absent', { file: name }, tensor));
    },
  };
}
