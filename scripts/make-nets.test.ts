import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkpointOf, tiny } from '../src/weights/fixtures/files.ts';

const script = new URL('./make-nets.mjs', import.meta.url).pathname;
const { block, depths, widthMultiplier, stemWidth } = tiny;
const spec = { block, depths, widthMultiplier, stemWidth, classes: 2, inputHeight: 64, inputWidth: 64 };
let folder: string;

function write(path: string, content: string | Uint8Array): void {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, content);
}

function addRun(id: string, seed: number, top1: number, changes: object = {}): void {
  const at = `training/glyphs/runs/${id}-s${seed}`;
  write(`${at}/run.json`, JSON.stringify({ id, seed, spec, train: 8, heldOut: 4, ...changes }));
  const epochs = [0.5, top1].map((value, epoch) => JSON.stringify({ epoch, val_top1: value }));
  write(`${at}/log.jsonl`, `${epochs.join('\n')}\n`);
}

function addFile(id: string, labels: readonly string[]): void {
  const network = { ...tiny, ...spec, depths };
  const file = checkpointOf(network, { dtype: 'F16', metadata: { labels: JSON.stringify(labels) } });
  write(`public/nets/${id}.safetensors`, file);
}

const make = () => spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
const made = () => JSON.parse(readFileSync(join(folder, 'src/weights/trained/nets.json'), 'utf8'));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nets-'));
  mkdirSync(join(folder, 'src/weights/trained'), { recursive: true });
  for (const id of ['glyph26b', 'glyph26a-se']) {
    addRun(id, 0, 0.9);
    addFile(id, ['0', 'A']);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gathers runs and files: accuracy of the last epoch, seed 0 for the file', () => {
  addRun('glyph26b', 1, 0.8);
  expect(make()).toMatchObject({ status: 0 });
  const { task, nets } = made();
  expect(task).toEqual({ labels: ['0', 'A'], size: 64, train: 8, heldOut: 4 });
  expect(nets.map(({ id }: { id: string }) => id)).toEqual(['glyph26b', 'glyph26a-se']);
  expect(nets[0]).toMatchObject({
    file: 'nets/glyph26b.safetensors',
    spec,
    top1: 0.9,
    runs: [
      { seed: 0, top1: 0.9, epochs: 2 },
      { seed: 1, top1: 0.8, epochs: 2 },
    ],
  });
});

it('stops where things do not go together', () => {
  const refusals: [RegExp, () => void][] = [
    [/specification of seed 1/, () => addRun('glyph26b', 1, 0.8, { spec: { ...spec, activation: 'silu' } })],
    [/do not agree on heldOut/, () => addRun('glyph26b', 1, 0.8, { heldOut: 5 })],
    [/class names differ/, () => addFile('glyph26a-se', ['0', 'B'])],
    [/no share/, () => addRun('glyph26b', 1, 80)],
    [/glyph99.*missing/, () => addRun('glyph99', 0, 0.8)],
    [/no run of seed 0/, () => addRun('glyph98', 1, 0.8)],
  ];
  for (const [message, spoil] of refusals) {
    spoil();
    const { status, stderr } = make();
    expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
    rmSync(join(folder, 'training'), { recursive: true });
    for (const id of ['glyph26b', 'glyph26a-se']) {
      addRun(id, 0, 0.9);
      addFile(id, ['0', 'A']);
    }
  }
});
