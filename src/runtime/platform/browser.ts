import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { Platform } from './types.ts';

/** A message to oneself is a whole turn of the event loop without the delay that timers are held to. */
function messageYield(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}

const loadThreadedWasm: Platform['threadedWasm'] = async () => {
  const { startThreadedWasm } = await import('./threadedWasm.ts');
  return startThreadedWasm();
};

/** Binaries come from the page's own origin. */
export function browserPlatform(): Platform {
  const absolute = (url: string): string => new URL(url, self.location.href).href;
  return {
    wasmPaths: {
      'tfjs-backend-wasm.wasm': absolute(plain),
      'tfjs-backend-wasm-simd.wasm': absolute(simd),
      'tfjs-backend-wasm-threaded-simd.wasm': absolute(threaded),
    },
    threadedWasm: self.crossOriginIsolated ? loadThreadedWasm : null,
    prepareWebGpu: () => Promise.resolve(navigator.gpu !== undefined),
    hardwareThreads: navigator.hardwareConcurrency,
    yieldNow: messageYield(),
  };
}
