/** What all kinds of weights files are to the rest: names, shapes and types at once, values tensor by tensor. */
import { isFloat, type DType, type FloatDType, floatDTypes } from './dtypes.ts';
import { WeightsError } from './errors.ts';
import { bfloatToFloat, halfToFloat } from './halfFloat.ts';

export interface TensorEntry {
  readonly name: string;
  readonly dtype: DType;
  /** Row-major, in PyTorch's order of axes. */
  readonly shape: readonly number[];
}

/** One of the sets of weights in a training checkpoint. */
export interface FilePart {
  /** Where it stands: `state_dict`, `ema.module`; empty for the file itself. */
  readonly path: string;
  /** How many tensors it has. */
  readonly count: number;
}

export interface TensorFile {
  /** The file's name, for messages. */
  readonly name: string;
  readonly entries: ReadonlyMap<string, TensorEntry>;
  /** Texts that the file carries beside its tensors. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The sets of weights to choose from, the one that is taken by itself first; empty where there is no choice. */
  readonly parts: readonly FilePart[];
  /** Path of the part that `entries` are of. */
  readonly part: string;
  /** Values of one of `entries`, row-major; the caller owns them. Throws WeightsError. */
  read(name: string): Promise<Float32Array<ArrayBuffer>>;
}

/** Throws WeightsError for values that are no floating point numbers. */
export function floatTypeOf(file: string, { name, dtype }: TensorEntry): FloatDType {
  if (isFloat(dtype)) return dtype;
  const allowed = floatDTypes.join(', ');
  throw new WeightsError('weights.notFloat', { file, value: dtype, allowed }, name);
}

/** `bytes` must start its own buffer, as a copy out of a file does: the file's offsets need not be aligned. */
export function decodeFloats(bytes: Uint8Array<ArrayBuffer>, dtype: FloatDType): Float32Array<ArrayBuffer> {
  switch (dtype) {
    case 'F32':
      return new Float32Array(bytes.buffer);
    case 'F16':
      return halfToFloat(new Uint16Array(bytes.buffer));
    case 'BF16':
      return bfloatToFloat(new Uint16Array(bytes.buffer));
    case 'F64':
      return Float32Array.from(new Float64Array(bytes.buffer));
  }
}
