import { existsSync, mkdtempSync, openAsBlob, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSpecText } from '../arch/names/specText.ts';
import { pytorchModule } from '../export/pytorch/index.ts';
import { openSafetensorsBlob } from '../weights/safetensors.ts';
import { main } from './main.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'explorer-export-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['export', ...args], {
    answer: (text) => {
      out += text;
    },
    note: (line) => {
      err += `${line}\n`;
    },
  });
  return { code, out, err };
}

it('writes a PyTorch module', async () => {
  const path = join(folder, 'network.py');
  const { code, out } = await call('pytorch', 'resnet10t', '--classes', '7', '-o', path);
  expect([code, out.includes(path)]).toEqual([0, true]);
  expect(readFileSync(path, 'utf8')).toBe(pytorchModule(parseSpecText('resnet10t?classes=7').spec));
});

it('writes a training project into a new folder, and into no other', async () => {
  const path = join(folder, 'project');
  expect((await call('training', 'resnet18', '-o', path)).code).toBe(0);
  expect(readdirSync(path).sort()).toEqual(['README.md', 'network.py', 'train.py']);
  const again = await call('training', 'resnet18', '-o', path);
  expect([again.code, again.err.includes('there already')]).toEqual([2, true]);
});

it('writes weights that it reads again, and a model that holds them', async () => {
  const weights = join(folder, 'w.safetensors');
  const net = '{"depth": 10, "widthMultiplier": 0.25, "classes": 4}';
  const { out } = await call('safetensors', net, '--half', '--output', weights, '--json');
  expect(JSON.parse(out)).toEqual({ path: weights, bytes: statSync(weights).size, tensors: 67 });
  const { entries } = await openSafetensorsBlob(await openAsBlob(weights), 'w.safetensors');
  expect([entries.size, entries.get('fc.weight')?.dtype]).toEqual([67, 'F16']);

  const [model, bare] = [join(folder, 'a.onnx'), join(folder, 'b.onnx')];
  expect((await call('onnx', net, '--weights', weights, '--fold', '-o', model)).code).toBe(0);
  expect((await call('onnx', net, '--bare', '-o', bare)).code).toBe(0);
  expect(statSync(model).size).toBeGreaterThan(10 * statSync(bare).size);
  const misfit = await call('onnx', 'resnet18', '--weights', weights, '-o', join(folder, 'c.onnx'));
  expect([misfit.code, existsSync(join(folder, 'c.onnx'))]).toEqual([2, false]);
});

it.each([
  [['pytorch', 'resnet18'], '-o PATH'],
  [['keras', 'resnet18', '-o', 'a'], 'pytorch, training, onnx, safetensors'],
  [['pytorch'], 'NAME|JSON'],
  [['pytorch', 'resnet18', '--weights', 'seeded', '-o', 'a'], 'pytorch'],
  [['onnx', 'resnet18', '--half', '-o', 'a'], '--half'],
  [['onnx', 'resnet18', '-o', join('absent', 'folder', 'a.onnx')], 'folder that exists'],
  [['onnx', 'resnet18', '--classes', '0', '-o', 'a'], '1 to 50000'],
])('%j exits with 2 and one line that says what is allowed', async (args, allowed) => {
  const { code, out, err } = await call(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(allowed);
  expect(err.split('\n').length).toBe(2);
  expect(err).not.toMatch(/\{\w+\}/);
});
