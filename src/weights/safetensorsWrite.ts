import { invariant } from '../base/invariant.ts';
import { floatToBfloat, floatToHalf } from './halfFloat.ts';

/** A tensor to store: `data` row-major; `dtype` what it is stored as. I64 is for counters such as PyTorch's. */
export type StoredTensor =
  | {
      readonly name: string;
      readonly shape: readonly number[];
      readonly dtype: 'F32' | 'F16' | 'BF16';
      readonly data: Float32Array;
    }
  | {
      readonly name: string;
      readonly shape: readonly number[];
      readonly dtype: 'I64';
      readonly data: BigInt64Array;
    };

function bytesOf(tensor: StoredTensor): Uint8Array {
  const { data } =
    tensor.dtype === 'F16'
      ? { data: floatToHalf(tensor.data) }
      : tensor.dtype === 'BF16'
        ? { data: floatToBfloat(tensor.data) }
        : tensor;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A tensor without its values. */
export type StoredEntry = Pick<StoredTensor, 'name' | 'shape' | 'dtype'>;

const elementBytes: { readonly [D in StoredTensor['dtype']]: number } = { F32: 4, F16: 2, BF16: 2, I64: 8 };

/**
 * The bytes before the values, which follow in the order of `entries` without a gap. Padded with spaces so that the
 * values start at a multiple of 8, as the format asks of writers.
 */
export function safetensorsHeader(
  entries: readonly StoredEntry[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  let end = 0;
  for (const { name, shape, dtype } of entries) {
    const begin = end;
    end += elementBytes[dtype] * shape.reduce((product, extent) => product * extent, 1);
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  // fromEntries defines own properties, so that even a tensor named `__proto__` is written.
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const size = 8 + Math.ceil(text.byteLength / 8) * 8;
  const bytes = new Uint8Array(size).fill(0x20, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(size - 8), true);
  bytes.set(text, 8);
  return bytes;
}

/** The bytes of a tensor's values as the file holds them. */
export function storedBytes(tensor: StoredTensor): Uint8Array {
  const size = tensor.shape.reduce((product, extent) => product * extent, 1);
  invariant(size === tensor.data.length, `${tensor.name} has ${size} values`);
  return bytesOf(tensor);
}

/** A `.safetensors` file in one piece. */
export function writeSafetensors(
  tensors: readonly StoredTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const parts = [safetensorsHeader(tensors, metadata), ...tensors.map(storedBytes)];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.byteLength;
  }
  return file;
}
