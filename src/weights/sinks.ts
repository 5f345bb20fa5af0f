/** Where the bytes of a download go. */
export interface Sink<T> {
  write(chunk: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Everything so far is forgotten: the file is sent from its start again. */
  restart(): void | Promise<void>;
  finish(): T | Promise<T>;
}

/** Bytes that are held as an array before they become a Blob, which a browser may keep on disk. */
const blockBytes = 2 * 1024 * 1024;

/** `onBlock` gets the file block by block, as they fill and in order; after `restart` from its beginning. */
export function blobSink(onBlock: (block: Blob) => void = () => undefined): Sink<Blob> {
  let blocks: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let pending = 0;
  const flush = (): void => {
    if (chunks.length === 0) return;
    const block = new Blob(chunks);
    chunks = [];
    pending = 0;
    blocks.push(block);
    onBlock(block);
  };
  return {
    write: (chunk) => {
      chunks.push(chunk);
      pending += chunk.byteLength;
      if (pending >= blockBytes) flush();
    },
    restart: () => {
      chunks = [];
      pending = 0;
      blocks = [];
    },
    finish: () => {
      flush();
      return new Blob(blocks, { type: 'application/octet-stream' });
    },
  };
}
