import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenNetwork } from '../../fixtures/golden.ts';
import { buildGraph } from '../arch/build.ts';
import { formatSpecText, parseSpecText } from '../arch/names/specText.ts';
import { tensorList } from '../weights/names/index.ts';
import { writeSafetensors } from '../weights/safetensorsWrite.ts';
import { seededTensor } from '../weights/seeded.ts';
import type { Checked } from './check.ts';
import type { Description } from './describe.ts';
import { main } from './main.ts';
import type { Preparation } from './preprocess.ts';
import type { Run } from './run.ts';

/** Runs the program in this process. */
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

const fixtures = fileURLToPath(new URL('../image/fixtures/', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'explorer-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('describe', () => {
  it.each([
    ['regnety_002', 3_162_996],
    ['cifar_resnet56', 853_018],
    ['{"family": "cifarResnet", "depth": 110}', 1_727_962],
  ])('knows %s of another family', async (name, params) => {
    const { code, out } = await call('describe', name, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ params, name: formatSpecText(parseSpecText(name).spec) });
  });

  it.each(['resnet18', 'seresnext50_32x4d', 'ecaresnet50d'])('has PyTorch’s figures for %s', async (name) => {
    const network = goldenNetwork(name);
    const { code, out, err } = await call('describe', name, '--json');
    expect([code, err]).toEqual([0, '']);
    const description = JSON.parse(out) as Description;
    expect(description).toMatchObject({ name, params: network.params, macs: network.macs });
    expect(description.output).toEqual([1, 1000]);
    expect(description.tensors.map((tensor) => [tensor.name, tensor.shape])).toEqual(
      network.tensors.map(([tensor, shape]) => [tensor, shape]),
    );
    const layers = (op: string) => description.layers.filter((layer) => layer.op === op);
    expect(layers('conv2d').map(({ path, inputs, output, macs }) => [path, inputs, output, macs])).toEqual(
      network.convs.map(({ path, input, output, macs }) => [path, [input], output, macs]),
    );
    expect(layers('linear').map(({ path, inputs, output, macs }) => [path, inputs[0], output, macs])).toEqual(
      network.linears,
    );
    expect(description.layers.reduce((sum, layer) => sum + layer.params, 0)).toBe(network.params);
    expect(Object.keys(description.layers[0] ?? {})).toEqual([
      'path',
      'op',
      'inputs',
      'output',
      'params',
      'macs',
    ]);
  });

  it('takes another size, and JSON', async () => {
    const { out } = await call('describe', '{"depth": 18, "inputChannels": 1}', '--size', '64x96', '--json');
    expect(JSON.parse(out)).toMatchObject({ name: 'resnet18?inputChannels=1', input: [1, 1, 64, 96] });
  });

  it('lines its table up and ends it with the totals', async () => {
    const { out, err } = await call('describe', 'resnet18');
    expect(err).toBe('');
    const lines = out.trimEnd().split('\n');
    expect(out).toContain('11,689,512');
    expect(lines.at(-1)).toContain('1,814,073,344');
    const rule = lines.find((line) => line.startsWith('─')) ?? '';
    const table = lines.slice(lines.indexOf(rule) - 1);
    expect(table.every((line) => line.length <= rule.length)).toBe(true);
    expect(table.find((line) => line.startsWith('layer2.0.conv1'))).toContain('3×3 convolution, stride 2');
  });

  it('says of a name that timm lacks that it does, beside the answer', async () => {
    const { code, out, err } = await call('describe', 'seresnet101c', '--json');
    expect(code).toBe(0);
    expect(err).toContain('seresnet101c');
    expect(JSON.parse(out).name).toBe('seresnet101c');
  });
});

describe('preprocess', () => {
  const images = JSON.parse(readFileSync(`${fixtures}preprocess.json`, 'utf8')) as {
    file: string;
    decoded: [number, number];
    cases: {
      size: number | number[];
      crop_pct: number;
      interp: string;
      resized: number[];
      crop: number[];
      crop_sha256: string;
    }[];
  }[];
  it.each(['scene_640x427.png', 'tall_333x517.png', 'tiny_1x1.png'])(
    'gives timm’s bytes of %s',
    async (file) => {
      const { decoded, cases } = images.find((image) => image.file === file) ?? {
        cases: [],
        decoded: [0, 0],
      };
      const square = cases.filter(({ size }) => typeof size === 'number');
      expect(square.length).toBeGreaterThan(1);
      for (const { size, crop_pct, interp, resized, crop, crop_sha256 } of square) {
        const recipe = [
          '--image-size',
          String(size),
          '--crop-pct',
          String(crop_pct),
          '--interpolation',
          interp,
        ];
        const { out } = await call('preprocess', fixtures + file, ...recipe, '--json');
        const wanted: Preparation = { decoded, resized, crop, sha256: crop_sha256 } as unknown as Preparation;
        expect(JSON.parse(out)).toEqual(wanted);
      }
    },
  );
});

describe('run', () => {
  it('gives the logits of PyTorch on the pattern', async () => {
    const network = goldenNetwork('resnet18');
    const { code, out } = await call('run', 'resnet18', '--pattern', '--top', '3', '--json');
    expect(code).toBe(0);
    const { backend, logits, top, ms } = JSON.parse(out) as Run;
    expect([backend, logits.length, top.length]).toEqual(['wasm', 1000, 3]);
    const largest = Math.max(...network.top6.map(Math.abs));
    for (const [at, wanted] of network.logits16.entries()) {
      expect(Math.abs((logits[at] ?? Number.NaN) - wanted)).toBeLessThan(1e-4 * largest);
    }
    expect(top.map(({ index }) => index)).toEqual(network.top5.slice(0, 3));
    expect(top[0]?.label).toBeNull();
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    for (const { index, probability } of top) {
      expect(probability).toBeCloseTo(Math.exp(logits[index] ?? 0) / sum, 9);
    }
    expect(ms).toBeGreaterThan(0);
  });

  it('names classes with the names of a weights file', async () => {
    const text = 'resnet10t?classes=3';
    const labels = ['cat', 'dog', 'fox'];
    const file = join(folder, 'three.safetensors');
    const tensors = tensorList(buildGraph(parseSpecText(text).spec)).map(({ name, shape, kind }) => ({
      name,
      dtype: 'F32' as const,
      shape,
      data: seededTensor(name, shape, kind),
    }));
    writeFileSync(file, writeSafetensors(tensors, { labels: JSON.stringify(labels) }));
    const image = ['--image', `${fixtures}small_50x40.png`, '--image-size', '64', '--mean', '0.5,0.5,0.5'];
    const { code, out, err } = await call('run', text, '--weights', file, ...image, '--json');
    expect([code, err]).toEqual([0, '']);
    const { logits, top } = JSON.parse(out) as Run;
    expect(logits.length).toBe(3);
    expect(top.map(({ index, label }) => label === labels[index])).toEqual([true, true, true]);

    const names = join(folder, 'names.txt');
    writeFileSync(names, 'ant\nbee\nelk\n');
    const named = await call('run', text, '--weights', file, '--labels', names, ...image, '--json');
    const other = (JSON.parse(named.out) as Run).top;
    expect(other.map(({ index, label }) => label === ['ant', 'bee', 'elk'][index])).toEqual([
      true,
      true,
      true,
    ]);
    const tooFew = await call('run', 'resnet18', '--labels', names, '--pattern');
    expect([tooFew.code, tooFew.out]).toEqual([2, '']);
    expect(tooFew.err).toContain('names 3 classes and the network has 1000');

    const misfit = await call('run', 'resnet18', '--weights', file, '--pattern', '--json');
    expect([misfit.code, misfit.out]).toEqual([2, '']);
    expect(misfit.err).toContain('resnet10t (classes=3)');
  });
});

it('runs on checkpoints of PyTorch and on shards', async () => {
  const text = 'resnet10?widthMultiplier=0.125&stemWidth=8&classes=3';
  const size = ['--size', '32x32', '--pattern', '--json'];
  const file = join(folder, 'net.pth');
  const packed = new URL('../weights/fixtures/torch/net.pth.gz', import.meta.url);
  writeFileSync(file, gunzipSync(readFileSync(packed)));
  const bestOf = async (...options: string[]): Promise<number | undefined> => {
    const { code, out } = await call('run', text, ...options, ...size);
    expect(code).toBe(0);
    return (JSON.parse(out) as Run).top[0]?.index;
  };
  // Its classifier has no weights but biases: the last is the largest, and in the averaged copy the first.
  expect(await bestOf('--weights', file)).toBe(2);
  expect(await bestOf('--weights', file, '--part', 'ema.module')).toBe(0);
  const wrong = await call('run', text, '--weights', file, '--part', 'best', ...size);
  expect([wrong.code, wrong.out]).toEqual([2, '']);
  expect(wrong.err).toContain('It has: model, ema.module');

  const tensors = tensorList(buildGraph(parseSpecText(text).spec)).map(({ name, shape, kind }) => ({
    name,
    dtype: 'F32' as const,
    shape,
    data: seededTensor(name, shape, kind),
  }));
  const halves = [tensors.slice(0, 20), tensors.slice(20)];
  const weightMap: Record<string, string> = {};
  halves.forEach((half, at) => {
    const shard = `model-0000${at + 1}-of-00002.safetensors`;
    writeFileSync(join(folder, shard), writeSafetensors(half));
    for (const { name } of half) weightMap[name] = shard;
  });
  const index = join(folder, 'model.safetensors.index.json');
  writeFileSync(index, JSON.stringify({ weight_map: weightMap }));
  expect(await bestOf('--weights', index)).toBe(await bestOf());
  rmSync(join(folder, 'model-00002-of-00002.safetensors'));
  const lost = await call('run', text, '--weights', index, ...size);
  expect(lost.code).toBe(2);
  expect(lost.err).toContain('model-00002-of-00002.safetensors');
});

describe('mistakes', () => {
  it.each([
    [['describe', 'resnet51'], '50'],
    [['describe', 'vgg16'], 'resnet50d'],
    [['describe', '{"depth": 50, "colour": 1}'], 'cardinality'],
    [['describe', '{"deep": 50}'], 'family, depth, variant, block'],
    [['describe', '{"depth":'], 'JSON'],
    [['describe', 'resnet50', '--size', '8x8'], '32'],
    [['run', 'resnet18'], '--pattern'],
    [['run', 'resnet18', '--pattern', '--image', 'a.png'], '--image'],
    [['run', 'resnet18', '--pattern', '--crop-pct', '0.9'], '--image FILE'],
    [['run', 'resnet18', '--pattern', '--weights', 'absent.safetensors'], '.safetensors'],
    [['run', 'resnet18', '--pattern', '--weights', '.'], 'folder'],
    [['run', 'resnet18', '--pattern', '--weights', 'package.json'], 'safetensors'],
    [['preprocess', 'absent.png'], 'JPEG'],
    [['preprocess', 'package.json'], 'JPEG'],
    [['preprocess', `${fixtures}tiny_1x1.png`, '--crop-pct', '0'], '0.01'],
  ])('%j exits with 2 and one line that says what is allowed', async (args, allowed) => {
    const { code, out, err } = await call(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(allowed);
    expect(err.split('\n').length).toBe(2);
    expect(err).not.toMatch(/\{\w+\}/);
  });
});

describe('check', () => {
  const tiny = '{"block":"basic","depths":[1,1,1,1],"widthMultiplier":0.25,"classes":10,"attention":"se"}';

  it('finds every layer right and says how far off', async () => {
    const { code, out, err } = await call('check', tiny, '--json');
    expect(code).toBe(0);
    expect(err).toContain('Checking at 64x64. --size 224x224');
    const checked = JSON.parse(out) as Checked;
    expect(checked).toMatchObject({
      backend: 'wasm',
      input: [64, 64],
      right: true,
      first: null,
      pytorch: null,
    });
    expect(checked.layers).toHaveLength(buildGraph(parseSpecText(tiny).spec).nodes.length - 1);
    expect(checked.layers.every(({ alone }) => alone !== null && alone < checked.tolerance)).toBe(true);
  });

  it('compares the logits of a known network with PyTorch’s', async () => {
    const { code, out, err } = await call('check', 'resnet18', '--size', '33x40');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('WASM is right in all 69 layers.');
    expect(out).toContain('PyTorch: the same logits at 224 × 224');
    expect(out).toContain('resnet18 at 33 × 40');
  });

  it('refuses a backend that the terminal has not', async () => {
    expect(await call('check', 'resnet18', '--backend', 'webgl')).toMatchObject({ code: 2, out: '' });
  });
});
