/** The stack machine that a pickle is a program for: the stack with its marks, the memo, and what becomes of names. */
import { printable, WeightsError } from '../errors.ts';
import { type PickleBytes, pickleLimits } from './bytes.ts';
import { Known, Opaque, type PickleNames, type PickleValue } from './values.ts';

export class PickleMachine {
  readonly bytes: PickleBytes;
  readonly #names: PickleNames;
  readonly #memo = new Map<number, PickleValue>();
  #stack: PickleValue[] = [];
  /** The stacks below the open marks. */
  readonly #below: PickleValue[][] = [];

  constructor(bytes: PickleBytes, names: PickleNames) {
    this.bytes = bytes;
    this.#names = names;
  }

  // --- the stack ---

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined) throw this.bytes.damaged();
    return value;
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw this.bytes.damaged();
    return value;
  }

  /** Takes the last value away, or the mark where nothing is above it. */
  drop(): void {
    if (this.#stack.length > 0) this.#stack.pop();
    else this.sinceMark();
  }

  /** Opens a container: what comes next stands above the mark. */
  mark(): void {
    if (this.#below.length >= pickleLimits.depth) throw this.bytes.limit('depth');
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** What stands above the last mark. */
  sinceMark(): PickleValue[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) throw this.bytes.damaged();
    this.#stack = below;
    return items;
  }

  tuple(length: number): void {
    if (this.#stack.length < length) throw this.bytes.damaged();
    this.push(this.#stack.splice(this.#stack.length - length, length));
  }

  // --- the memo ---

  /** Remembers the value on top under a number. */
  put(index: number): void {
    if (this.#memo.size >= pickleLimits.memo) throw this.bytes.limit('memo');
    this.#memo.set(index, this.top());
  }

  /** Under the next free number. */
  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.bytes.damaged();
    this.push(value);
  }

  // --- containers ---

  /** To the list on top. A name that is of no interest takes anything. */
  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (list instanceof Opaque) return;
    if (!Array.isArray(list)) throw this.bytes.damaged();
    for (const item of items) list.push(item);
  }

  /** Keys and values in turn, into the dict on top. */
  setItems(items: readonly PickleValue[]): void {
    const map = this.top();
    if (items.length % 2 !== 0) throw this.bytes.damaged();
    if (map instanceof Opaque) return;
    if (!(map instanceof Map)) throw this.bytes.damaged();
    for (let at = 0; at < items.length; at += 2) {
      map.set(items[at] as PickleValue, items[at + 1] as PickleValue);
    }
  }

  // --- names ---

  /** Throws WeightsError for a name that the caller's table does not have. */
  global(module: string, name: string): void {
    const full = `${module}.${name}`;
    const found = this.#names.find(full);
    if (found === undefined) {
      throw new WeightsError('torch.global', { file: this.bytes.file, value: printable(full) });
    }
    this.push(found);
  }

  /** Puts there what the table makes of a call. Nothing is called. */
  call(callee: PickleValue, args: PickleValue): void {
    if (callee instanceof Opaque) {
      this.push(new Opaque(callee.name));
      return;
    }
    if (!(callee instanceof Known) || !Array.isArray(args)) throw this.bytes.damaged();
    const value = callee.make(args);
    if (value === undefined) {
      throw new WeightsError('torch.call', { file: this.bytes.file, value: callee.name });
    }
    this.push(value);
  }

  /** What PyTorch keeps outside the pickle, by the id on the stack. */
  persistent(): void {
    const value = this.#names.load(this.pop());
    if (value === undefined) throw this.bytes.damaged();
    this.push(value);
  }
}
