import { mkdtempSync, openAsBlob, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkpointOf, tiny } from '../weights/fixtures/files.ts';
import { commit, type HubServer, startHub } from '../weights/fixtures/hubServer.ts';
import { openSafetensorsBlob, openSafetensorsBytes } from '../weights/safetensors.ts';
import { cacheFolder } from './hub.ts';
import { main } from './main.ts';
import type { Run } from './run.ts';

async function call(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await main(args, {
    answer: (text) => {
      out += text;
    },
    note: (line) => {
      err += `${line}\n`;
    },
  });
  return { code, out, err };
}

const labels = Array.from({ length: 10 }, (_, index) => `thing ${index}`);
let hub: HubServer;
let folder = '';
beforeAll(async () => {
  hub = await startHub();
  folder = mkdtempSync(join(tmpdir(), 'explorer-hub-'));
  vi.stubEnv('HF_ENDPOINT', hub.base);
  vi.stubEnv('XDG_CACHE_HOME', folder);
  const config = {
    architecture: 'resnet10',
    num_classes: 10,
    label_names: labels,
    pretrained_cfg: { input_size: [3, 64, 64] },
  };
  hub.repositories.set('me/tiny', {
    weights: checkpointOf(tiny),
    config: JSON.stringify(config),
    breaks: { after: 20_000, times: 1 },
    ranges: false,
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a checkpoint of the Hub in the terminal', () => {
  it('brings network, weights and names, is kept, and is the same from the cache', async () => {
    const first = await call('run', 'hf-hub:me/tiny', '--size', '64x64', '--pattern', '--json');
    expect([first.code, first.err]).toEqual([
      0,
      expect.stringMatching(/^Downloading me\/tiny, [\d.]+\s[kM]B\.\n$/),
    ]);
    const answer = JSON.parse(first.out) as Run;
    expect(answer.logits).toHaveLength(10);
    expect(answer.top[0]?.label).toMatch(/^thing \d$/);
    const kept = readdirSync(join(folder, 'resnet-explorer', 'hub')).toSorted();
    expect(kept).toEqual([
      `me--tiny--${commit}--model.safetensors`,
      `me--tiny--${commit}--model.safetensors.config.json`,
    ]);

    hub.seen.length = 0;
    const again = await call('run', `hf-hub:me/tiny@${commit}`, '--size', '64x64', '--pattern', '--json');
    expect([again.code, again.err]).toEqual([0, '']);
    expect(hub.seen).toEqual([]);
    expect((JSON.parse(again.out) as Run).logits).toEqual(answer.logits);

    // The fixture's values are the seeded ones, so the seeded run must give the same.
    const net = 'resnet10?widthMultiplier=0.125&stemWidth=8&classes=10';
    const seeded = await call('run', net, '--size', '64x64', '--pattern', '--json');
    expect((JSON.parse(seeded.out) as Run).logits).toEqual(answer.logits);
    const bound = await call(
      'run',
      net,
      '--weights',
      'hf-hub:me/tiny',
      '--size',
      '64x64',
      '--pattern',
      '--json',
    );
    expect((JSON.parse(bound.out) as Run).logits).toEqual(answer.logits);
  });

  it('is exported like a file of one’s own, with its class names', async () => {
    const path = join(folder, 'hub.safetensors');
    const net = 'resnet10?widthMultiplier=0.125&stemWidth=8&classes=10';
    const { code } = await call('export', 'safetensors', net, '--weights', 'hf-hub:me/tiny', '-o', path);
    expect(code).toBe(0);
    const file = await openSafetensorsBlob(await openAsBlob(path), 'hub.safetensors');
    expect(JSON.parse(file.metadata.get('labels') ?? '')).toEqual(labels);
    const seeded = await openSafetensorsBytes(checkpointOf(tiny), 'seeded');
    expect(await file.read('fc.weight')).toEqual(await seeded.read('fc.weight'));

    // The checkpoint brings its own network.
    const model = join(folder, 'hub.onnx');
    const made = await call('export', 'onnx', `hf-hub:me/tiny@${commit}`, '-o', model, '--json');
    expect(made.code).toBe(0);
    expect(JSON.parse(made.out)).toMatchObject({ tensors: file.entries.size, bytes: statSync(model).size });
  });

  it('may be PyTorch’s, with a set of weights to choose', async () => {
    const packed = new URL('../weights/fixtures/torch/net.pth.gz', import.meta.url);
    hub.repositories.set('me/torch', { weights: gunzipSync(readFileSync(packed)), file: 'net.pth' });
    const biasOf = async (...part: string[]) => {
      const path = join(folder, `torch${part.length}.safetensors`);
      const args = ['export', 'safetensors', 'hf-hub:me/torch', '-o', path, ...part];
      expect((await call(...args)).code).toBe(0);
      return (await openSafetensorsBlob(await openAsBlob(path), 'x')).read('fc.bias');
    };
    const plain = await biasOf();
    expect(plain).toHaveLength(3);
    expect(await biasOf('--part', 'ema.module')).not.toEqual(plain);
    const { code, err } = await call('export', 'onnx', 'hf-hub:me/torch', '--part', 'nothing', '-o', 'x');
    expect([code, err]).toEqual([2, expect.stringContaining('ema.module')]);
    const twice = await call(
      'run',
      'hf-hub:me/torch',
      '--size',
      '32x32',
      '--pattern',
      '--part',
      'ema.module',
    );
    expect(twice.code).toBe(0);
  });

  it('says that the Hub is busy, and waits', async () => {
    const refusal = { status: 429, times: 1, retryAfter: '1' };
    hub.repositories.set('me/busy', { weights: checkpointOf(tiny), refusal });
    const { code, err } = await call('run', 'hf-hub:me/busy', '--size', '64x64', '--pattern');
    expect([code, err]).toEqual([0, expect.stringMatching(/is busy\. Try 2 of 5 in 1 s\./)]);
  });

  it.each([
    [['export', 'onnx', 'hf-hub:me/tiny', '--weights', 'seeded', '-o', 'x'], '--weights'],
    [['export', 'onnx', 'resnet18', '--part', 'ema', '-o', 'x'], '--part'],
    [['export', 'pytorch', 'resnet18', '--part', 'ema', '-o', 'x'], '--part'],
    [['run', 'hf-hub:me/nobody', '--pattern'], 'me/nobody'],
    [['run', 'hf-hub:nonsense', '--pattern'], 'names no checkpoint'],
    [['run', 'hf-hub:me/tiny', '--weights', 'seeded', '--pattern'], '--weights'],
    [['run', 'resnet18', '--weights', 'hf-hub:me/tiny', '--pattern'], 'does not fit'],
  ])('%j is a mistake told on one line', async (args, text) => {
    const { code, out, err } = await call(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(text);
    expect(
      err
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('Downloading')),
    ).toHaveLength(1);
  });

  it('is kept where the system keeps such things', () => {
    expect(cacheFolder({}, 'linux')).toBe(join(homedir(), '.cache', 'resnet-explorer', 'hub'));
    expect(cacheFolder({}, 'darwin')).toContain('Caches');
    expect(cacheFolder({ LOCALAPPDATA: 'X' }, 'win32')).toBe(join('X', 'resnet-explorer', 'hub'));
    expect(cacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux')).toBe(join('/c', 'resnet-explorer', 'hub'));
  });
});
