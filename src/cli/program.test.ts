/** The program as a process of its own: its streams, its exit codes and its end. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./program.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `readAtMost`: the reader goes away after so many characters, as `head` does. */
function explore(args: readonly string[], readAtMost = Number.POSITIVE_INFINITY): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args]);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.length >= readAtMost) child.stdout.destroy();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const huge = '{"depths": [100, 100, 100, 100], "attention": "se"}';

it('hands over a long answer whole, however slowly it is read', async () => {
  const { code, out, err } = await explore(['describe', huge, '--json']);
  expect([code, err]).toEqual([0, '']);
  expect(out.length).toBeGreaterThan(1_000_000);
  expect(out.endsWith('\n')).toBe(true);
  expect(JSON.parse(out).layers.length).toBeGreaterThan(6000);
});

it('stops quietly when nobody reads on', async () => {
  const { code, err } = await explore(['describe', huge, '--json'], 1000);
  expect([code, err]).toEqual([0, '']);
});

it('writes nothing but JSON to stdout, and ends although the runtime has threads', async () => {
  const { code, out, err } = await explore(['run', 'resnet18', '--pattern', '--size', '32x48', '--json']);
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n').length).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ backend: 'wasm' });
});

it('tells a mistake on one line of stderr, with exit code 2', async () => {
  const { code, out, err } = await explore(['describe', 'resnet51']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^[^\n]*18, 26, 34, 50[^\n]*\n$/);
});

it('tells on one line, with exit code 2, that there is no WebGPU, and lets no driver chatter', async () => {
  const { code, out, err } = await explore([
    ...['run', 'resnet18', '--pattern', '--size', '32x32', '--json'],
    ...['--backend', 'webgpu'],
  ]);
  if (code === 0) {
    expect(JSON.parse(out)).toMatchObject({ backend: 'webgpu' });
    return;
  }
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^WebGPU cannot be used here: [^\n]*--backend wasm[^\n]*\n$/);
}, 60_000);
