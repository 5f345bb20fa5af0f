import * as tf from '@tensorflow/tfjs-core';
import { longestArray, type MemoryLimit } from '../lowering/types.ts';
import { isSoftware } from './software.ts';
import type { Backend, Probe } from './types.ts';

/** A device does not say how much it has. No graphics processor has more than this; each tells when it is full. */
const memory: MemoryLimit = {
  total: 192e9,
  tensor: longestArray,
  weightCopies: 1,
  exceeded: 'run.error.tooLarge.gpu',
};

const absent = (key: 'run.backend.noApi' | 'run.backend.noAdapter'): Probe => ({
  available: false,
  detail: { key, values: {} },
  software: false,
});

const requestAdapter = (): Promise<GPUAdapter | null> =>
  navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });

const nameOf = ({ info }: GPUAdapter): string =>
  [info.description, info.vendor, info.architecture, info.device].filter(Boolean).join(' ') || 'WebGPU';

const isSoftwareAdapter = (adapter: GPUAdapter): boolean =>
  (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter === true || isSoftware(nameOf(adapter));

/** Limits that tfjs uses to the full: without asking, a device has the smallest that the standard allows. */
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

export const webgpu: Backend = {
  id: 'webgpu',
  target: {
    id: 'webgpu',
    fusion: { activations: new Set(['relu', 'relu6', 'leakyRelu', 'elu', 'sigmoid']), addend: false },
    superBlock: 256,
    memory,
    careful: false,
  },
  probe: async (platform) => {
    if (!(await platform.prepareWebGpu())) return absent('run.backend.noApi');
    const adapter = await requestAdapter();
    if (adapter === null) return absent('run.backend.noAdapter');
    return {
      available: true,
      detail: { key: 'run.backend.named', values: { name: nameOf(adapter) } },
      software: isSoftwareAdapter(adapter),
    };
  },
  start: async (platform) => {
    await platform.prepareWebGpu();
    const adapter = await requestAdapter();
    if (adapter === null) throw new Error('no adapter');
    const requiredLimits = Object.fromEntries(limits.map((name) => [name, adapter.limits[name]]));
    const device = await adapter.requestDevice({ requiredLimits });
    let fault: string | null = null;
    let stopped = false;
    void device.lost.then(({ message, reason }) => {
      if (!stopped) fault = message || reason || 'the device was lost';
    });
    device.addEventListener('uncapturederror', (event) => {
      fault ??= event.error.message;
    });
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
    tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
    if (!(await tf.setBackend('webgpu'))) throw new Error('the WebGPU backend did not start');
    return {
      detail: { key: 'run.backend.named', values: { name: nameOf(adapter) } },
      tensorLimit: Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize),
      settle: async () => {
        await device.queue.onSubmittedWorkDone();
      },
      fault: () => fault,
      stop: () => {
        stopped = true;
        tf.removeBackend('webgpu');
        device.destroy();
      },
    };
  },
};
