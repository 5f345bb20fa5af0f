import type { Remote } from 'comlink';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunResult, Runtime, WeightsReport } from '../runtime/contract.ts';
import { selectForeign, selectLabels } from '../store/select.ts';
import { createExplorerStore, type ExplorerStore } from '../store/store.ts';
import { ExplorerError } from '../text/index.ts';
import { WeightsError } from '../weights/errors.ts';
import type { ImageWorker } from './imageWorker.ts';
import { ExplorerServices } from './services.ts';

vi.mock('../weights/trained/nets.json', async () => ({
  default: (await import('../weights/trained/fixture.ts')).trainedFixture,
}));

const pixels = { data: new Uint8ClampedArray(16), width: 2, height: 2 };
const decoded = {
  width: 2,
  height: 2,
  rgb: new Uint8Array(12),
  format: 'pixels',
  hadAlpha: false,
  orientation: 1,
};
const images = {
  decode: () => Promise.resolve({ ok: true, value: decoded }),
  takePixels: () => Promise.resolve({ ok: true, value: { ...decoded } }),
  prepare: (_id: number, recipe: { imageSize: { height: number; width: number } }, channels: number) => {
    const { height, width } = recipe.imageSize;
    const tensor = new Float32Array(channels * height * width);
    const prepared = { shape: [1, channels, height, width], tensor };
    return Promise.resolve({ ok: true, value: { prepared, exact: null } });
  },
} as unknown as Remote<ImageWorker>;

let store: ExplorerStore;
let services: ExplorerServices;
let fetched: string[];
let closed: string[];
let ran: { readonly weights: { readonly kind: string; readonly id?: string } }[];
let fetchFile: (path: string) => Promise<Blob>;
let answer: () => Promise<RunResult>;
const state = () => store.getState();
const settle = () => vi.waitFor(() => new Promise((done) => setTimeout(done, 70)));

beforeEach(async () => {
  store = createExplorerStore();
  fetched = [];
  closed = [];
  ran = [];
  answer = () => Promise.resolve({ backend: 'wasm', logits: new Float32Array(3) } as unknown as RunResult);
  fetchFile = () => Promise.resolve(new Blob(['x']));
  const runtime = {
    cancel: () => Promise.resolve(),
    closeWeights: (id: string) => Promise.resolve(void closed.push(id)),
    openWeights: (_blob: Blob, name: string) =>
      Promise.resolve({ id: `id of ${name}`, fileName: name, refusal: null } as unknown as WeightsReport),
    run: (_id: number, request: (typeof ran)[number]) => {
      ran.push(request);
      return answer();
    },
  } as unknown as Runtime;
  store.getState().openText('glyph26d');
  services = new ExplorerServices(store, runtime, images, (path) => {
    fetched.push(path);
    return fetchFile(path);
  });
  state().setRuntime({
    status: 'ready',
    active: 'wasm',
    why: { key: 'run.why.only', values: {} },
    backends: [],
  });
  services.openPixels(pixels, 'a');
  await settle();
});

describe('trained weights', () => {
  it('are there from the start with their recipe, and nothing ran before them', () => {
    expect(fetched).toEqual(['nets/glyph26d.safetensors']);
    expect(state().weights).toMatchObject({ trained: 'glyph26d', ref: { id: 'id of glyph26d' } });
    expect(state().recipe).toMatchObject({ cropPct: 1, interpolation: 'bilinear' });
    expect(ran.map(({ weights }) => weights.kind)).toEqual(['file']);
    expect(selectLabels(state())).toEqual(['1', 'A', 'star']);
  });

  it('give way to seeded ones and come back, without a second download', async () => {
    state().edit({ activation: 'silu' });
    await settle();
    expect(state().weights).toMatchObject({ trained: null, ref: { kind: 'seeded' }, leftBehind: null });
    expect(state().run.resultOf?.trained).toBeNull();
    state().undo();
    await settle();
    expect(state().weights.trained).toBe('glyph26d');
    expect(state().run.resultOf?.trained).toBe('glyph26d');
    expect(fetched).toHaveLength(1);
    expect(closed).toEqual([]);
  });

  it('follow the spec within the grid, and keep a recipe that was changed there', async () => {
    state().setRecipe({ cropPct: 0.5 });
    state().edit({ shortcut: 'projection' });
    await settle();
    expect(state().weights.trained).toBe('glyph26b');
    expect(state().recipe.cropPct).toBe(0.5);
    expect(ran.at(-1)?.weights.id).toBe('id of glyph26b');
  });

  it('take their recipe with them to a network of another task', async () => {
    state().openText('resnet18');
    await settle();
    expect(state().recipe).toMatchObject({ cropPct: 0.875, interpolation: 'bicubic' });
  });

  it('stay away where other weights were chosen, until they are asked for', async () => {
    services.takeSeededWeights();
    state().edit({ shortcut: 'projection' });
    await settle();
    expect(state().weights).toMatchObject({ trained: null, ref: { kind: 'seeded' } });
    services.openWeights([new File(['x'], 'mine.safetensors')]);
    await settle();
    expect(state().weights.ref).toEqual({ kind: 'file', id: 'id of mine.safetensors' });
    services.takeTrainedWeights('glyph26d');
    await settle();
    expect(state().weights.trained).toBe('glyph26d');
    expect(closed).toEqual(['id of mine.safetensors']);
  });

  it('that cannot be fetched leave seeded ones and say so; asked again, they come', async () => {
    fetchFile = () => Promise.reject(new WeightsError('trained.refused', { file: 'b', status: 404 }));
    state().edit({ shortcut: 'projection' });
    await settle();
    expect(state().weights).toMatchObject({ awaited: null, error: { key: 'trained.refused' } });
    expect(state().run.resultOf?.weights.kind).toBe('seeded');
    fetchFile = () => Promise.resolve(new Blob(['x']));
    services.takeTrainedWeights();
    await settle();
    expect(state().weights).toMatchObject({ trained: 'glyph26b', error: null });
  });

  it('are opened again where the worker has lost them', async () => {
    const good = answer;
    answer = () => {
      answer = good;
      return Promise.reject(new ExplorerError('run.error.noWeights', { id: 'x' }));
    };
    services.runAgain();
    await settle();
    expect(fetched).toHaveLength(2);
    expect(state().run).toMatchObject({ status: 'done', error: null });
  });
});

describe('the drawing pad', () => {
  it('gives the newest drawing when the one before has its answer, and a finished one at once', async () => {
    const rendered: string[] = [];
    const draw = (name: string, finished = false): void =>
      services.draw(() => {
        rendered.push(name);
        return pixels;
      }, finished);
    for (const name of ['1', '2', '3', '4']) draw(name);
    await settle();
    await settle();
    expect(rendered).toEqual(['1', '4']);
    answer = () => new Promise(() => undefined);
    draw('5');
    await settle();
    draw('6');
    draw('7', true);
    await settle();
    expect(rendered).toEqual(['1', '4', '5', '7']);
    expect(state().image.drawn).toBe('done');
    expect(selectForeign(state())).toBeNull();
  });

  it('has no answer when it is empty, and is put away for another picture', async () => {
    state().setPad({ shown: true });
    services.draw(() => pixels, true);
    await settle();
    expect(state().run.result).not.toBeNull();
    services.clearDrawing();
    await settle();
    expect(state()).toMatchObject({ image: { status: 'none', prepared: null }, run: { result: null } });
    services.openPixels(pixels, 'other');
    await settle();
    expect(state().pad.shown).toBe(false);
    expect(state().image).toMatchObject({ status: 'ready', drawn: 'no' });
  });
});
