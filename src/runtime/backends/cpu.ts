import * as tf from '@tensorflow/tfjs-core';
import { longestArray, type MemoryLimit } from '../lowering/types.ts';
import type { Backend } from './types.ts';

/** Browsers stop the process of a page at 8 to 16 GiB of data, by how much the computer has. */
const memory: MemoryLimit = {
  total: 8 * 2 ** 30,
  tensor: longestArray,
  weightCopies: 1,
  exceeded: 'run.error.tooLarge.tab',
};

export const cpu: Backend = {
  id: 'cpu',
  target: {
    id: 'cpu',
    fusion: { activations: new Set(['relu', 'relu6', 'leakyRelu', 'elu', 'sigmoid']), addend: false },
    superBlock: 16,
    memory,
    careful: false,
  },
  probe: () =>
    Promise.resolve({
      available: true,
      detail: { key: 'run.backend.plainScript', values: {} },
      software: false,
    }),
  start: async () => {
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
    if (!tf.findBackend('cpu')) tf.registerBackend('cpu', () => new MathBackendCPU());
    await tf.setBackend('cpu');
    return {
      detail: { key: 'run.backend.plainScript', values: {} },
      settle: () => Promise.resolve(),
      fault: () => null,
      stop: () => tf.removeBackend('cpu'),
    };
  },
};
