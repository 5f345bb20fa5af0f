import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkpointOf, tiny } from '../weights/fixtures/files.ts';
import { commit, type HubServer, startHub } from '../weights/fixtures/hubServer.ts';
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

  it.each([
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
