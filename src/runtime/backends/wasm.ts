import * as tf from '@tensorflow/tfjs-core';
import type { Text } from '../contract.ts';
import type { Platform } from '../platform/types.ts';
import type { Backend } from './types.ts';

/** tfjs makes no more threads than this. */
const mostThreads = 4;

/**
 * tfjs takes half of `navigator.hardwareConcurrency` for the number of its threads, here and in the workers that it
 * starts. Twice the number makes it take all of them; the true number is put back when the threads are there.
 */
async function withAllThreads<T>(platform: Platform, body: () => Promise<T>): Promise<T> {
  const scope = globalThis as { navigator?: { hardwareConcurrency?: number } };
  const { navigator } = scope;
  if (navigator?.hardwareConcurrency === undefined) return body();
  const doubled = 2 * Math.min(mostThreads, platform.hardwareThreads);
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: doubled, configurable: true });
  try {
    return await body();
  } finally {
    Reflect.deleteProperty(navigator, 'hardwareConcurrency');
  }
}

function detailOf(threads: number): Text {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  return threads <= 1 && isolated === false
    ? { key: 'run.backend.oneThreadNotIsolated', values: {} }
    : { key: 'run.backend.threads', values: { count: Math.max(1, threads) } };
}

type Factory = ReturnType<typeof tf.findBackendFactory>;
let factory: Factory | undefined;

export const wasm: Backend = {
  id: 'wasm',
  target: {
    id: 'wasm',
    fusion: { activations: new Set(['relu', 'relu6']), addend: false },
    superBlock: 64,
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
    const { setWasmPaths, getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths({ ...platform.wasmPaths });
    factory ??= tf.findBackendFactory('wasm');
    if (!tf.findBackendFactory('wasm')) tf.registerBackend('wasm', factory);
    await withAllThreads(platform, async () => {
      if (!(await tf.setBackend('wasm'))) throw new Error('the WASM module did not start');
    });
    return {
      detail: detailOf(getThreadsCount()),
      settle: () => Promise.resolve(),
      fault: () => null,
      stop: () => tf.removeBackend('wasm'),
    };
  },
};
