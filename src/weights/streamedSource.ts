import type { ByteSource } from './byteSource.ts';
import { WeightsError } from './errors.ts';

interface Block {
  readonly begin: number;
  readonly end: number;
  readonly blob: Blob;
}

/** A file that is still on its way: what is read waits for its bytes. It holds handles to blocks, not their bytes. */
export class StreamedSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  #blocks: Block[] = [];
  #received = 0;
  #failed = false;
  #waiting: (() => void)[] = [];

  /** `size` is what the file's header claims; whoever reads it checks that again. */
  constructor(name: string, size: number) {
    this.name = name;
    this.size = size;
  }

  /** The next bytes, in order. */
  feed(blob: Blob): void {
    this.#blocks.push({ begin: this.#received, end: this.#received + blob.size, blob });
    this.#received += blob.size;
    this.#wake();
  }

  /** The whole file in one, in place of its blocks. */
  settle(blob: Blob): void {
    this.#blocks = [{ begin: 0, end: blob.size, blob }];
    this.#received = blob.size;
    this.#wake();
  }

  /** Nothing more will come: who waits is told. */
  fail(): void {
    this.#failed = true;
    this.#blocks = [];
    this.#wake();
  }

  /** Whether everything before `end` is there. */
  has(end: number): boolean {
    return !this.#failed && this.#received >= end;
  }

  /** Resolves when something has come, or nothing more will. */
  more(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  async read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const unreadable = (cause?: unknown): WeightsError =>
      new WeightsError('weights.unreadable', { file: this.name }, null, { cause });
    if (end > this.size) throw unreadable();
    while (!this.has(end)) {
      if (this.#failed) throw unreadable();
      await this.more();
    }
    const parts = this.#blocks
      .filter((block) => block.begin < end && block.end > begin)
      .map((block) => block.blob.slice(Math.max(0, begin - block.begin), end - block.begin));
    let buffer: ArrayBuffer;
    try {
      buffer = await new Blob(parts).arrayBuffer();
    } catch (cause) {
      throw unreadable(cause);
    }
    if (buffer.byteLength !== end - begin) throw unreadable();
    return new Uint8Array(buffer);
  }
}
