import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { families } from '../arch/families/index.ts';
import { bytesSource } from './byteSource.ts';
import { required } from '../base/invariant.ts';
import { offerFiles } from './offer.ts';
import { openTorchFile } from './torchFile.ts';
import { openWeights } from './weightSource.ts';

/** Files that PyTorch wrote: scripts/make-torch-fixtures.py. */
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => {
  const bytes = readFileSync(new URL(`./fixtures/torch/${name}`, import.meta.url));
  return Uint8Array.from(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
};
const open = (name: string, part: string | null = null) =>
  openTorchFile(bytesSource(bytesOf(name), name), part);

/** The values that the script puts into a tensor of `count`. */
const values = (count: number): number[] => Array.from({ length: count }, (_, i) => ((37 * i) % 101) / 8 - 5);

describe('a file of PyTorch', () => {
  it.each([
    ['zip.pth', 'F32'],
    ['stream.pth', 'F32'],
    ['half.pth', 'F16'],
    ['bfloat16.pth', 'BF16'],
    ['double-stream.pth', 'F64'],
  ])('%s gives its tensors', async (name, dtype) => {
    const file = await open(name);
    expect([...file.entries.values()]).toEqual([
      { name: 'conv1.weight', dtype, shape: [4, 3, 3, 3] },
      { name: 'bn1.running_var', dtype, shape: [4] },
      { name: 'bn1.num_batches_tracked', dtype: 'I64', shape: [] },
      { name: 'fc.weight', dtype, shape: [2, 4] },
    ]);
    expect([...(await file.read('conv1.weight'))]).toEqual(values(108));
    expect([...(await file.read('fc.weight'))]).toEqual(values(8));
    await expect(file.read('bn1.num_batches_tracked')).rejects.toMatchObject({ key: 'weights.notFloat' });
    await expect(file.read('__proto__')).rejects.toMatchObject({ key: 'weights.absent' });
  });

  it.each(['views.pth', 'views-stream.pth'])('%s gives views in the order of their shapes', async (name) => {
    const file = await open(name);
    const read = async (tensor: string): Promise<number[]> => [...(await file.read(tensor))];
    const base = values(48);
    const at = (row: number, column: number): number => base[8 * row + column] ?? Number.NaN;
    const grid = (rows: number[], columns: number[]): number[] =>
      rows.flatMap((row) => columns.map((column) => at(row, column)));
    const six = [0, 1, 2, 3, 4, 5];
    expect(await read('v.transposed')).toEqual([...six, 6, 7].flatMap((c) => six.map((r) => at(r, c))));
    expect(await read('v.columns')).toEqual(grid(six, [2, 3, 4]));
    expect(await read('v.steps')).toEqual(grid([0, 2, 4], [0, 3, 6]));
    expect(await read('v.last')).toEqual(base.slice(40));
    expect(await read('v.expanded')).toEqual([...base.slice(0, 3), ...base.slice(0, 3)]);
    expect(await read('v.channels_last')).toEqual(values(120));
    expect(await read('v.scalar')).toEqual([at(3, 3)]);
    expect(await read('v.empty')).toEqual([]);
    expect(await read('v.parameter')).toEqual(values(3));
    expect(file.entries.get('v.steps')?.shape).toEqual([3, 3]);
  });

  it.each(['training.pth', 'training-stream.pth'])('%s offers its sets of weights', async (name) => {
    const file = await open(name);
    expect(file.parts).toEqual([
      { path: 'state_dict', count: 4 },
      { path: 'state_dict_ema', count: 4 },
    ]);
    expect(file.part).toBe('state_dict');
    expect(file.metadata.get('labels')).toBe('["cat","dog"]');
    const average = await open(name, 'state_dict_ema');
    expect(average.part).toBe('state_dict_ema');
    const doubled = values(8).map((value) => 2 * value);
    expect([...(await average.read('module.fc.weight'))]).toEqual(doubled);
    await expect(open(name, 'optimizer')).rejects.toThrow('It has: state_dict, state_dict_ema.');
  });

  it('of a whole model is refused by the name of its class', async () => {
    await expect(open('module.pth')).rejects.toThrow('it asks for torch.nn.modules.linear.Linear');
  });

  it('fits a network behind its prefix, and its averaged copy too', async () => {
    const files = [{ blob: new Blob([bytesOf('net.pth.gz')]), name: 'net.pth' }];
    const first = await offerFiles(files, families.resnet.defaults, null);
    if (first.fits || first.suggestion.kind === 'none') throw new Error('it should fit another network');
    const { spec } = first.suggestion;
    expect(spec).toMatchObject({ block: 'basic', depths: [1, 1, 1, 1], widthMultiplier: 0.125, classes: 3 });
    for (const [part, prefix, bias] of [
      [null, 'module.', [1, 2, 3]],
      ['ema.module', '', [3, 2, 1]],
    ] as const) {
      const offer = await offerFiles(files, spec, part);
      if (!offer.fits) throw offer.refusal;
      expect(offer.report.prefix).toBe(prefix);
      const { entries } = await openTorchFile(bytesSource(bytesOf('net.pth.gz'), 'net.pth'), part);
      const { shape } = required(entries.get(`${prefix}fc.bias`), 'the bias');
      const provider = await openWeights(offer.source);
      const wanted = { name: 'fc.bias', shape, node: 'head.fc', role: 'bias', kind: 'b' } as const;
      expect([...(await provider.get(wanted))]).toEqual(bias);
    }
  });

  it('is read by its ends and its description only when it is opened', async () => {
    const bytes = bytesOf('zip.pth');
    let read = 0;
    const source = bytesSource(bytes, 'zip.pth');
    const file = await openTorchFile(
      {
        ...source,
        size: bytes.length,
        read: (begin, end) => {
          read += end - begin;
          return source.read(begin, end);
        },
      },
      null,
    );
    const before = read;
    await file.read('fc.weight');
    // Its own 32 bytes and the header of the record they stand in.
    expect(read - before).toBe(32 + 30);
  });
});

describe('a damaged file of PyTorch', () => {
  it.each(['zip.pth', 'stream.pth', 'views.pth', 'views-stream.pth', 'training.pth', 'training-stream.pth'])(
    '%s, cut off anywhere, is refused in words',
    async (name) => {
      const bytes = bytesOf(name);
      for (let length = 4; length < bytes.length; length += 41) {
        const cut = openTorchFile(bytesSource(bytes.slice(0, length), name), null);
        await expect(cut, `${length}`).rejects.toMatchObject({ name: 'WeightsError' });
      }
    },
  );

  it.each(['zip.pth', 'stream.pth', 'training.pth'])(
    '%s with any byte spoilt opens or is refused in words',
    async (name) => {
      const bytes = bytesOf(name);
      for (let at = 0; at < bytes.length; at += 7) {
        const spoilt = bytes.slice();
        spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
        try {
          const file = await openTorchFile(bytesSource(spoilt, name), null);
          for (const entry of file.entries.keys()) await file.read(entry);
        } catch (error) {
          expect(error, `${at}: ${String(error)}`).toMatchObject({ name: 'WeightsError' });
        }
      }
    },
  );
});
