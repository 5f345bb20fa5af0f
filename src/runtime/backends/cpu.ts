import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './types.ts';

export const cpu: Backend = {
  id: 'cpu',
  target: {
    id: 'cpu',
    fusion: { activations: new Set(['relu', 'relu6', 'leakyRelu', 'elu', 'sigmoid']), addend: false },
    superBlock: 16,
    memoryLimit: Number.POSITIVE_INFINITY,
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
