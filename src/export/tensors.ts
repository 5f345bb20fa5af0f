import type { NamedTensor } from '../weights/names/index.ts';

/** The values of one stored tensor, row-major in PyTorch's layout. */
export type GetTensor = (tensor: NamedTensor) => Promise<Float32Array>;

/** Tensors done and in all. Throw from it to end the work. */
export type OnTensor = (done: number, total: number) => void;
