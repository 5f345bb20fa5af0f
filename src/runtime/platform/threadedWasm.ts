/**
 * tfjs's WASM module with threads, loaded by us. tfjs hands its threads the source text of its own loader, which a
 * minifier has made unusable by then; here they get the loader's file as it is.
 */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import binary from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import loader from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js';
import loaderUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js?url';
import { wasmWorkerContents } from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js';

type Module = Awaited<ReturnType<typeof loader>>;
/** Emscripten's way to a C function by name, with the types of its result and arguments. */
type EmscriptenModule = Module & {
  cwrap(name: string, result: 'number' | null, args: readonly 'number'[]): () => number;
};

const absolute = (url: string): string => new URL(url, self.location.href).href;

/** Starts as many threads as `navigator.hardwareConcurrency` and tfjs's own limit allow. Throws when it cannot. */
export async function startThreadedWasm(): Promise<BackendWasm> {
  // The package has the script's line breaks unescaped inside its strings.
  const script = wasmWorkerContents.replaceAll('\n', '\\n');
  const thread = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const module = (await untilCrash(
    loader({
      mainScriptUrlOrBlob: absolute(loaderUrl),
      locateFile: (path) => (path.endsWith('.worker.js') ? thread : absolute(binary)),
    }),
  )) as EmscriptenModule;
  const bind = module.cwrap.bind(module);
  module.tfjs = {
    init: bind('init', null, []),
    initWithThreadsCount: bind('init_with_threads_count', null, ['number']),
    getThreadsCount: bind('get_threads_count', 'number', []),
    registerTensor: bind('register_tensor', null, ['number', 'number', 'number']),
    disposeData: bind('dispose_data', null, ['number']),
    dispose: bind('dispose', null, []),
  };
  return new BackendWasm(module);
}

const fromThread = ({ error, filename }: ErrorEvent): boolean =>
  error instanceof ErrorEvent || filename.startsWith('blob:');

/**
 * A thread that cannot be loaded says so only in an error event of this scope, and unheard it would end the worker.
 * Each thread says it, so the listener stays.
 */
function untilCrash<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    self.addEventListener('error', (event) => {
      if (!fromThread(event)) return;
      event.preventDefault();
      reject(new Error(event.message));
    });
    work.then(resolve, reject);
  });
}
