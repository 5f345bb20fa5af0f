import type { BackendId } from '../contract.ts';
import { cpu } from './cpu.ts';
import type { Backend } from './types.ts';
import { wasm } from './wasm.ts';
import { webgl } from './webgl.ts';
import { webgpu } from './webgpu.ts';

export const backends: { readonly [B in BackendId]: Backend } = { webgpu, webgl, wasm, cpu };
