import { WeightsError } from './errors.ts';

/** Bytes of a file that are fetched piece by piece, so that a file larger than memory can still be looked into. */
export interface ByteSource {
  /** The file's name, for messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** A copy of the bytes from `begin` to before `end`. Throws WeightsError when the file cannot be read any more. */
  read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file that the user gave, or the like of it in Node (`openAsBlob`). */
export function blobSource(blob: Blob, name: string): ByteSource {
  return {
    name,
    size: blob.size,
    read: async (begin, end) => {
      let buffer: ArrayBuffer;
      try {
        buffer = await blob.slice(begin, end).arrayBuffer();
      } catch (cause) {
        throw new WeightsError('weights.unreadable', { file: name }, null, { cause });
      }
      if (buffer.byteLength !== end - begin) throw new WeightsError('weights.unreadable', { file: name });
      return new Uint8Array(buffer);
    },
  };
}

export function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.byteLength,
    read: (begin, end) => Promise.resolve(bytes.slice(begin, end)),
  };
}
