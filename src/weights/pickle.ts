/**
 * Reads Python's pickles without running anything of them. A pickle is a program for a small stack machine (operations
 * as in CPython's Lib/pickletools.py); what makes it dangerous is that it may name any function and call it. Here a
 * name means only what the caller's table says, everything else is refused by its name, and nothing recurses, so that
 * no nesting costs more than its own bytes.
 */
import { printable, WeightsError } from './errors.ts';

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

/** A function or class that a pickle names, or what came of calling one that is of no interest. Never called. */
export class Opaque {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What is made in place of a call to a name that the reader knows. */
export class Known {
  readonly name: string;
  /** undefined for arguments that the name does not take. */
  readonly make: (args: readonly PickleValue[]) => PickleValue | undefined;
  constructor(name: string, make: Known['make']) {
    this.name = name;
    this.make = make;
  }
}

/** Anything that the caller's table makes: a storage, a tensor. */
export abstract class Made {
  abstract readonly made: string;
}

/** Lists and tuples are arrays, dicts are maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | Opaque
  | Known
  | Made;

/** What the names in a pickle mean. */
export interface PickleNames {
  /** undefined for a name that is refused. */
  find(name: string): Known | Opaque | undefined;
  /** What PyTorch keeps outside the pickle; undefined for an id that makes no sense. */
  load(id: PickleValue): PickleValue | undefined;
}

/** The bytes ended before the pickle did: there may be more of them. */
export class PickleEnds extends Error {
  override name = 'PickleEnds';
}

export interface Unpickled {
  readonly value: PickleValue;
  /** Position behind the pickle. */
  readonly end: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** One run over one pickle. */
class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #names: PickleNames;
  readonly #file: string;
  readonly #memo = new Map<number, PickleValue>();
  #stack: PickleValue[] = [];
  /** The stacks below the open marks. */
  readonly #below: PickleValue[][] = [];
  #at: number;
  #start = 0;

  constructor(bytes: Uint8Array, at: number, names: PickleNames, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#names = names;
    this.#file = file;
  }

  run(): Unpickled {
    for (let count = 0; count < pickleLimits.operations; count += 1) {
      this.#start = this.#at;
      const code = this.#byte();
      if (code === 0x2e) return { value: this.#pop(), end: this.#at };
      this.#step(code);
    }
    throw this.#limit('operations');
  }

  #limit(what: keyof typeof pickleLimits): WeightsError {
    const values = { file: this.#file, limit: pickleLimits[what] };
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

  #damaged(): WeightsError {
    return new WeightsError('torch.damaged', { file: this.#file, at: this.#start });
  }

  // --- bytes ---

  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw new PickleEnds();
    this.#at = at + count;
    return at;
  }

  #byte = (): number => this.#bytes[this.#take(1)] ?? 0;
  #u16 = (): number => this.#view.getUint16(this.#take(2), true);
  #u32 = (): number => this.#view.getUint32(this.#take(4), true);

  /** A length of 8 bytes: checked against the limit of texts before anything is asked of it. */
  #u64(): number {
    const length = this.#view.getBigUint64(this.#take(8), true);
    if (length > BigInt(pickleLimits.text)) throw this.#limit('text');
    return Number(length);
  }

  #raw(length: number): Uint8Array {
    if (length > pickleLimits.text) throw this.#limit('text');
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  #text(length: number): string {
    try {
      return utf8.decode(this.#raw(length));
    } catch (error) {
      if (error instanceof TypeError) throw this.#damaged();
      throw error;
    }
  }

  /** Texts of Python 2 have no encoding; names are ASCII. */
  #latin(length: number): string {
    let text = '';
    for (const byte of this.#raw(length)) text += String.fromCharCode(byte);
    return text;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) {
      if (this.#bytes.length - this.#at > pickleLimits.text) throw this.#limit('text');
      throw new PickleEnds();
    }
    const text = this.#text(end - this.#at);
    this.#at = end + 1;
    return text;
  }

  /** Little-endian two's complement. */
  #integer(length: number): number | bigint {
    if (length > pickleLimits.integer) throw this.#limit('integer');
    let value = 0n;
    this.#raw(length).forEach((byte, place) => {
      value += BigInt(byte) << BigInt(8 * place);
    });
    return plain(BigInt.asIntN(8 * length, value));
  }

  #decimal(text: string): PickleValue {
    if (text === '00') return false;
    if (text === '01') return true;
    const digits = text.replace(/L$/, '');
    if (!/^-?\d{1,60}$/.test(digits)) throw this.#damaged();
    return plain(BigInt(digits));
  }

  // --- the stack ---

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.#damaged();
    return value;
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw this.#damaged();
    return value;
  }

  #mark(): void {
    if (this.#below.length >= pickleLimits.depth) throw this.#limit('depth');
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** What stands above the last mark. */
  #sinceMark(): PickleValue[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) throw this.#damaged();
    this.#stack = below;
    return items;
  }

  #tuple(length: number): void {
    if (this.#stack.length < length) throw this.#damaged();
    this.#stack.push(this.#stack.splice(this.#stack.length - length, length));
  }

  // --- the memo ---

  #put(index: number): void {
    if (this.#memo.size >= pickleLimits.memo) throw this.#limit('memo');
    this.#memo.set(index, this.#top());
  }

  #get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#damaged();
    this.#stack.push(value);
  }

  // --- containers ---

  #append(items: readonly PickleValue[]): void {
    const list = this.#top();
    if (list instanceof Opaque) return;
    if (!Array.isArray(list)) throw this.#damaged();
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly PickleValue[]): void {
    const map = this.#top();
    if (items.length % 2 !== 0) throw this.#damaged();
    if (map instanceof Opaque) return;
    if (!(map instanceof Map)) throw this.#damaged();
    for (let at = 0; at < items.length; at += 2) {
      map.set(items[at] as PickleValue, items[at + 1] as PickleValue);
    }
  }

  // --- names ---

  #global(module: string, name: string): void {
    const full = `${module}.${name}`;
    const found = this.#names.find(full);
    if (found === undefined) {
      throw new WeightsError('torch.global', { file: this.#file, value: printable(full) });
    }
    this.#stack.push(found);
  }

  #call(callee: PickleValue, args: PickleValue): void {
    if (callee instanceof Opaque) {
      this.#stack.push(new Opaque(callee.name));
      return;
    }
    if (!(callee instanceof Known) || !Array.isArray(args)) throw this.#damaged();
    const value = callee.make(args);
    if (value === undefined) throw new WeightsError('torch.call', { file: this.#file, value: callee.name });
    this.#stack.push(value);
  }

  #step(code: number): void {
    switch (code) {
      case 0x80: // PROTO
        if (this.#byte() > 5) throw this.#damaged();
        return;
      case 0x95: // FRAME: a hint for readers of streams
        this.#take(8);
        return;
      case 0x28: // MARK
        this.#mark();
        return;
      case 0x30: // POP
        if (this.#stack.length > 0) this.#stack.pop();
        else this.#sinceMark();
        return;
      case 0x31: // POP_MARK
        this.#sinceMark();
        return;
      case 0x32: // DUP
        this.#stack.push(this.#top());
        return;
      case 0x4e: // NONE
        this.#stack.push(null);
        return;
      case 0x88: // NEWTRUE
        this.#stack.push(true);
        return;
      case 0x89: // NEWFALSE
        this.#stack.push(false);
        return;
      case 0x4a: // BININT
        this.#stack.push(this.#view.getInt32(this.#take(4), true));
        return;
      case 0x4b: // BININT1
        this.#stack.push(this.#byte());
        return;
      case 0x4d: // BININT2
        this.#stack.push(this.#u16());
        return;
      case 0x49: // INT
      case 0x4c: // LONG
        this.#stack.push(this.#decimal(this.#line()));
        return;
      case 0x8a: // LONG1
        this.#stack.push(this.#integer(this.#byte()));
        return;
      case 0x8b: // LONG4
        this.#stack.push(this.#integer(this.#u32()));
        return;
      case 0x47: // BINFLOAT
        this.#stack.push(this.#view.getFloat64(this.#take(8), false));
        return;
      case 0x46: // FLOAT
        this.#stack.push(Number(this.#line()));
        return;
      case 0x58: // BINUNICODE
        this.#stack.push(this.#text(this.#u32()));
        return;
      case 0x8c: // SHORT_BINUNICODE
        this.#stack.push(this.#text(this.#byte()));
        return;
      case 0x8d: // BINUNICODE8
        this.#stack.push(this.#text(this.#u64()));
        return;
      case 0x54: // BINSTRING
        this.#stack.push(this.#latin(this.#u32()));
        return;
      case 0x55: // SHORT_BINSTRING
        this.#stack.push(this.#latin(this.#byte()));
        return;
      case 0x42: // BINBYTES
        this.#stack.push(this.#raw(this.#u32()));
        return;
      case 0x43: // SHORT_BINBYTES
        this.#stack.push(this.#raw(this.#byte()));
        return;
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        this.#stack.push(this.#raw(this.#u64()));
        return;
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
      case 0x8f: // EMPTY_SET
        this.#stack.push([]);
        return;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#tuple(code - 0x84);
        return;
      case 0x74: // TUPLE
      case 0x6c: // LIST
      case 0x91: {
        // FROZENSET
        const items = this.#sinceMark();
        this.#stack.push(items);
        return;
      }
      case 0x61: // APPEND
        this.#append([this.#pop()]);
        return;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        this.#append(this.#sinceMark());
        return;
      case 0x7d: // EMPTY_DICT
        this.#stack.push(new Map());
        return;
      case 0x64: {
        // DICT
        const items = this.#sinceMark();
        this.#stack.push(new Map());
        this.#setItems(items);
        return;
      }
      case 0x73: {
        // SETITEM
        const value = this.#pop();
        this.#setItems([this.#pop(), value]);
        return;
      }
      case 0x75: // SETITEMS
        this.#setItems(this.#sinceMark());
        return;
      case 0x71: // BINPUT
        this.#put(this.#byte());
        return;
      case 0x72: // LONG_BINPUT
        this.#put(this.#u32());
        return;
      case 0x94: // MEMOIZE
        this.#put(this.#memo.size);
        return;
      case 0x68: // BINGET
        this.#get(this.#byte());
        return;
      case 0x6a: // LONG_BINGET
        this.#get(this.#u32());
        return;
      case 0x63: {
        // GLOBAL
        const module = this.#line();
        this.#global(module, this.#line());
        return;
      }
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop();
        const module = this.#pop();
        if (typeof name !== 'string' || typeof module !== 'string') throw this.#damaged();
        this.#global(module, name);
        return;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const args = this.#pop();
        this.#call(this.#pop(), args);
        return;
      }
      case 0x92: {
        // NEWOBJ_EX: named arguments, which nothing that is known takes
        this.#pop();
        const args = this.#pop();
        this.#call(this.#pop(), args);
        return;
      }
      case 0x62: // BUILD: attributes of an object, of which no tensor has any and an ordered dict's are not wanted
        this.#pop();
        this.#top();
        return;
      case 0x51: {
        // BINPERSID
        const value = this.#names.load(this.#pop());
        if (value === undefined) throw this.#damaged();
        this.#stack.push(value);
        return;
      }
      default: {
        const value = `0x${code.toString(16).padStart(2, '0')}`;
        throw new WeightsError('torch.opcode', { file: this.#file, value, at: this.#start });
      }
    }
  }
}

const plain = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/**
 * The value of the pickle at `at`. Throws WeightsError that says what is not read and why, and PickleEnds when the
 * bytes end too early. `file` is a name for messages.
 */
export const unpickle = (bytes: Uint8Array, at: number, names: PickleNames, file: string): Unpickled =>
  new Machine(bytes, at, names, file).run();
