/**
 * The zip archives that PyTorch writes: records stored as they are, 64-bit sizes where needed. The format is PKWARE's
 * APPNOTE.TXT 6.3.10. Only the directory at the end is read; records are read in place, piece by piece.
 */
import type { ByteSource } from './byteSource.ts';
import { printable, WeightsError } from './errors.ts';
import { limits } from './safetensors.ts';

export interface ZipRecord {
  readonly name: string;
  /** Bytes of the record's content. */
  readonly size: number;
  /** Position of its local header. */
  readonly header: number;
  /** Where the content ends at the latest: the next header, or the directory. */
  readonly bound: number;
}

export const zipLimits = {
  /** The directory spends about 100 bytes on a record, and a tensor has one. */
  directory: 64 * 1024 * 1024,
} as const;

const endRecord = 0x06054b50;
const end64 = 0x06064b50;
const locator64 = 0x07064b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
/** A local header without its name and extra field. */
const localBytes = 30;

const damaged = (source: ByteSource): WeightsError => new WeightsError('torch.zip', { file: source.name });

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

async function viewAt(source: ByteSource, begin: number, length: number): Promise<DataView> {
  if (!Number.isSafeInteger(begin) || begin < 0 || begin + length > source.size) throw damaged(source);
  return viewOf(await source.read(begin, begin + length));
}

/** Values beyond 2^53 are beyond any file. */
const u64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly begin: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const span = Math.min(source.size, 22 + 0xffff);
  const tailStart = source.size - span;
  const tail = await viewAt(source, tailStart, span);
  for (let at = span - 22; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== endRecord || at + 22 + tail.getUint16(at + 20, true) !== span) continue;
    const plain = {
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      begin: tail.getUint32(at + 16, true),
    };
    if (plain.count !== 0xffff && plain.size !== 0xffffffff && plain.begin !== 0xffffffff) return plain;
    const locator = await viewAt(source, tailStart + at - 20, 20);
    if (locator.getUint32(0, true) !== locator64) throw damaged(source);
    const view = await viewAt(source, u64(locator, 8), 56);
    if (view.getUint32(0, true) !== end64) throw damaged(source);
    return { count: u64(view, 32), size: u64(view, 40), begin: u64(view, 48) };
  }
  throw damaged(source);
}

/** Sizes and place where the 32-bit fields only say "see the extra field" (header id 1). */
function wide(view: DataView, begin: number, length: number, fields: readonly number[]): readonly number[] {
  let at = begin;
  while (at + 4 <= begin + length) {
    const [id, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    const end = at + 4 + size;
    if (end > begin + length) break;
    if (id === 1) {
      let next = at + 4;
      return fields.map((field) => {
        if (field !== 0xffffffff) return field;
        if (next + 8 > end) return Number.NaN;
        next += 8;
        return u64(view, next - 8);
      });
    }
    at = end;
  }
  return fields;
}

/** The archive's records by name. Throws WeightsError for what is damaged, compressed, encrypted or overlapping. */
export async function openStoreZip(source: ByteSource): Promise<ReadonlyMap<string, ZipRecord>> {
  const file = source.name;
  const directory = await findDirectory(source);
  if (directory.count > limits.tensors) {
    throw new WeightsError('weights.tooMany', { file, count: directory.count, limit: limits.tensors });
  }
  if (directory.size > zipLimits.directory) {
    throw new WeightsError('torch.limit.directory', { file, limit: zipLimits.directory });
  }
  const view = await viewAt(source, directory.begin, directory.size);
  const found: Omit<ZipRecord, 'bound'>[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let index = 0; index < directory.count; index += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== entryMark) throw damaged(source);
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [nameLength, extraLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw damaged(source);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
    const [size, stored, header] = wide(view, at + 46 + nameLength, extraLength, [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]) as [number, number, number];
    if (method !== 0 || (flags & 1) !== 0) {
      throw new WeightsError('torch.zipPacked', { file, value: printable(name) });
    }
    if (size !== stored || ![size, header].every(Number.isSafeInteger) || names.has(name)) {
      throw damaged(source);
    }
    names.add(name);
    found.push({ name, size, header });
    at = next;
  }
  found.sort((a, b) => a.header - b.header);
  const records = found.map((record, index) => {
    const bound = found[index + 1]?.header ?? directory.begin;
    // Two names for the same bytes are how a small archive claims to hold a large one.
    if (record.header + localBytes + record.size > bound) {
      throw new WeightsError('torch.zipOverlap', { file, value: printable(record.name) });
    }
    return [record.name, { ...record, bound }] as const;
  });
  return new Map(records);
}

/** Where a record's content begins, from its local header. */
async function contentOf(source: ByteSource, record: ZipRecord): Promise<number> {
  const view = await viewAt(source, record.header, localBytes);
  const begin = record.header + localBytes + view.getUint16(26, true) + view.getUint16(28, true);
  if (view.getUint32(0, true) !== localMark || begin + record.size > record.bound) throw damaged(source);
  return begin;
}

/** A part of a record's content. `begin` and `end` lie within `record.size`. */
export async function readRecord(
  source: ByteSource,
  record: ZipRecord,
  begin = 0,
  end = record.size,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = await contentOf(source, record);
  return source.read(content + begin, content + end);
}
