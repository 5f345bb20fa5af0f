import type { KernelBackend } from '@tensorflow/tfjs-core';

/** What differs between a browser's worker and Node. */
export interface Platform {
  /** Where the three WASM binaries of tfjs lie, by their file names. */
  readonly wasmPaths: Readonly<Record<string, string>>;
  /** Starts tfjs's WASM backend with threads; null where threads are not allowed. */
  readonly threadedWasm: (() => Promise<KernelBackend>) | null;
  /** Brings WebGPU to a runtime that has it only as a package; false where there is none. */
  prepareWebGpu(): Promise<boolean>;
  /** Threads that the hardware runs at once. */
  readonly hardwareThreads: number;
  /** Lets other events of this thread happen. */
  yieldNow(): Promise<void>;
}
