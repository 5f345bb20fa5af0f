import { describe, expect, it } from 'vitest';
import { bytesSource } from './byteSource.ts';
import {
  archiveOf,
  dict,
  global,
  int,
  pickleOf,
  tensor,
  text,
  u16,
  u32,
  u64,
  zipOf,
} from './fixtures/torchBytes.ts';
import { pickleLimits } from './pickle/bytes.ts';
import { openTorchFile } from './torchFile.ts';

const open = (bytes: Uint8Array<ArrayBuffer>) => openTorchFile(bytesSource(bytes, 'x.pth'), null);
const openPickle = (pickle: Uint8Array, storages = { '0': new Uint8Array(16) }) =>
  open(archiveOf(pickle, storages));
const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const p2 = [0x80, 2];

it('of which nothing is wrong opens', async () => {
  const values = new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer);
  const file = await openPickle(dict({ 'a.b': tensor({ shape: [2, 2], strides: [1, 2] }) }), { '0': values });
  expect([...(await file.read('a.b'))]).toEqual([1, 3, 2, 4]);
});

describe('a pickle that would do something', () => {
  const call = (module: string, name: string, argument = 'true') =>
    pickleOf(p2, global(module, name), text(argument), [0x85], 'R.');
  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['nt', 'system'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['__builtin__', 'exec'],
    ['builtins', 'getattr'],
    ['builtins', '__import__'],
    ['torch.hub', 'load'],
    ['torch', 'load'],
    ['torch.storage', '_load_from_bytes'],
    ['torch.serialization', 'load'],
    ['runpy', '_run_code'],
    ['webbrowser', 'open'],
    ['pickle', 'loads'],
    ['constructor', 'constructor'],
    ['__proto__', 'toString'],
  ])('by %s.%s is refused by that name', async (module, name) => {
    await expect(openPickle(call(module, name))).rejects.toMatchObject({
      key: 'torch.global',
      values: { value: `${module}.${name}` },
    });
  });

  it.each([
    ['STACK_GLOBAL', pickleOf([0x80, 4], text('os'), text('system'), [0x93], text('id'), [0x85], 'R.')],
    [
      'a name inside a tensor’s hooks',
      pickleOf(p2, global('torch._utils', '_rebuild_tensor_v2'), '(', global('os', 'system')),
    ],
    [
      'a call within a call',
      pickleOf(
        p2,
        global('collections', 'OrderedDict'),
        '(',
        global('os', 'system'),
        text('id'),
        [0x85],
        'RtR.',
      ),
    ],
    ['a long name', pickleOf(p2, global('o'.repeat(100_000), 'x'))],
    ['a name that hides itself', pickleOf(p2, global('os', 'sys\rtem\u0007'))],
  ])('by %s is refused', async (_what, pickle) => {
    const error = await openPickle(pickle).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ key: 'torch.global' });
    expect((error as Error).message.length).toBeLessThan(400);
    expect((error as Error).message).not.toMatch(/\p{Cc}/u);
  });

  it.each([
    ['INST', 'i', pickleOf('(', text('id'), 'ios\nsystem\n.')],
    ['OBJ', 'o', pickleOf('(', global('argparse', 'Namespace'), 'o.')],
    ['PERSID', 'P', pickleOf('Pabc\n.')],
    ['EXT1', '\x82', pickleOf([0x82, 1], '.')],
    ['NEXT_BUFFER', '\x97', pickleOf([0x97], '.')],
    ['an unknown byte', '\xff', pickleOf([0xff])],
  ])('by the operation %s is refused by its number', async (_what, letter, pickle) => {
    const value = `0x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
    await expect(openPickle(pickle)).rejects.toMatchObject({ key: 'torch.opcode', values: { value } });
  });

  it('is skipped where it only keeps a run’s options', async () => {
    const options = pickleOf(global('argparse', 'Namespace'), ')', [0x81], '}(', text('lr'), int(1), 'ub');
    const file = await openPickle(dict({ args: [...options], 'a.b': tensor() }));
    expect([...file.entries.keys()]).toEqual(['a.b']);
  });

  it('is not called when it is named again through a mark', async () => {
    const nested = pickleOf(global('argparse', 'Namespace'), ')R', ')R', text('x'), [0x85], 'R');
    await expect(openPickle(dict({ args: [...nested] }))).rejects.toMatchObject({ key: 'torch.noStateDict' });
  });
});

describe('a pickle that wants too much', () => {
  it.each([
    ['opens lists without end', 'torch.limit.depth', pickleOf(p2, '('.repeat(pickleLimits.depth + 1))],
    ['has a text of 4 GB', 'torch.limit.text', pickleOf(p2, 'X', u32(0xffffffff))],
    ['has a text of 2^53 bytes', 'torch.limit.text', pickleOf([0x80, 4, 0x8d], u64(2n ** 53n))],
    ['has bytes of 2^64 - 1', 'torch.limit.text', pickleOf([0x80, 4, 0x8e], u64(2n ** 64n - 1n))],
    ['has an integer of 2 GB', 'torch.limit.integer', pickleOf(p2, [0x8b], u32(0x7fffffff))],
    ['ends in a text', 'torch.cutOff', pickleOf(p2, 'X', u32(10), 'abc')],
    ['does not end', 'torch.cutOff', pickleOf(p2, '}')],
    ['is empty', 'torch.cutOff', pickleOf()],
    ['takes from an empty stack', 'torch.damaged', pickleOf(p2, 'a.')],
    ['closes what is not open', 'torch.damaged', pickleOf(p2, 't.')],
    ['recalls what it never said', 'torch.damaged', pickleOf(p2, 'h', [9], '.')],
    ['sets half a pair', 'torch.damaged', pickleOf(p2, '}(', int(1), 'u.')],
    ['calls a number', 'torch.damaged', pickleOf(p2, int(1), ')R.')],
    ['speaks of a later protocol', 'torch.damaged', pickleOf([0x80, 6], '}.')],
    ['says nothing', 'torch.noStateDict', pickleOf(p2, 'N.')],
    ['holds itself', 'torch.noStateDict', pickleOf(p2, '}q', [0], text('a'), 'h', [0], 's.')],
  ])('because it %s is refused', async (_what, key, pickle) => {
    await expect(openPickle(pickle)).rejects.toMatchObject({ key });
  });

  it('by naming lists of lists many times over costs no more than its bytes', async () => {
    const layers: number[] = [...p2, ...pickleOf(']q', [0])];
    for (let layer = 0; layer < 200; layer += 1) {
      layers.push(...pickleOf(']('), ...Array(10).fill([0x68, layer]).flat(), ...pickleOf('eq', [layer + 1]));
    }
    const bomb = pickleOf(layers, '}(', text('deep'), 'h', [200], text('a.b'), tensor(), 'u.');
    expect((await openPickle(bomb)).entries.size).toBe(1);
  });

  it('by dicts of dicts many times over is found out at once', async () => {
    const layers: number[] = [...p2];
    for (let layer = 0; layer < 40; layer += 1) {
      layers.push(...pickleOf('}('));
      for (let index = 0; index < 10 && layer > 0; index += 1)
        layers.push(...text(`k${index}`), 0x68, layer - 1);
      layers.push(...pickleOf('uq', [layer]));
    }
    await expect(openPickle(pickleOf(layers, '.'))).rejects.toMatchObject({ key: 'torch.noStateDict' });
  });
});

describe('tensors that are not there', () => {
  const one = (options: Parameters<typeof tensor>[0]) => openPickle(dict({ 'a.b': tensor(options) }));
  it.each([
    ['reach past their storage', 'torch.call', { shape: [5] }],
    ['begin past their storage', 'torch.call', { offset: 4, shape: [1] }],
    ['stride past their storage', 'torch.call', { shape: [2], strides: [4] }],
    ['stride backwards', 'torch.call', { shape: [2], strides: [-1] }],
    ['have a negative extent', 'torch.call', { shape: [-1] }],
    ['have more strides than axes', 'torch.call', { shape: [2], strides: [1, 1] }],
    ['repeat one value 2^40 times', 'torch.call', { shape: [1 << 20, 1 << 20], strides: [0, 0] }],
    ['have nine axes', 'torch.call', { shape: Array(9).fill(1), strides: Array(9).fill(1) }],
    ['have a storage of a type that is not known', 'torch.global', { type: 'QInt8Storage' }],
    ['claim more values than are stored', 'torch.storageSize', { total: 400, shape: [400] }],
    ['claim fewer values than are stored', 'torch.storageSize', { total: 1, shape: [1] }],
    ['claim a wider type than is stored', 'torch.storageSize', { type: 'DoubleStorage' }],
    ['have no storage', 'torch.noStorage', { key: '1' }],
    ['have a storage outside the folder', 'torch.noStorage', { key: '../data.pkl' }],
    ['have a storage by a path', 'torch.noStorage', { key: '/etc/passwd' }],
  ] as const)('because they %s are refused', async (_what, key, options) => {
    await expect(one(options)).rejects.toMatchObject({ key });
  });

  it('because one storage is described in two ways are refused', async () => {
    const pickle = dict({ 'a.b': tensor(), 'a.c': tensor({ type: 'HalfStorage', total: 8 }) });
    await expect(openPickle(pickle)).rejects.toMatchObject({ key: 'torch.damaged' });
  });
});

describe('an archive', () => {
  const pickle = dict({ 'a.b': tensor() });
  const main = { name: 'archive/data.pkl', bytes: pickle };
  const values = { name: 'archive/data/0', bytes: new Uint8Array(16) };
  const wide = (size: bigint) => [...u16(1), ...u16(8), ...u64(size)];
  it.each([
    ['compressed', 'torch.zipPacked', zipOf([main, { ...values, method: 8 }])],
    ['encrypted', 'torch.zipPacked', zipOf([main, { ...values, flags: 1 }])],
    ['without a pickle', 'torch.zipNoPickle', zipOf([values])],
    ['with two pickles', 'torch.zipNoPickle', zipOf([main, { ...main, name: 'other/data.pkl' }, values])],
    ['with two records of one name', 'torch.zip', zipOf([main, values, values])],
    ['of a program', 'torch.script', zipOf([main, values, { ...main, name: 'archive/constants.pkl' }])],
    [
      'of big-endian numbers',
      'torch.bigEndian',
      zipOf([main, values, { name: 'archive/byteorder', bytes: pickleOf('big') }]),
    ],
    [
      'whose record claims 4 GB',
      'torch.zipOverlap',
      zipOf([main, { ...values, claims: { size: 0xfffffff0 } }]),
    ],
    [
      'whose record claims 2^53 bytes',
      'torch.zip',
      zipOf([main, { ...values, claims: { size: 0xffffffff, stored: 16 }, extra: wide(2n ** 53n) }]),
    ],
    [
      'whose record grows when it is unpacked',
      'torch.zip',
      zipOf([main, { ...values, claims: { size: 16, stored: 4 } }]),
    ],
    [
      'whose records are the same bytes',
      'torch.zipOverlap',
      zipOf([main, values, { ...values, name: 'archive/data/1', claims: { header: 0 } }]),
    ],
    [
      'whose record lies behind the end',
      'torch.zipOverlap',
      zipOf([main, { ...values, claims: { header: 1_000_000 } }]),
    ],
    ['that counts more records than it has', 'torch.zip', zipOf([main, values], { count: 9 })],
    ['that counts 65 535 records', 'torch.zip', zipOf([main, values], { count: 0xffff })],
    ['whose directory is elsewhere', 'torch.zip', zipOf([main, values], { begin: 4 })],
    ['whose directory lies behind the end', 'torch.zip', zipOf([main, values], { begin: 0xfffffff0 })],
    ['whose directory claims 1 GB', 'torch.limit.directory', zipOf([main, values], { size: 0x40000000 })],
    ['that is only its beginning', 'torch.zip', zipOf([main, values]).slice(0, 60)],
  ])('%s is refused', async (_what, key, bytes) => {
    await expect(open(bytes)).rejects.toMatchObject({ key });
  });

  it('whose records’ own headers lie is refused when it is read', async () => {
    const bytes = zipOf([main, values]);
    const name = new TextDecoder('latin1').decode(bytes).indexOf('archive/data/0');
    bytes.set(u16(60_000), name - 2);
    const file = await open(bytes);
    await expect(file.read('a.b')).rejects.toMatchObject({ key: 'torch.zip' });
  });
});

describe('a stream', () => {
  const head = (object: Uint8Array, keys: readonly number[]) =>
    pickleOf(p2, magic, p2, 'M', u16(1001), '.', p2, '}.', [...object], p2, '](', keys, 'e.');
  const object = dict({ 'a.b': tensor() });
  const stream = (count: bigint, bytes: number) =>
    pickleOf([...head(object, text('0'))], u64(count), Array(bytes).fill(0));

  it('of which nothing is wrong opens', async () => {
    expect([...(await (await open(stream(4n, 16))).read('a.b'))]).toEqual([0, 0, 0, 0]);
  });

  it.each([
    ['with a storage of 2^53 values', 'torch.cutOff', stream(2n ** 53n, 16)],
    ['with a storage of -1 values', 'torch.cutOff', stream(2n ** 64n - 1n, 16)],
    ['with a storage that is cut off', 'torch.cutOff', stream(4n, 15)],
    ['with a smaller storage', 'torch.storageSize', stream(3n, 12)],
    ['with the keys of other storages', 'torch.noStorage', pickleOf([...head(object, text('1'))], u64(0n))],
    ['without storages', 'torch.noStorage', head(object, [])],
    ['with keys that are no texts', 'torch.damaged', head(object, int(0))],
    ['of another program', 'torch.notTorch', pickleOf(p2, '}.')],
    ['of a later version', 'torch.notTorch', pickleOf(p2, magic, p2, 'M', u16(1002), '.')],
  ])('%s is refused', async (_what, key, bytes) => {
    await expect(open(bytes)).rejects.toMatchObject({ key });
  });
});
