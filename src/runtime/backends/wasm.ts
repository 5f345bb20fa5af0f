import * as tf from '@tensorflow/tfjs-core';
import type { Text } from '../contract.ts';
import type { MemoryLimit } from '../lowering/types.ts';
import type { Platform } from '../platform/types.ts';
import { within } from './patience.ts';
import type { Backend } from './types.ts';

/** tfjs makes no more threads than this. */
const mostThreads = 4;

/**
 * tfjs takes half of `navigator.hardwareConcurrency` for the number of its threads. Twice the number makes it take
 * all of them; the true number is put back when the threads are there.
 */
async function withAllThreads<T>({ hardwareThreads }: Platform, body: () => Promise<T>): Promise<T> {
  const doubled = 2 * Math.min(mostThreads, hardwareThreads);
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: doubled, configurable: true });
  try {
    return await body();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}

/** Seconds until one thread is taken instead of several that do not come. */
const threadPatience = 5;

/** With threads where they are allowed and come up; tfjs's own way, with one thread, everywhere else. */
async function startModule(platform: Platform): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  ownFactory ??= tf.findBackendFactory('wasm');
  const { threadedWasm } = platform;
  if (threadedWasm && (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    try {
      const backend = await withAllThreads(platform, () => within(threadPatience, threadedWasm()));
      register(() => backend);
      await tf.setBackend('wasm');
      return;
    } catch {
      // The page works without threads too; the report says how many there are.
    }
  }
  setWasmPaths({ ...platform.wasmPaths });
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  register(ownFactory);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WASM module did not start');
}

type Factory = ReturnType<typeof tf.findBackendFactory>;
let ownFactory: Factory | undefined;

function register(factory: Factory): void {
  if (tf.findBackendFactory('wasm')) tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory);
}

/** What tfjs's backend has of its module's threads, where there are any. */
interface Module {
  readonly wasm: { readonly PThread?: { terminateAllThreads(): void } } | null;
}

/**
 * A module that has aborted throws when it is asked to put its things away. tfjs would then keep the backend for ever,
 * and its threads; each of them holds on to the module's memory, gigabytes of it.
 */
function endModule(): void {
  const backend = tf.findBackend('wasm');
  const threads = (backend as unknown as Module | null)?.wasm?.PThread;
  try {
    tf.removeBackend('wasm');
  } catch {
    backend.dispose = () => undefined;
    tf.removeBackend('wasm');
  } finally {
    threads?.terminateAllThreads();
  }
}

function detailOf(threads: number): Text {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  return threads <= 1 && isolated === false
    ? { key: 'run.backend.oneThreadNotIsolated', values: {} }
    : { key: 'run.backend.threads', values: { count: Math.max(1, threads) } };
}

/** What a module can address: tfjs's grows to one page below 4 GiB. Kernels pack a second copy of their weights. */
const memory: MemoryLimit = {
  total: 2 ** 32 - 2 ** 16,
  tensor: 2 ** 32 - 2 ** 16,
  weightCopies: 2,
  exceeded: 'run.error.tooLarge.wasm',
};

export const wasm: Backend = {
  id: 'wasm',
  target: {
    id: 'wasm',
    fusion: { activations: new Set(['relu', 'relu6']), addend: false },
    superBlock: 64,
    memory,
    careful: false,
  },
  probe: () =>
    Promise.resolve({
      available: typeof WebAssembly === 'object',
      detail:
        typeof WebAssembly === 'object'
          ? { key: 'run.backend.untried', values: {} }
          : { key: 'run.backend.noApi', values: {} },
      software: false,
    }),
  start: async (platform) => {
    await startModule(platform);
    const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    return {
      detail: detailOf(getThreadsCount()),
      settle: () => Promise.resolve(),
      fault: () => null,
      stop: endModule,
    };
  },
};
