/** Files of tfjs's WASM package that it ships without types. */
declare module '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js' {
  /** The script that a thread starts with. */
  export const wasmWorkerContents: string;
}
