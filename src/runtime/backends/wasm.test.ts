import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { nodePlatform } from '../platform/node.ts';
import { wasm } from './wasm.ts';

it('lets go of a module that has aborted, and of its threads, and starts anew', async () => {
  const first = await wasm.start(nodePlatform());
  const { wasm: module } = tf.findBackend('wasm') as unknown as {
    wasm: { tfjs: { dispose(): void }; PThread: { terminateAllThreads(): void } };
  };
  let ended = 0;
  module.tfjs.dispose = () => {
    throw new Error('Aborted(OOM)');
  };
  module.PThread = {
    terminateAllThreads: () => {
      ended += 1;
    },
  };
  first.stop();
  expect(ended).toBe(1);
  expect(tf.findBackend('wasm')).toBeNull();
  const second = await wasm.start(nodePlatform());
  expect([...(await tf.add(1, 2).data())]).toEqual([3]);
  second.stop();
});
