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

/**
 * A `.safetensors` file. The header is padded with spaces so that the values start at a multiple of 8, as the format
 * asks of writers.
 */
export function writeSafetensors(
  tensors: readonly StoredTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const tensor of tensors) {
    const size = tensor.shape.reduce((product, extent) => product * extent, 1);
    invariant(size === tensor.data.length, `${tensor.name} has ${size} values`);
    const bytes = bytesOf(tensor);
    const begin = end;
    end += bytes.byteLength;
    parts.push(bytes);
    header.push([tensor.name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] }]);
  }
  // fromEntries defines own properties, so that even a tensor named `__proto__` is written.
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const dataStart = 8 + Math.ceil(text.byteLength / 8) * 8;
  const file = new Uint8Array(dataStart + end).fill(0x20, 8, dataStart);
  new DataView(file.buffer).setBigUint64(0, BigInt(dataStart - 8), true);
  file.set(text, 8);
  let at = dataStart;
  for (const part of parts) {
    file.set(part, at);
    at += part.byteLength;
  }
  return file;
}
