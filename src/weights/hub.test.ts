import { describe, expect, it } from 'vitest';
import { commit } from './fixtures/hubServer.ts';
import {
  besideIndex,
  formatHubRef,
  isIndexSource,
  isPinned,
  looksRemote,
  parseHubRef,
  parseRemote,
  titleOfRemote,
  weightsAmong,
  weightsUrl,
} from './hub.ts';
import { parseHubConfig } from './hubConfig.ts';
import { imagenetLabels } from './imagenet.ts';
import { labelsOfRemote, recipeOfRemote, specOfRemote } from './resolve.ts';

const a1 = {
  kind: 'hub',
  repo: 'timm/resnet50.a1_in1k',
  revision: 'main',
  file: 'model.safetensors',
} as const;

describe('a source', () => {
  it.each([
    'timm/resnet50.a1_in1k',
    'hf-hub:timm/resnet50.a1_in1k',
    'hf_hub:timm/resnet50.a1_in1k',
    ' resnet50.a1_in1k ',
    'https://huggingface.co/timm/resnet50.a1_in1k',
    'https://hf.co/timm/resnet50.a1_in1k/',
    'https://huggingface.co/timm/resnet50.a1_in1k?library=timm#usage',
    'https://huggingface.co/timm/resnet50.a1_in1k/tree/main',
    'https://huggingface.co/timm/resnet50.a1_in1k/blob/main/model.safetensors?show_file_info=model.safetensors',
    'https://huggingface.co/timm/resnet50.a1_in1k/resolve/main/model.safetensors?download=true',
  ])('is the same, written as %s', (text) => {
    expect(parseRemote(text)).toEqual(a1);
    expect(weightsUrl(parseRemote(text))).toBe(
      'https://huggingface.co/timm/resnet50.a1_in1k/resolve/main/model.safetensors',
    );
  });
  it('has a revision and a file of its own', () => {
    const text = `me/net@${commit}:parts/ema.safetensors`;
    const source = parseHubRef(text);
    expect(source).toEqual({ kind: 'hub', repo: 'me/net', revision: commit, file: 'parts/ema.safetensors' });
    expect(source && formatHubRef(source)).toBe(text);
    expect(source && isPinned(source)).toBe(true);
    expect(isPinned(a1)).toBe(false);
    expect(formatHubRef(a1)).toBe('timm/resnet50.a1_in1k');
    expect(parseRemote('tv_resnet50')).toMatchObject({ repo: 'timm/resnet50.tv_in1k' });
  });
  it('may be any .safetensors address', () => {
    const source = parseRemote('https://example.org/nets/my%20net.safetensors?token=1#top');
    expect(source).toEqual({ kind: 'url', url: 'https://example.org/nets/my%20net.safetensors?token=1' });
    expect(titleOfRemote(source)).toBe('my net.safetensors');
  });
  it.each([
    'me/net@main:net.bin',
    'https://huggingface.co/me/net/blob/main/net.bin',
    'https://huggingface.co/me/net/resolve/main/net.bin',
  ])('may be a file of PyTorch’s: %s', (text) => {
    expect(parseRemote(text)).toEqual({ kind: 'hub', repo: 'me/net', revision: 'main', file: 'net.bin' });
  });
  it('may be any address of a file of PyTorch’s', () => {
    const source = parseRemote('https://example.org/nets/net.pth');
    expect(source).toEqual({ kind: 'url', url: 'https://example.org/nets/net.pth' });
    const index = parseRemote('https://example.org/a/pytorch_model.bin.index.json?x=1');
    expect(isIndexSource(index)).toBe(true);
    expect(besideIndex(index, 'b c.bin')).toEqual({ kind: 'url', url: 'https://example.org/a/b%20c.bin' });
    const hub = parseRemote('me/net@main:sub/model.safetensors.index.json');
    expect(weightsUrl(besideIndex(hub, 'm-1.safetensors'), 'http://h')).toBe(
      'http://h/me/net/resolve/main/sub/m-1.safetensors',
    );
  });
  it('has its weights under a usual name, else in the only file there is', () => {
    const among = (...files: string[]) => weightsAmong(['README.md', 'config.json', ...files], 'me/net');
    expect(among()).toBeNull();
    expect(among('pytorch_model.bin', 'model.safetensors', 'x.pth')).toBe('model.safetensors');
    expect(among('pytorch_model.bin', 'model.safetensors.index.json')).toBe('model.safetensors.index.json');
    expect(among('pytorch_model.bin.index.json', 'pytorch_model-00001-of-00002.bin')).toBe(
      'pytorch_model.bin.index.json',
    );
    expect(among('training_args.bin', 'optimizer.pt', 'best.pth')).toBe('best.pth');
    expect(among('best.pth', 'ema.safetensors')).toBe('ema.safetensors');
    expect(() => among('a.pth', 'b.pth')).toThrow(
      /a\.pth, b\.pth\. Name one of them, such as me\/net:a\.pth/,
    );
  });
  it('may stand on another Hub', () => {
    const base = 'http://localhost:1234';
    const source = parseRemote(`${base}/timm/resnet50.a1_in1k/tree/main`, base);
    expect(source).toEqual(a1);
    expect(weightsUrl(source, base)).toMatch(/^http:\/\/localhost:1234\/timm\/resnet50\.a1_in1k\/resolve\//);
  });
  it.each([
    '',
    'resnet50',
    'no spaces/allowed here',
    'a/b/c',
    'timm/..',
    '../timm',
    'timm/net@../../x',
    'timm/net@main:../../secret.safetensors',
    'timm/net@main:net.onnx',
    'timm/net@main:notes.json',
    'https://huggingface.co/datasets/timm/imagenet-1k',
    'https://huggingface.co/timm/net/blob/main/README.md',
    'https://huggingface.co/timm',
    'https://example.org/net.onnx',
    'https://user:secret@example.org/net.safetensors',
    'https://',
    'x'.repeat(3000),
  ])('is not %j', (text) => {
    expect(() => parseRemote(text)).toThrow(expect.objectContaining({ name: 'HubError' }));
  });
  it('is told from the name of a network', () => {
    expect(looksRemote('hf-hub:timm/x')).toBe(true);
    expect(looksRemote('https://hf.co/timm/x')).toBe(true);
    expect(looksRemote('resnet50.a1_in1k')).toBe(false);
  });
});

const text = (changes: object, cfg: object = {}): string =>
  JSON.stringify({
    architecture: 'resnet50',
    num_classes: 1000,
    ...changes,
    pretrained_cfg: {
      tag: 'a1_in1k',
      input_size: [3, 224, 224],
      crop_pct: 0.95,
      interpolation: 'bicubic',
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      ...cfg,
    },
  });

describe('a config', () => {
  it('gives network, recipe and names', () => {
    const config = parseHubConfig(
      text({ num_classes: 2, label_names: ['n02123045', 'dog'], label_descriptions: { n02123045: 'tabby' } }),
    );
    expect(config).toMatchObject({ architecture: 'resnet50', classes: 2, labels: ['tabby', 'dog'] });
    expect(config?.recipe).toEqual({
      side: 224,
      cropPct: 0.95,
      interpolation: 'bicubic',
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
    expect(specOfRemote({ kind: 'url', url: 'https://x/y' }, config)).toMatchObject({
      depths: [3, 4, 6, 3],
      classes: 2,
    });
  });
  it.each([
    ['mean', { mean: [0, 'x', 0] }],
    ['std', { std: [0, 0, 0] }],
    ['cropPct', { crop_pct: -1 }],
    ['interpolation', { interpolation: 'magic' }],
    ['side', { input_size: [3, 1e9, 1e9] }],
  ])('drops a bad %s and keeps the rest', (field, cfg) => {
    const config = parseHubConfig(text({}, cfg));
    expect(config?.recipe).toHaveProperty(field, undefined);
    expect(Object.values(config?.recipe ?? {}).filter((value) => value !== undefined)).toHaveLength(4);
    expect(recipeOfRemote(a1, config)).toMatchObject({ side: 224, interpolation: 'bicubic' });
  });
  it.each(['', 'null', '[]', '"x"', '{', '1e999'])('%j says nothing', (json) => {
    expect(parseHubConfig(json)).toBeNull();
  });
  it('believes no name, count or list that cannot be', () => {
    const config = parseHubConfig(
      text({ architecture: '__proto__<b>', num_classes: 1e12, label_names: [1, 2], pretrained_cfg: 7 }),
    );
    expect(config).toMatchObject({ architecture: null, labels: null });
    expect(
      specOfRemote({ kind: 'url', url: 'https://x/y' }, parseHubConfig(text({ architecture: 'vit_base' }))),
    ).toBeNull();
    const spoofed = parseHubConfig(text({ num_classes: 1, label_names: ['cat\u202Egod\n'] }));
    expect(spoofed?.labels).toEqual(['cat\uFFFDgod\uFFFD']);
  });
});

describe('class names', () => {
  it('are ImageNet’s thousand, in their order', async () => {
    const labels = await imagenetLabels();
    expect(labels).toHaveLength(1000);
    expect(labels[0]).toMatch(/^tench/);
    expect(labels[207]).toMatch(/golden retriever/);
    expect(labels[281]).toMatch(/^tabby/);
    expect(labels[999]).toMatch(/toilet tissue/);
  });
  it('come with the checkpoint, else from its data, else not at all', async () => {
    const own = parseHubConfig(text({ num_classes: 2, label_names: ['cat', 'dog'] }));
    const mine = { ...a1, repo: 'me/net' };
    expect(await labelsOfRemote(mine, own, 2)).toEqual(['cat', 'dog']);
    expect(await labelsOfRemote(mine, own, 3)).toBeNull();
    expect(await labelsOfRemote(a1, null, 1000)).toHaveLength(1000);
    expect(await labelsOfRemote(mine, null, 1000)).toBeNull();
    expect(await labelsOfRemote(mine, parseHubConfig(text({})), 1000)).toHaveLength(1000);
  });
});
