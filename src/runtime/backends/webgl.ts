import * as tf from '@tensorflow/tfjs-core';
import type { Backend, Probe } from './types.ts';
import { longestArray, type MemoryLimit } from '../lowering/types.ts';
import { isSoftware } from './software.ts';

/** A device does not say how much it has. No graphics processor has more than this; each tells when it is full. */
const memory: MemoryLimit = {
  total: 192e9,
  tensor: longestArray,
  weightCopies: 1,
  exceeded: 'run.error.tooLarge.gpu',
};

function rendererOf(gl: WebGL2RenderingContext): string {
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return typeof name === 'string' ? name : 'WebGL';
}

function probe(): Probe {
  if (typeof OffscreenCanvas === 'undefined') {
    return { available: false, detail: { key: 'run.backend.noApi', values: {} }, software: false };
  }
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) {
    return { available: false, detail: { key: 'run.backend.noAdapter', values: {} }, software: false };
  }
  const name = rendererOf(gl);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return {
    available: true,
    detail: { key: 'run.backend.named', values: { name } },
    software: isSoftware(name),
  };
}

export const webgl: Backend = {
  id: 'webgl',
  target: {
    id: 'webgl',
    fusion: { activations: new Set(['relu', 'relu6', 'leakyRelu', 'elu', 'sigmoid']), addend: false },
    superBlock: 256,
    memory,
    careful: false,
  },
  probe: () => Promise.resolve(probe()),
  start: async () => {
    const { GPGPUContext, MathBackendWebGL } = await import('@tensorflow/tfjs-backend-webgl');
    const canvas = new OffscreenCanvas(1, 1);
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      stencil: false,
      premultipliedAlpha: false,
      preserveDrawingBuffer: false,
    });
    if (gl === null) throw new Error('no WebGL 2 context');
    let lost: string | null = null;
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      lost = 'the context was lost';
    });
    // Half-precision textures are too coarse for the figures this page shows.
    tf.env().set('WEBGL_VERSION', 2);
    tf.env().set('WEBGL_FORCE_F16_TEXTURES', false);
    if (tf.findBackendFactory('webgl')) tf.removeBackend('webgl');
    tf.registerBackend('webgl', () => new MathBackendWebGL(new GPGPUContext(gl)));
    if (!(await tf.setBackend('webgl'))) throw new Error('the WebGL backend did not start');
    return {
      detail: { key: 'run.backend.named', values: { name: rendererOf(gl) } },
      settle: () => Promise.resolve(),
      // Four float32 a texel.
      tensorLimit: 16 * Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)) ** 2,
      fault: () => (gl.isContextLost() ? 'the context was lost' : lost),
      stop: () => {
        tf.removeBackend('webgl');
        gl.getExtension('WEBGL_lose_context')?.loseContext();
      },
    };
  },
};
