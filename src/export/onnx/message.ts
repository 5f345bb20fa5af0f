/**
 * Protocol buffer messages as lists of chunks: weights are never copied into a larger buffer, so that the file needs no
 * more memory than its parts. The encoding of keys and numbers is the library's.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** An encoded message. `length` is the sum of the chunks' in bytes. */
export interface Encoded {
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
}

type Fields = readonly Encoded[];

const chunk = (bytes: Uint8Array): Encoded => ({ chunks: [bytes], length: bytes.byteLength });

/** The fields of a message one after another. */
export const message = (...fields: readonly (Encoded | Fields | null)[]): Encoded => {
  const list = fields.flatMap((field) => (field === null ? [] : field)) as readonly Encoded[];
  return {
    chunks: list.flatMap(({ chunks }) => chunks),
    length: list.reduce((sum, { length }) => sum + length, 0),
  };
};

export const text = (field: number, value: string): Encoded =>
  chunk(new BinaryWriter().tag(field, WireType.LengthDelimited).string(value).finish());

export const integer = (field: number, value: number): Encoded =>
  chunk(new BinaryWriter().tag(field, WireType.Varint).int64(value).finish());

export const float = (field: number, value: number): Encoded =>
  chunk(new BinaryWriter().tag(field, WireType.Bit32).float(value).finish());

/** Repeated integers in one field. */
export function integers(field: number, values: readonly number[]): Encoded {
  const packed = new BinaryWriter();
  for (const value of values) packed.int64(value);
  return bytes(field, packed.finish());
}

export const bytes = (field: number, value: Uint8Array): Encoded => nested(field, chunk(value));

/** A message inside another. */
export const nested = (field: number, inner: Encoded): Encoded =>
  message(
    chunk(new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(inner.length).finish()),
    inner,
  );
