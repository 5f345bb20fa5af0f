import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Platform } from './types.ts';

const binaries = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

/** Node has no WebGPU of its own; the package `webgpu` brings it where the system has a graphics driver. */
async function prepareWebGpu(): Promise<boolean> {
  const scope = globalThis as { navigator?: { gpu?: GPU } };
  if (scope.navigator?.gpu) return true;
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu: GPU = create([]);
    if (scope.navigator) Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
    else Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    return true;
  } catch {
    return false;
  }
}

export function nodePlatform(): Platform {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  return {
    wasmPaths: Object.fromEntries(binaries.map((name) => [name, join(folder, name)])),
    threadedWasm: null,
    prepareWebGpu,
    hardwareThreads: availableParallelism(),
    yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
  };
}
