/**
 * PyTorch's own files (.pth, .pt, .bin): the zip archive that it writes today, and the stream it wrote before version
 * 1.6. Both are a pickle that describes the tensors, and storages that hold their values (torch/serialization.py).
 * Only the pickle is read when the file is opened; nothing of it is run.
 */
import type { ByteSource } from './byteSource.ts';
import { dtypeBytes } from './dtypes.ts';
import { printable, WeightsError } from './errors.ts';
import { unpickle } from './pickle.ts';
import { PickleEnds } from './pickle/bytes.ts';
import type { PickleValue } from './pickle/values.ts';
import { limits } from './safetensors.ts';
import { openStoreZip, readRecord, type ZipRecord } from './storeZip.ts';
import { decodeFloats, type FilePart, floatTypeOf, type TensorEntry, type TensorFile } from './tensorFile.ts';
import { reach, type Storage, torchNames, TorchTensor } from './torchNames.ts';

/** Bytes of the pickles. One of a network of a thousand layers has less than a million. */
const pickleBytes = 64 * 1024 * 1024;
/** How deep in a checkpoint sets of weights are looked for. */
const partDepth = 3;
const mapsLimit = 10_000;

/** Bytes of a storage, in bytes from its first. */
type ReadStorage = (storage: Storage, begin: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

interface Opened {
  readonly value: PickleValue;
  readonly read: ReadStorage;
  /** Throws WeightsError for a storage that the file does not hold in the size that is claimed. */
  check(storage: Storage): void;
}

const sizeOf = (storage: Storage): number => storage.total * dtypeBytes[storage.dtype];

const wrongSize = (file: string, storage: Storage, bytes: number): WeightsError =>
  new WeightsError('torch.storageSize', {
    file,
    value: printable(storage.key),
    bytes,
    wanted: sizeOf(storage),
  });

// --- the zip archive ---

async function openArchive(source: ByteSource): Promise<Opened> {
  const file = source.name;
  const records = await openStoreZip(source);
  const pickles = [...records.values()].filter(({ name }) => /(^|\/)data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) throw new WeightsError('torch.zipNoPickle', { file });
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  if (records.has(`${folder}constants.pkl`)) throw new WeightsError('torch.script', { file });
  if (pickle.size > pickleBytes) throw new WeightsError('torch.limit.pickle', { file, limit: pickleBytes });
  const order = records.get(`${folder}byteorder`);
  if (
    order &&
    new TextDecoder().decode(await readRecord(source, order, 0, Math.min(order.size, 6))) === 'big'
  ) {
    throw new WeightsError('torch.bigEndian', { file });
  }
  const bytes = await readRecord(source, pickle);
  const recordOf = ({ key }: Storage): ZipRecord => {
    const record = records.get(`${folder}data/${key}`);
    if (record === undefined) throw new WeightsError('torch.noStorage', { file, value: printable(key) });
    return record;
  };
  let value: PickleValue;
  try {
    ({ value } = unpickle(bytes, 0, torchNames(new Map()), file));
  } catch (error) {
    throw error instanceof PickleEnds ? cutOff(file) : error;
  }
  return {
    value,
    read: (storage, begin, end) => readRecord(source, recordOf(storage), begin, end),
    check: (storage) => {
      const { size } = recordOf(storage);
      if (size !== sizeOf(storage)) throw wrongSize(file, storage, size);
    },
  };
}

const cutOff = (file: string): WeightsError => new WeightsError('torch.cutOff', { file });

// --- the stream ---

/** torch/serialization.py, MAGIC_NUMBER and PROTOCOL_VERSION. */
const magic = 0x1950a86a20f9469cfc6cn;
const streamProtocol = 1001;

interface StreamHead {
  readonly value: PickleValue;
  readonly storages: ReadonlyMap<string, Storage>;
  /** Keys of the storages in the order in which they follow. */
  readonly keys: readonly string[];
  readonly end: number;
}

/** The five pickles that a stream begins with: magic number, version, machine, object, keys of the storages. */
function readHead(bytes: Uint8Array, file: string): StreamHead {
  let at = 0;
  const storages = new Map<string, Storage>();
  const names = torchNames(storages);
  const next = (): PickleValue => {
    const { value, end } = unpickle(bytes, at, names, file);
    at = end;
    return value;
  };
  if (next() !== magic) throw new WeightsError('torch.notTorch', { file });
  if (next() !== streamProtocol) throw new WeightsError('torch.notTorch', { file });
  const machine = next();
  if (machine instanceof Map && machine.get('little_endian') === false) {
    throw new WeightsError('torch.bigEndian', { file });
  }
  const value = next();
  const keys = next();
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    throw new WeightsError('torch.damaged', { file, at });
  }
  if (keys.length > limits.tensors) {
    throw new WeightsError('weights.tooMany', { file, count: keys.length, limit: limits.tensors });
  }
  return { value, storages, keys, end: at };
}

/** The pickles say nowhere how long they are, so more is read until they end. */
async function findHead(source: ByteSource): Promise<StreamHead> {
  const file = source.name;
  const most = Math.min(source.size, pickleBytes);
  for (let length = Math.min(most, 1 << 20); ; length = Math.min(most, length * 4)) {
    try {
      return readHead(await source.read(0, length), file);
    } catch (error) {
      if (!(error instanceof PickleEnds)) throw error;
      if (length < most) continue;
      throw source.size > pickleBytes
        ? new WeightsError('torch.limit.pickle', { file, limit: pickleBytes })
        : cutOff(file);
    }
  }
}

async function openStream(source: ByteSource): Promise<Opened> {
  const file = source.name;
  const head = await findHead(source);
  /** Each storage is its count in 8 bytes and then its values, one after the other. */
  const places = new Map<string, { readonly begin: number; readonly count: number }>();
  let at = head.end;
  for (const key of head.keys) {
    if (at + 8 > source.size) throw cutOff(file);
    const count = new DataView((await source.read(at, at + 8)).buffer).getBigInt64(0, true);
    const known = head.storages.get(key);
    if (known === undefined) throw new WeightsError('torch.noStorage', { file, value: printable(key) });
    const bytes = Number(count) * dtypeBytes[known.dtype];
    if (bytes < 0 || at + 8 + bytes > source.size) throw cutOff(file);
    places.set(key, { begin: at + 8, count: Number(count) });
    at += 8 + bytes;
  }
  const placeOf = ({ key }: Storage): { readonly begin: number; readonly count: number } => {
    const place = places.get(key);
    if (place === undefined) throw new WeightsError('torch.noStorage', { file, value: printable(key) });
    return place;
  };
  return {
    value: head.value,
    read: (storage, begin, end) => {
      const place = placeOf(storage);
      return source.read(place.begin + begin, place.begin + end);
    },
    check: (storage) => {
      const { count } = placeOf(storage);
      if (count !== storage.total) throw wrongSize(file, storage, count * dtypeBytes[storage.dtype]);
    },
  };
}

// --- what a checkpoint holds ---

type Tensors = ReadonlyMap<string, TorchTensor>;

function namedTensors(map: ReadonlyMap<PickleValue, PickleValue>): Tensors {
  const tensors = new Map<string, TorchTensor>();
  for (const [name, value] of map) {
    if (typeof name === 'string' && value instanceof TorchTensor) tensors.set(name, value);
  }
  return tensors;
}

const isAverage = (path: string): boolean => /(^|[._])ema($|[._])|averag/i.test(path);
/** Where training scripts put what a run goes on with; of several sets the first of these is taken. */
const usual = ['', 'state_dict', 'model', 'model_state_dict', 'net', 'network', 'module'];

function rank(path: string): number {
  const place = usual.indexOf(path);
  return (isAverage(path) ? 100 : 0) + (place < 0 ? usual.length : place);
}

/** Sets of weights by their path in the checkpoint, the one that is taken by itself first. */
function setsOf(value: PickleValue): ReadonlyMap<string, Tensors> {
  const found: [string, Tensors][] = [];
  const seen = new Set<PickleValue>();
  let level: [string, PickleValue][] = [['', value]];
  for (let depth = 0; depth <= partDepth; depth += 1) {
    const below: [string, PickleValue][] = [];
    for (const [path, entry] of level) {
      if (!(entry instanceof Map) || seen.has(entry) || seen.size >= mapsLimit) continue;
      seen.add(entry);
      const tensors = namedTensors(entry);
      // An optimizer's state has tensors too, of which none is named after a module.
      if ([...tensors.keys()].some((name) => name.includes('.'))) found.push([path, tensors]);
      for (const [key, inner] of entry) {
        if (typeof key === 'string' && inner instanceof Map && key.length <= limits.nameLength) {
          below.push([path === '' ? key : `${path}.${key}`, inner]);
        }
      }
    }
    level = below;
  }
  return new Map(found.sort(([a], [b]) => rank(a) - rank(b)));
}

const labelKeys = ['labels', 'class_names', 'classes'];

/** Class names beside the weights, in the form that safetensors' metadata has them. */
function metadataOf(value: PickleValue): ReadonlyMap<string, string> {
  if (!(value instanceof Map)) return new Map();
  for (const key of labelKeys) {
    const list = value.get(key);
    if (Array.isArray(list) && list.length > 0 && list.every((entry) => typeof entry === 'string')) {
      return new Map([['labels', JSON.stringify(list)]]);
    }
  }
  return new Map();
}

function entriesOf(tensors: Tensors, file: string): ReadonlyMap<string, TensorEntry> {
  if (tensors.size > limits.tensors) {
    throw new WeightsError('weights.tooMany', { file, count: tensors.size, limit: limits.tensors });
  }
  const entries = new Map<string, TensorEntry>();
  for (const [name, { dtype, shape }] of tensors) {
    if (name.length > limits.nameLength) {
      throw new WeightsError('weights.nameLength', { file, limit: limits.nameLength }, name);
    }
    entries.set(name, { name, dtype, shape });
  }
  return entries;
}

// --- values ---

/** The values of a view in the order of its shape, out of the run that begins with its first. */
function gather(
  values: Float32Array<ArrayBuffer>,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array<ArrayBuffer> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const result = new Float32Array(size);
  const index = shape.map(() => 0);
  let at = 0;
  for (let place = 0; place < size; place += 1) {
    result[place] = values[at] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const [extent = 1, stride = 0, now = 0] = [shape[axis], strides[axis], index[axis]];
      if (now + 1 < extent) {
        index[axis] = now + 1;
        at += stride;
        break;
      }
      index[axis] = 0;
      at -= now * stride;
    }
  }
  return result;
}

function isContiguous({ shape, strides }: TorchTensor): boolean {
  let wanted = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const extent = shape[axis] ?? 1;
    if (extent !== 1 && strides[axis] !== wanted) return false;
    wanted *= extent;
  }
  return true;
}

async function readValues(
  tensor: TorchTensor,
  dtype: ReturnType<typeof floatTypeOf>,
  read: ReadStorage,
): Promise<Float32Array<ArrayBuffer>> {
  const { storage, shape, strides, offset } = tensor;
  const last = reach(shape, strides);
  if (last < 0) return new Float32Array();
  const size = dtypeBytes[dtype];
  const begin = storage.first * dtypeBytes[storage.dtype] + offset * size;
  const values = decodeFloats(await read(storage, begin, begin + (last + 1) * size), dtype);
  return isContiguous(tensor) ? values : gather(values, shape, strides);
}

const pathOf = (parts: readonly FilePart[]): string => parts[0]?.path ?? '';

/**
 * A file of PyTorch's. `part` is the path of the set of weights that is wanted, null for the usual one. Throws
 * WeightsError.
 */
export async function openTorchFile(source: ByteSource, part: string | null): Promise<TensorFile> {
  const file = source.name;
  const start = await source.read(0, Math.min(4, source.size));
  const { value, read, check } = await (start[0] === 0x50 ? openArchive(source) : openStream(source));
  const sets = setsOf(value);
  const parts = [...sets].map(([path, tensors]): FilePart => ({ path, count: tensors.size }));
  const path = part ?? pathOf(parts);
  const tensors = sets.get(path);
  if (tensors === undefined) {
    if (parts.length === 0) throw new WeightsError('torch.noStateDict', { file });
    const allowed = parts.map((entry) => printable(entry.path)).join(', ');
    throw new WeightsError('torch.noPart', { file, value: printable(path), allowed });
  }
  for (const { storage } of tensors.values()) check(storage);
  return {
    name: file,
    entries: entriesOf(tensors, file),
    metadata: metadataOf(value),
    parts,
    part: path,
    read: async (name) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new WeightsError('weights.absent', { file }, name);
      const { dtype, shape } = tensor;
      return readValues(tensor, floatTypeOf(file, { name, dtype, shape }), read);
    },
  };
}
