import { describe, expect, it } from 'vitest';
import { blobSource } from './byteSource.ts';
import { WeightsError } from './errors.ts';
import { limits, openSafetensors, openSafetensorsBlob, openSafetensorsBytes } from './safetensors.ts';
import { writeSafetensors } from './safetensorsWrite.ts';

/** A file with this header text and this many bytes behind it. */
function fileOf(header: string, dataBytes: number, claimed?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.byteLength + dataBytes);
  new DataView(file.buffer).setBigUint64(0, claimed ?? BigInt(text.byteLength), true);
  file.set(text, 8);
  return file;
}

const open = (bytes: Uint8Array) => openSafetensorsBytes(bytes, 'net.safetensors');
const entry = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});
const header = (entries: Record<string, unknown>) => JSON.stringify(entries);

async function failure(bytes: Uint8Array): Promise<WeightsError> {
  const error = await open(bytes).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WeightsError);
  return error as WeightsError;
}

describe('reading safetensors', () => {
  const values = Float32Array.of(1, -2.5, 0, 3e-5, 65504, 0.1);
  const written = writeSafetensors(
    [
      { name: 'a', shape: [2, 3], dtype: 'F32', data: values },
      { name: 'half', shape: [6], dtype: 'F16', data: values },
      { name: 'brain', shape: [3, 2], dtype: 'BF16', data: values },
      { name: 'empty', shape: [0, 4], dtype: 'F32', data: new Float32Array(0) },
      { name: 'count', shape: [], dtype: 'I64', data: BigInt64Array.of(7n) },
      { name: '__proto__', shape: [1], dtype: 'F32', data: Float32Array.of(9) },
    ],
    { format: 'pt' },
  );

  it('gives back what was written, in the precision that it was written in', async () => {
    const file = await open(written);
    expect([...file.metadata]).toEqual([['format', 'pt']]);
    expect([...file.entries.keys()]).toEqual(['a', 'half', 'brain', 'empty', 'count', '__proto__']);
    const read = async (name: string) => {
      const found = file.entries.get(name);
      if (!found) throw new Error(name);
      return [...(await file.read(found.name))];
    };
    expect(await read('a')).toEqual([...values]);
    expect(await read('half')).toEqual([1, -2.5, 0, 503 * 2 ** -24, 65504, 0.0999755859375]);
    expect(await read('brain')).toEqual([1, -2.5, 0, (1 + 124 / 128) * 2 ** -16, 65536, 0.10009765625]);
    expect(await read('empty')).toEqual([]);
    expect(await read('__proto__')).toEqual([9]);
    await expect(read('count')).rejects.toThrow('count holds I64 values; weights can be read from F32, F16');
    expect(Object.hasOwn(Object.prototype, 'dtype')).toBe(false);
  });

  it('starts the values at a multiple of 8', () => {
    expect(Number(new DataView(written.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('reads values at any offset, and float64', async () => {
    const text = header({ b: entry(0, 1, [1], 'U8'), d: entry(1, 9, [1], 'F64'), f: entry(9, 13) });
    const bytes = fileOf(text, 13);
    const view = new DataView(bytes.buffer, bytes.byteLength - 13);
    view.setFloat64(1, 0.1, true);
    view.setFloat32(9, -4.25, true);
    const file = await open(bytes);
    const d = file.entries.get('d');
    const f = file.entries.get('f');
    if (!d || !f) throw new Error('not listed');
    expect([...(await file.read(d.name))]).toEqual([Math.fround(0.1)]);
    expect([...(await file.read(f.name))]).toEqual([-4.25]);
  });

  it('takes no more of a blob than the header', async () => {
    const reads: [number, number][] = [];
    const inner = blobSource(new Blob([written]), 'net.safetensors');
    const file = await openSafetensors({
      ...inner,
      read: (begin, end) => {
        reads.push([begin, end]);
        return inner.read(begin, end);
      },
    });
    const first = file.entries.get('a');
    expect(Math.max(...reads.map(([, end]) => end))).toBe(first?.begin);
  });

  it('says so when the file has changed since it was chosen', async () => {
    const gone = {
      size: 100,
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadable')) }),
    };
    await expect(openSafetensorsBlob(gone as unknown as Blob, 'x.safetensors')).rejects.toThrow(
      'x.safetensors cannot be read any more',
    );
    const shorter = { size: 100, slice: () => new Blob(['abc']) };
    await expect(openSafetensorsBlob(shorter as unknown as Blob, 'x.safetensors')).rejects.toThrow(
      WeightsError,
    );
  });
});

describe('a hostile or damaged file', () => {
  const one = header({ a: entry(0, 8) });
  const cases: [string, Uint8Array, string, string | null][] = [
    ['is empty', new Uint8Array(), 'weights.empty', null],
    ['has 5 bytes', new Uint8Array(5), 'weights.tooShort', null],
    ['has only a length', fileOf('', 0, 10n), 'weights.headerLength', null],
    ['is text', new TextEncoder().encode('epoch,loss\n1,0.5\n2,0.25\n'), 'weights.headerLength', null],
    ['claims a header of 0', fileOf(one, 8, 0n), 'weights.headerLength', null],
    ['claims a header of 2^53', fileOf(one, 8, 2n ** 53n), 'weights.headerLength', null],
    ['claims a negative header', fileOf(one, 8, 2n ** 64n - 1n), 'weights.headerLength', null],
    [
      'claims a header of one byte too many',
      fileOf(one, 0, BigInt(one.length + 1)),
      'weights.headerLength',
      null,
    ],
    ['is cut in the values', fileOf(one, 7), 'weights.offsets', 'a'],
    ['is cut in the header', fileOf(one.slice(0, -5), 20), 'weights.headerJson', null],
    ['has no JSON', fileOf('{not json at all}', 8), 'weights.headerJson', null],
    ['has a JSON list', fileOf('[1,2,3]', 8), 'weights.headerJson', null],
    ['starts its header with a space', fileOf(` ${one}`, 8), 'weights.headerJson', null],
    ['is not UTF-8', fileOf(`{"\u0000`, 8).fill(0xff, 10), 'weights.headerJson', null],
    ['has NaN for an offset', fileOf(one.replace('[0,8]', '[0,NaN]'), 8), 'weights.headerJson', null],
    ['has null for an offset', fileOf(one.replace('[0,8]', '[0,null]'), 8), 'weights.offsets', 'a'],
    ['has a fraction for an offset', fileOf(one.replace('[0,8]', '[0.5,8.5]'), 8), 'weights.offsets', 'a'],
    ['has three offsets', fileOf(one.replace('[0,8]', '[0,4,8]'), 8), 'weights.offsets', 'a'],
    ['has offsets backwards', fileOf(header({ a: entry(8, 0, [2]) }), 8), 'weights.offsets', 'a'],
    ['has a negative offset', fileOf(header({ a: entry(-8, 0, [2]) }), 8), 'weights.offsets', 'a'],
    ['claims 10 GB', fileOf(header({ a: entry(0, 1e10) }), 8), 'weights.offsets', 'a'],
    [
      'has a shape of 10 GB over 8 bytes',
      fileOf(header({ a: entry(0, 8, [50_000, 50_000]) }), 8),
      'weights.size',
      'a',
    ],
    [
      'has a shape beyond integers',
      fileOf(header({ a: entry(0, 8, [1e300, 1e300]) }), 8),
      'weights.shape',
      'a',
    ],
    ['has a negative size', fileOf(header({ a: entry(0, 8, [-2]) }), 8), 'weights.shape', 'a'],
    ['has a text for a size', fileOf(header({ a: entry(0, 8, ['2']) }), 8), 'weights.shape', 'a'],
    ['has no shape', fileOf(header({ a: { dtype: 'F32', data_offsets: [0, 8] } }), 8), 'weights.shape', 'a'],
    ['has rank 9', fileOf(header({ a: entry(0, 4, new Array(9).fill(1)) }), 4), 'weights.shape', 'a'],
    ['has an unknown type', fileOf(header({ a: entry(0, 8, [2], 'F31') }), 8), 'weights.dtype', 'a'],
    [
      'has an inherited name for a type',
      fileOf(header({ a: entry(0, 8, [2], 'toString') }), 8),
      'weights.dtype',
      'a',
    ],
    ['has a number for an entry', fileOf(header({ a: 3 }), 8), 'weights.entry', 'a'],
    [
      'has overlapping tensors',
      fileOf(header({ a: entry(0, 8), b: entry(4, 12) }), 12),
      'weights.overlap',
      'b',
    ],
    [
      'gives two tensors one place',
      fileOf(header({ a: entry(0, 8), b: entry(0, 8) }), 8),
      'weights.overlap',
      'b',
    ],
    ['has a hole', fileOf(header({ a: entry(0, 8), b: entry(12, 16) }), 16), 'weights.hole', 'b'],
    ['has bytes at the end', fileOf(one, 12), 'weights.trailing', null],
    [
      'names a tensor twice',
      fileOf(`{"a":${header(entry(0, 4))},"\\u0061":${header(entry(4, 8))}}`, 8),
      'weights.duplicate',
      'a',
    ],
    [
      'says a dtype twice',
      fileOf(one.replace('{"dtype"', '{"dtype":"F64","dtype"'), 8),
      'weights.duplicate',
      'dtype',
    ],
    [
      'has a number in its metadata',
      fileOf(header({ __metadata__: { n: 1 }, a: entry(0, 8) }), 8),
      'weights.metadata',
      null,
    ],
    [
      'has a list for metadata',
      fileOf(header({ __metadata__: [], a: entry(0, 8) }), 8),
      'weights.metadata',
      null,
    ],
    ['holds no tensors', fileOf('{}', 0), 'weights.noTensors', null],
    [
      'has a name of 2000 letters',
      fileOf(header({ ['x'.repeat(2000)]: entry(0, 8) }), 8),
      'weights.nameLength',
      'x'.repeat(2000),
    ],
  ];

  it.each(cases)('that %s is refused with a reason', async (_what, bytes, key, tensor) => {
    const error = await failure(bytes);
    expect(error.key).toBe(key);
    expect(error.tensor).toBe(tensor);
    expect(error.message).toContain('net.safetensors');
    expect(error.message).not.toMatch(/\{\w+\}|undefined/);
    expect(error.message.length).toBeLessThan(500);
  });

  it('that lists too many tensors is refused', async () => {
    const many = Object.fromEntries(
      Array.from({ length: limits.tensors + 1 }, (_, index) => [`t${index}`, entry(0, 0, [0])]),
    );
    expect((await failure(fileOf(header(many), 0))).key).toBe('weights.tooMany');
  });

  it('that nests its header deeply is refused without running out of stack', async () => {
    expect((await failure(fileOf(`{"a":${'['.repeat(200_000)}`, 8))).key).toBe('weights.headerJson');
  });

  it('is named in the message without its control characters', async () => {
    const error = await failure(fileOf(header({ 'a\n\u202Eb': entry(0, 8, [3]) }), 8));
    expect(error.message).toContain('a\uFFFD\uFFFDb has 8 bytes, and its shape [3] needs 12');
  });
});
