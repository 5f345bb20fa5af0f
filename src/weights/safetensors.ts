/**
 * Reading `.safetensors`: 8 bytes of header length, a JSON header, raw little-endian values. The format is documented
 * at https://huggingface.co/docs/safetensors. A file comes from anywhere, so nothing in it is believed before it was
 * checked, and no claim of it costs memory before the file is known to hold that many bytes.
 */
import { type ByteSource, blobSource, bytesSource } from './byteSource.ts';
import { type DType, dtypeBytes } from './dtypes.ts';
import { printable, WeightsError } from './errors.ts';
import { looksTorch } from './fileKind.ts';
import { duplicateKey } from './jsonKeys.ts';
import { decodeFloats, floatTypeOf, type TensorEntry, type TensorFile } from './tensorFile.ts';

export { type DType, dtypeBytes, type FloatDType, floatDTypes, isFloat } from './dtypes.ts';

export const limits = {
  /** The format's own bound. A header spends about 100 bytes on a tensor. */
  headerBytes: 100_000_000,
  /** A thousand layers have about seven thousand tensors; more than this is no network, only work. */
  tensors: 100_000,
  /** The longest that PyTorch makes in practice is below 200. */
  nameLength: 1_000,
  /** PyTorch's convolutions go up to rank 5. */
  rank: 8,
} as const;

export interface SafetensorsEntry extends TensorEntry {
  /** Position of the first byte in the file. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsFile extends TensorFile {
  readonly source: ByteSource;
  /** In the order of their bytes. A Map, because a file may name a tensor `__proto__`. */
  readonly entries: ReadonlyMap<string, SafetensorsEntry>;
}

/** Reads and checks the header only. Throws WeightsError. */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const file = source.name;
  if (source.size === 0) throw new WeightsError('weights.empty', { file });
  if (source.size < 8) throw new WeightsError('weights.tooShort', { file, size: source.size });
  const dataStart = headerEnd(await source.read(0, 8), file, source.size);
  const text = decodeHeader(await source.read(8, dataStart), file);
  return safetensorsFile(source, parseHeader(text, file, dataStart, source.size));
}

/** Where the header of a file ends that starts with these 8 bytes. Throws WeightsError. */
function headerEnd(start: Uint8Array<ArrayBuffer>, file: string, size: number): number {
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  const limit = Math.min(limits.headerBytes, size - 8);
  if (length < 2n || length > BigInt(limit)) {
    const known = Number.isFinite(size) ? size : limit;
    throw new WeightsError('weights.headerLength', { file, length: length.toString(), size: known, limit });
  }
  return 8 + Number(length);
}

/**
 * What a file is, as soon as enough of it is there: null until its header is whole. `start` is what has come so far.
 * The file's size is what its header says; no value can be read. Throws WeightsError.
 */
export function peekSafetensors(start: Uint8Array<ArrayBuffer>, file: string): SafetensorsFile | null {
  if (start.byteLength < 16) return null;
  if (looksTorch(start)) throw new WeightsError('weights.pickle', { file });
  const dataStart = headerEnd(start, file, Number.POSITIVE_INFINITY);
  if (start.byteLength < dataStart) return null;
  const text = decodeHeader(start.subarray(8, dataStart), file);
  const { entries, metadata, size } = parseHeader(text, file, dataStart, null);
  const read = (): Promise<never> => Promise.reject(new WeightsError('weights.unreadable', { file }));
  return safetensorsFile({ name: file, size, read }, { entries, metadata });
}

/** A file from what its header says. */
export function safetensorsFile(
  source: ByteSource,
  { entries, metadata }: Pick<SafetensorsFile, 'entries' | 'metadata'>,
): SafetensorsFile {
  const { name } = source;
  const read: TensorFile['read'] = async (tensor) => {
    const entry = entries.get(tensor);
    if (entry === undefined) throw new WeightsError('weights.absent', { file: name }, tensor);
    const dtype = floatTypeOf(name, entry);
    return decodeFloats(await source.read(entry.begin, entry.end), dtype);
  };
  return { name, source, entries, metadata, parts: [], part: '', read };
}

export const openSafetensorsBlob = (blob: Blob, name: string): Promise<SafetensorsFile> =>
  openSafetensors(blobSource(blob, name));

export const openSafetensorsBytes = (bytes: Uint8Array, name: string): Promise<SafetensorsFile> =>
  openSafetensors(bytesSource(bytes, name));

function decodeHeader(bytes: Uint8Array, file: string): string {
  if (bytes[0] !== 0x7b) throw new WeightsError('weights.headerJson', { file });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WeightsError('weights.headerJson', { file }, null, { cause });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseHeader(
  text: string,
  file: string,
  dataStart: number,
  /** null where it is not known yet: then the header alone says it. */
  fileSize: number | null,
): Pick<SafetensorsFile, 'entries' | 'metadata'> & { readonly size: number } {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw new WeightsError('weights.headerJson', { file }, null, { cause });
  }
  if (!isRecord(header)) throw new WeightsError('weights.headerJson', { file });
  const twice = duplicateKey(text);
  if (twice !== null) throw new WeightsError('weights.duplicate', { file }, twice);

  const found: SafetensorsEntry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  const listed = Object.entries(header);
  if (listed.length > limits.tensors) {
    throw new WeightsError('weights.tooMany', { file, count: listed.length, limit: limits.tensors });
  }
  for (const [name, value] of listed) {
    if (name === '__metadata__') metadata = parseMetadata(value, file);
    else found.push(parseEntry(name, value, file, dataStart, fileSize ?? Number.MAX_SAFE_INTEGER));
  }
  if (found.length === 0) throw new WeightsError('weights.noTensors', { file });

  found.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let next = dataStart;
  for (const { name, begin, end } of found) {
    if (begin < next) throw new WeightsError('weights.overlap', { file }, name);
    if (begin > next) throw new WeightsError('weights.hole', { file, bytes: begin - next }, name);
    next = end;
  }
  if (fileSize !== null && next !== fileSize) {
    throw new WeightsError('weights.trailing', { file, bytes: fileSize - next });
  }
  return { entries: new Map(found.map((entry) => [entry.name, entry])), metadata, size: next };
}

function parseMetadata(value: unknown, file: string): ReadonlyMap<string, string> {
  if (!isRecord(value)) throw new WeightsError('weights.metadata', { file });
  return new Map(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string') throw new WeightsError('weights.metadata', { file });
      return [key, text];
    }),
  );
}

/** A value out of the header for a message. */
const shown = (value: unknown): string =>
  printable(value === undefined ? '–' : (JSON.stringify(value) ?? String(value)));

function parseEntry(
  name: string,
  value: unknown,
  file: string,
  dataStart: number,
  fileSize: number,
): SafetensorsEntry {
  if (name.length > limits.nameLength) {
    throw new WeightsError('weights.nameLength', { file, limit: limits.nameLength }, name);
  }
  if (!isRecord(value)) throw new WeightsError('weights.entry', { file, value: shown(value) }, name);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(dtypeBytes, dtype)) {
    throw new WeightsError(
      'weights.dtype',
      { file, value: shown(dtype), allowed: Object.keys(dtypeBytes).join(', ') },
      name,
    );
  }
  if (!Array.isArray(shape) || shape.length > limits.rank || !shape.every(isSize)) {
    throw new WeightsError('weights.shape', { file, value: shown(shape), limit: limits.rank }, name);
  }
  const size = shape.reduce<number>((product, extent) => product * (extent as number), 1);
  const bytes = size * dtypeBytes[dtype as DType];
  const room = fileSize - dataStart;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw new WeightsError('weights.offsets', { file, value: shown(offsets), limit: room }, name);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > room) {
    throw new WeightsError('weights.offsets', { file, value: shown(offsets), limit: room }, name);
  }
  if (end - begin !== bytes) {
    throw new WeightsError('weights.size', { file, value: end - begin, shape: shown(shape), bytes }, name);
  }
  return {
    name,
    dtype: dtype as DType,
    shape: shape as number[],
    begin: dataStart + begin,
    end: dataStart + end,
  };
}

const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
