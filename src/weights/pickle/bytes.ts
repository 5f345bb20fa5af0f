/** The bytes of a pickle, read from front to back, and what makes it too large or damaged. */
import { WeightsError } from '../errors.ts';

export const pickleLimits = {
  /** ResNets' pickles have about 100 000 operations; a thousand times that is no description of tensors. */
  operations: 20_000_000,
  /** Entries of the memo, which is how a pickle refers to what it said before. */
  memo: 5_000_000,
  /** Containers that are open at once. PyTorch's own need fewer than ten. */
  depth: 1_000,
  /** Bytes of one text. Names are short; logs and random states in training checkpoints are not. */
  text: 16_777_216,
  /** Bytes of one whole number; PyTorch's magic number has ten. */
  integer: 32,
} as const;

/** The bytes ended before the pickle did: there may be more of them. */
export class PickleEnds extends Error {
  override name = 'PickleEnds';
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

const plain = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

export class PickleBytes {
  readonly file: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;
  #start = 0;

  /** Begins at `at`. `file` is a name for messages. */
  constructor(bytes: Uint8Array, at: number, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.file = file;
  }

  /** Position of the next byte. */
  get at(): number {
    return this.#at;
  }

  /** Position of the present operation: errors tell it. */
  get start(): number {
    return this.#start;
  }

  /** The code of the next operation. */
  operation(): number {
    this.#start = this.#at;
    return this.byte();
  }

  limit(what: keyof typeof pickleLimits): WeightsError {
    const values = { file: this.file, limit: pickleLimits[what] };
    switch (what) {
      case 'operations':
        return new WeightsError('torch.limit.operations', values);
      case 'memo':
        return new WeightsError('torch.limit.memo', values);
      case 'depth':
        return new WeightsError('torch.limit.depth', values);
      case 'text':
        return new WeightsError('torch.limit.text', values);
      case 'integer':
        return new WeightsError('torch.limit.integer', values);
    }
  }

  damaged(): WeightsError {
    return new WeightsError('torch.damaged', { file: this.file, at: this.#start });
  }

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw new PickleEnds();
    this.#at = at + count;
    return at;
  }

  readonly byte = (): number => this.#bytes[this.#take(1)] ?? 0;
  readonly u16 = (): number => this.#view.getUint16(this.#take(2), true);
  readonly u32 = (): number => this.#view.getUint32(this.#take(4), true);
  readonly i32 = (): number => this.#view.getInt32(this.#take(4), true);
  /** Big-endian, unlike all else. */
  readonly f64 = (): number => this.#view.getFloat64(this.#take(8), false);

  skip(count: number): void {
    this.#take(count);
  }

  /** A length of 8 bytes: checked against the limit of texts before anything is asked of it. */
  u64(): number {
    const length = this.#view.getBigUint64(this.#take(8), true);
    if (length > BigInt(pickleLimits.text)) throw this.limit('text');
    return Number(length);
  }

  raw(length: number): Uint8Array {
    if (length > pickleLimits.text) throw this.limit('text');
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  text(length: number): string {
    try {
      return utf8.decode(this.raw(length));
    } catch (error) {
      if (error instanceof TypeError) throw this.damaged();
      throw error;
    }
  }

  /** Texts of Python 2 have no encoding; names are ASCII. */
  latin(length: number): string {
    let text = '';
    for (const byte of this.raw(length)) text += String.fromCharCode(byte);
    return text;
  }

  /** Up to the next line feed, without it. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) {
      if (this.#bytes.length - this.#at > pickleLimits.text) throw this.limit('text');
      throw new PickleEnds();
    }
    const text = this.text(end - this.#at);
    this.#at = end + 1;
    return text;
  }

  /** Little-endian two's complement. */
  integer(length: number): number | bigint {
    if (length > pickleLimits.integer) throw this.limit('integer');
    let value = 0n;
    this.raw(length).forEach((byte, place) => {
      value += BigInt(byte) << BigInt(8 * place);
    });
    return plain(BigInt.asIntN(8 * length, value));
  }

  /** A whole number in digits, or a truth value of Python 2. */
  decimal(text: string): number | bigint | boolean {
    if (text === '00') return false;
    if (text === '01') return true;
    const digits = text.replace(/L$/, '');
    if (!/^-?\d{1,60}$/.test(digits)) throw this.damaged();
    return plain(BigInt(digits));
  }
}
