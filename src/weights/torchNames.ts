/**
 * What the names in a PyTorch pickle mean here: storages, tensors, ordered dicts. Names as in torch/_utils.py and
 * torch/serialization.py. All others are refused, but for some that training checkpoints carry along and that can be
 * left out: in their place stands a mark, and nothing of them is ever called.
 */
import { type DType, dtypeBytes } from './dtypes.ts';
import { Known, Made, Opaque, type PickleNames, type PickleValue } from './pickle/values.ts';
import { limits } from './safetensors.ts';

/** A run of values that tensors are views of. */
export class Storage extends Made {
  readonly made = 'storage';
  /** Its name in the file. */
  readonly key: string;
  readonly dtype: DType;
  /** How many values the file's storage has, and which of them this one begins with (older files have such views). */
  readonly total: number;
  readonly first: number;
  readonly count: number;

  constructor(key: string, dtype: DType, total: number, first = 0, count = total - first) {
    super();
    this.key = key;
    this.dtype = dtype;
    this.total = total;
    this.first = first;
    this.count = count;
  }
}

export class TorchTensor extends Made {
  readonly made = 'tensor';
  readonly storage: Storage;
  readonly dtype: DType;
  /** In values of `dtype`. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(
    storage: Storage,
    dtype: DType,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    super();
    this.storage = storage;
    this.dtype = dtype;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

const storageTypes: ReadonlyMap<string, DType> = new Map([
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.DoubleStorage', 'F64'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
  ['torch.ComplexFloatStorage', 'C64'],
  // Bytes, of which the tensor says the type.
  ['torch.storage.UntypedStorage', 'U8'],
  ['torch.UntypedStorage', 'U8'],
]);

const scalarTypes: ReadonlyMap<string, DType> = new Map([
  ['torch.float32', 'F32'],
  ['torch.float16', 'F16'],
  ['torch.bfloat16', 'BF16'],
  ['torch.float64', 'F64'],
  ['torch.int64', 'I64'],
  ['torch.int32', 'I32'],
  ['torch.int16', 'I16'],
  ['torch.int8', 'I8'],
  ['torch.uint8', 'U8'],
  ['torch.uint16', 'U16'],
  ['torch.uint32', 'U32'],
  ['torch.uint64', 'U64'],
  ['torch.bool', 'BOOL'],
  ['torch.float8_e4m3fn', 'F8_E4M3'],
  ['torch.float8_e5m2', 'F8_E5M2'],
]);

/** Part of a training checkpoint's bookkeeping: options, scores, paths. Skipped. */
const skipped: ReadonlySet<string> = new Set([
  'argparse.Namespace',
  'types.SimpleNamespace',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
  'numpy.dtype',
  'numpy.ndarray',
  '_codecs.encode',
  'collections.defaultdict',
  'collections.Counter',
  'pathlib.PosixPath',
  'pathlib.WindowsPath',
  'pathlib.Path',
  'datetime.datetime',
  'datetime.timedelta',
  'torch.device',
  'torch.Size',
  'torch.Tensor',
  'torch.nn.parameter.Parameter',
  'copy_reg._reconstructor',
  'copyreg._reconstructor',
  ...['object', 'dict', 'list', 'set', 'int', 'float', 'str', 'bool'].flatMap((name) => [
    `builtins.${name}`,
    `__builtin__.${name}`,
  ]),
]);

const isCount = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isCounts = (value: PickleValue | undefined): value is number[] =>
  Array.isArray(value) && value.length <= limits.rank && value.every(isCount);

/** Position of the last value that a view reaches, from its first; -1 for a view without values. */
export const reach = (shape: readonly number[], strides: readonly number[]): number =>
  shape.includes(0) ? -1 : shape.reduce((sum, extent, axis) => sum + (extent - 1) * (strides[axis] ?? 0), 0);

/** No tensor of a network has so many values; a view can claim them at no cost, by repeating one. */
const mostValues = 2 ** 31;

function view(args: readonly PickleValue[], dtype: DType | undefined): TorchTensor | undefined {
  const [storage, offset, shape, strides] = args;
  if (!(storage instanceof Storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    return undefined;
  }
  const type = dtype ?? storage.dtype;
  const values = (storage.count * dtypeBytes[storage.dtype]) / dtypeBytes[type];
  const inside = offset + reach(shape, strides) < values || shape.includes(0);
  const size = shape.reduce((product, extent) => product * extent, 1);
  return shape.length === strides.length && inside && size <= mostValues
    ? new TorchTensor(storage, type, offset, shape, strides)
    : undefined;
}

const rebuildTensor = new Known('torch._utils._rebuild_tensor_v2', (args) => view(args, undefined));

const firstTensor = (args: readonly PickleValue[]): PickleValue | undefined =>
  args[0] instanceof TorchTensor ? args[0] : undefined;

function orderedDict(args: readonly PickleValue[]): PickleValue | undefined {
  const [pairs = []] = args;
  if (!Array.isArray(pairs)) return undefined;
  const map = new Map<PickleValue, PickleValue>();
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    map.set(pair[0] as PickleValue, pair[1] as PickleValue);
  }
  return map;
}

const known: ReadonlyMap<string, Known> = new Map(
  [
    rebuildTensor,
    new Known('torch._utils._rebuild_tensor', (args) => view(args, undefined)),
    new Known('torch._utils._rebuild_tensor_v3', (args) => {
      const dtype = args[6] instanceof Opaque ? scalarTypes.get(args[6].name) : undefined;
      return dtype === undefined ? undefined : view(args, dtype);
    }),
    new Known('torch._utils._rebuild_parameter', firstTensor),
    new Known('torch._utils._rebuild_parameter_with_state', firstTensor),
    // A tensor with attributes of its own: the function that rebuilds it, its class, that function's arguments.
    new Known('torch._tensor._rebuild_from_type_v2', ([rebuild, , args]) =>
      rebuild instanceof Known && known.get(rebuild.name) === rebuild && Array.isArray(args)
        ? plainTensor(rebuild, args)
        : undefined,
    ),
    new Known('collections.OrderedDict', orderedDict),
  ].map((entry) => [entry.name, entry]),
);

/** Only functions that make a tensor from a storage: one that takes functions again could be nested without end. */
const plainTensor = (rebuild: Known, args: readonly PickleValue[]): PickleValue | undefined =>
  /\._rebuild_(tensor|parameter)/.test(rebuild.name) ? rebuild.make(args) : undefined;

/** `('storage', type, key, location, count)`, in older files with `(key, first, count)` of a view behind it. */
function loadStorage(id: PickleValue): Storage | undefined {
  if (!Array.isArray(id)) return undefined;
  const [kind, type, key, , total, part = null] = id;
  if (kind !== 'storage' || !(type instanceof Opaque) || typeof key !== 'string' || !isCount(total)) {
    return undefined;
  }
  const dtype = storageTypes.get(type.name);
  if (dtype === undefined) return undefined;
  if (part === null) return new Storage(key, dtype, total);
  const [, first, count] = Array.isArray(part) ? part : [];
  return isCount(first) && isCount(count) && first + count <= total
    ? new Storage(key, dtype, total, first, count)
    : undefined;
}

/**
 * The names for one file. `storages` gets every storage that its pickle speaks of, by key; one that it describes in
 * two ways is refused. Names of classes are marks: which type a storage has is read from its class's name.
 */
export const torchNames = (storages: Map<string, Storage>): PickleNames => ({
  find: (name) =>
    known.get(name) ??
    (storageTypes.has(name) || scalarTypes.has(name) || skipped.has(name) ? new Opaque(name) : undefined),
  load: (id) => {
    const storage = loadStorage(id);
    if (storage === undefined) return undefined;
    const before = storages.get(storage.key) ?? storage;
    if (before.dtype !== storage.dtype || before.total !== storage.total) return undefined;
    storages.set(storage.key, before);
    return storage;
  },
});
