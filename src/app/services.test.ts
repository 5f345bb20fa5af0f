import type { Remote } from 'comlink';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { required } from '../base/invariant.ts';
import type { DecodedImage } from '../image/types.ts';
import { editSpec } from '../arch/spec.ts';
import type {
  BackendId,
  RunResult,
  Runtime,
  RuntimeState,
  WeightsReport,
  WeightsWish,
} from '../runtime/contract.ts';
import { WeightsError } from '../weights/errors.ts';
import { BackendError } from '../runtime/errors.ts';
import { createExplorerStore, type ExplorerStore } from '../store/store.ts';
import { ExplorerError } from '../text/index.ts';
import type { ImageWorker } from './imageWorker.ts';
import { ExplorerServices } from './services.ts';

const why = { key: 'run.why.only', values: {} } as const;
const ready = (active: BackendId): RuntimeState => ({ status: 'ready', active, why, backends: [] });
const starting: RuntimeState = { status: 'starting', active: null, why, backends: [] };

const picture = (side: number): DecodedImage => ({
  width: side,
  height: side,
  rgb: new Uint8Array(3 * side * side),
  format: 'png',
  hadAlpha: false,
  orientation: 1,
});

interface Decoding {
  readonly id: number;
  readonly end: (outcome: unknown) => void;
}

/** Stands in for the image worker: decoding ends when the test says so, and preparing gives zeros. */
function imageWorker(): { worker: Remote<ImageWorker>; decodings: Decoding[] } {
  const decodings: Decoding[] = [];
  const worker = {
    decode: (id: number) => new Promise((end) => decodings.push({ id, end })),
    prepare: (
      _id: number,
      { imageSize }: { imageSize: { height: number; width: number } },
      channels: number,
      canvas: boolean,
    ) => {
      const { height, width } = imageSize;
      const tensor = new Float32Array(channels * height * width);
      const prepared = { shape: [1, channels, height, width], tensor };
      return Promise.resolve({ ok: true, value: { prepared, exact: canvas ? prepared : null } });
    },
  };
  return { worker: worker as unknown as Remote<ImageWorker>, decodings };
}

/** Stands in for the runtime: `answer` is what runs give, `fits` whether the open file does. */
class FakeRuntime {
  runs = 0;
  readonly closed: string[] = [];
  answer: () => Promise<unknown> = () => Promise.resolve({ backend: 'wasm' } as RunResult);
  fits: (spec: { readonly attention: string }) => boolean = ({ attention }) => attention === 'none';

  traces = 0;
  trace(
    _id: number,
    _request: unknown,
    onValue: (value: { node: string; values: Float32Array }) => void,
  ): Promise<BackendId> {
    this.traces += 1;
    onValue({ node: 'head.fc', values: Float32Array.of(1, 2) });
    return Promise.resolve('wasm');
  }

  readonly start = (): Promise<RuntimeState> => Promise.resolve(ready('wasm'));
  readonly cancel = (): Promise<void> => Promise.resolve();

  run(): Promise<unknown> {
    this.runs += 1;
    return this.answer();
  }

  #report(id: string, fits: boolean): WeightsReport {
    return { id: fits ? id : null, fileName: 'a.safetensors', labels: ['cat'] } as unknown as WeightsReport;
  }

  opened: unknown[] = [];
  openWeights(
    _file: Blob,
    name: string,
    spec: { readonly attention: string },
    wish: WeightsWish,
  ): Promise<WeightsReport> {
    this.opened.push([name, wish.part ?? null, (wish.others ?? []).map((other) => other.name)]);
    if (name.startsWith('broken')) return Promise.reject(new WeightsError('weights.empty', { file: name }));
    return Promise.resolve(this.#report('weights1', this.fits(spec)));
  }

  checkWeights(id: string, spec: { readonly attention: string }): Promise<WeightsReport> {
    return Promise.resolve(this.#report(id, this.fits(spec)));
  }

  closeWeights(id: string): Promise<void> {
    this.closed.push(id);
    return Promise.resolve();
  }
}

let store: ExplorerStore;
let runtime: FakeRuntime;
let services: ExplorerServices;
let decodings: Decoding[];
const state = () => store.getState();
/** Lets everything that is due happen. */
const settle = () => vi.advanceTimersByTimeAsync(500);

async function openPicture(name: string): Promise<Decoding> {
  services.openImage(new Blob(['x']), name);
  await settle();
  return required(decodings.at(-1), 'a decoding');
}

const good = (side: number) => ({ ok: true, value: picture(side) });
const bad = { ok: false, error: { key: 'image.error.empty', values: {} } };

beforeEach(() => {
  vi.useFakeTimers();
  store = createExplorerStore();
  runtime = new FakeRuntime();
  const images = imageWorker();
  decodings = images.decodings;
  services = new ExplorerServices(store, runtime as unknown as Runtime, images.worker);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('runs that fail', () => {
  beforeEach(async () => {
    state().setRuntime(ready('wasm'));
    (await openPicture('a')).end(good(4));
    await settle();
    expect(runtime.runs).toBe(1);
    expect(state().run.status).toBe('done');
  });

  const outOfMemory = () => Promise.reject(new BackendError('wasm', 'stem.conv', 'run.error.memory'));
  const restart = async () => {
    state().setRuntime(starting);
    state().setRuntime(ready('wasm'));
    await settle();
  };

  it('for want of memory stay failed, however often the backend comes back', async () => {
    runtime.answer = outOfMemory;
    state().edit({ widthMultiplier: 8 });
    await settle();
    expect([runtime.runs, state().run.status]).toEqual([2, 'failed']);
    for (let times = 0; times < 3; times += 1) await restart();
    expect([runtime.runs, state().run.status]).toEqual([2, 'failed']);
    expect(state().run.error?.key).toBe('run.error.memory');
  });

  it('are not begun anew by a backend that is restarted under them', async () => {
    runtime.answer = async () => {
      state().setRuntime({ ...ready('wasm'), active: null });
      state().setRuntime(ready('wasm'));
      return outOfMemory();
    };
    state().edit({ widthMultiplier: 8 });
    await settle();
    expect([runtime.runs, state().run.status]).toEqual([2, 'failed']);
  });

  it('run again when the person wants it, edits, or takes another backend', async () => {
    runtime.answer = outOfMemory;
    state().edit({ widthMultiplier: 8 });
    await settle();
    services.runAgain();
    await settle();
    expect(runtime.runs).toBe(3);
    state().edit({ widthMultiplier: 4 });
    await settle();
    expect(runtime.runs).toBe(4);
    services.selectBackend('wasm');
    await settle();
    expect(runtime.runs).toBe(5);
    await restart();
    expect(runtime.runs).toBe(5);
    state().setRuntime(ready('webgpu'));
    await settle();
    expect(runtime.runs).toBe(6);
  });

  it('for another reason are repeated once', async () => {
    runtime.answer = () => Promise.reject(new ExplorerError('run.error.worker', { reason: 'x' }));
    state().edit({ widthMultiplier: 2 });
    await settle();
    for (let times = 0; times < 3; times += 1) await restart();
    expect([runtime.runs, state().run.status]).toEqual([3, 'failed']);
  });
});

describe('a weights file', () => {
  beforeEach(async () => {
    services.openWeights([new File(['x'], 'a.safetensors')]);
    await settle();
    expect(state().weights.ref).toEqual({ kind: 'file', id: 'weights1' });
    state().edit({ attention: 'se' });
    await settle();
  });

  it('that no longer fits is left behind, and used again when an edit is taken back', async () => {
    expect(state().weights).toMatchObject({ ref: { kind: 'seeded' }, leftBehind: { id: 'weights1' } });
    state().edit({ attention: 'eca' });
    await settle();
    expect(state().weights.leftBehind).not.toBeNull();
    state().undo();
    state().undo();
    await settle();
    expect(state().weights).toMatchObject({ ref: { kind: 'file', id: 'weights1' }, leftBehind: null });
    expect(state().weights.report?.labels).toEqual(['cat']);
    expect(runtime.closed).toEqual([]);
  });

  it('is closed by the wish for seeded weights', async () => {
    services.takeSeededWeights();
    expect(runtime.closed).toEqual(['weights1']);
    state().undo();
    await settle();
    expect(state().weights).toMatchObject({ ref: { kind: 'seeded' }, leftBehind: null });
  });

  it('stays open when another one is refused, and is closed when another one is taken', async () => {
    services.openWeights([new File(['x'], 'b.safetensors')]);
    await settle();
    expect(state().weights.refused).not.toBeNull();
    expect([state().weights.leftBehind?.id, runtime.closed]).toEqual(['weights1', []]);
    runtime.fits = () => true;
    services.openWeights([new File(['x'], 'b.safetensors')]);
    await settle();
    expect(runtime.closed).toEqual(['weights1']);
    expect(state().weights.leftBehind).toBeNull();
  });
});

describe('images', () => {
  it('that fail leave the one that was on its way', async () => {
    const first = await openPicture('good');
    const second = await openPicture('broken');
    second.end(bad);
    await settle();
    expect(state().image).toMatchObject({ status: 'loading', error: bad.error });
    first.end(good(4));
    await settle();
    expect(state().image).toMatchObject({ status: 'ready', name: 'good', error: bad.error });
  });

  it('that fail after an older one was decoded leave that one', async () => {
    const first = await openPicture('good');
    const second = await openPicture('broken');
    first.end(good(4));
    await settle();
    expect(state().image.decoded).toBeNull();
    second.end(bad);
    await settle();
    expect(state().image).toMatchObject({ status: 'ready', name: 'good', error: bad.error });
  });

  it('are shown by when they were asked for, not by when they were decoded', async () => {
    const first = await openPicture('older');
    const second = await openPicture('newer');
    second.end(good(5));
    await settle();
    first.end(good(4));
    await settle();
    expect(state().image).toMatchObject({ status: 'ready', name: 'newer', error: null });
    expect(state().image.decoded?.width).toBe(5);
  });
});

describe('a weights file of several parts', () => {
  const file = (name: string) => new File(['x'], name);

  it('is opened again for another part, and as another network', async () => {
    services.openWeights([file('a.index.json'), file('a-1.safetensors')]);
    await settle();
    services.reopenWeights({ part: 'ema' });
    await settle();
    expect(state().weights.ref.kind).toBe('file');
    runtime.fits = ({ attention }) => attention === 'se';
    services.reopenWeights({ spec: editSpec(state().history.present, { attention: 'se' }).spec });
    await settle();
    expect(state().weights).toMatchObject({ ref: { kind: 'file' }, refused: null, leftBehind: null });
    const others = ['a-1.safetensors'];
    expect(runtime.opened).toEqual([
      ['a.index.json', null, others],
      ['a.index.json', 'ema', others],
      ['a.index.json', 'ema', others],
    ]);
  });

  it('is still the one to open again after a file that could not be read', async () => {
    services.openWeights([file('a.pth')]);
    await settle();
    services.openWeights([file('broken.pth')]);
    await settle();
    expect(state().weights.error?.key).toBe('weights.empty');
    services.reopenWeights({ part: 'ema' });
    await settle();
    expect(runtime.opened.at(-1)).toEqual(['a.pth', 'ema', []]);
  });
});

it('takes class names that are as many as the classes, and leaves them when others are not', async () => {
  store.getState().edit({ classes: 2 });
  services.openLabels(new File(['ant\nbee'], 'two.txt'));
  await settle();
  await vi.waitFor(() => expect(state().weights.names?.labels).toEqual(['ant', 'bee']));
  services.openLabels(new File(['ant'], 'one.txt'));
  await vi.waitFor(() => expect(state().weights.error?.key).toBe('labels.count'));
  expect(state().weights.names?.fileName).toBe('two.txt');
  services.openLabels(null);
  expect(state().weights.names).toBeNull();
});

describe('a picture that the canvas scales', () => {
  it('is run beside the one that the recipe asks for, and the answer says which it is', async () => {
    state().setRuntime(ready('wasm'));
    const opening = await openPicture('good');
    opening.end(good(4));
    await settle();
    expect(state().run).toMatchObject({ resultOf: { canvasScaling: false }, exactLogits: null });
    expect(runtime.traces).toBe(0);
    state().setView({ canvasScaling: true });
    await settle();
    expect(state().image.exact).not.toBeNull();
    expect(state().run.resultOf?.canvasScaling).toBe(true);
    expect([...(state().run.exactLogits ?? [])]).toEqual([1, 2]);
    state().setView({ canvasScaling: false });
    await settle();
    expect(state().run).toMatchObject({ resultOf: { canvasScaling: false }, exactLogits: null });
    expect(runtime.traces).toBe(1);
  });
});
