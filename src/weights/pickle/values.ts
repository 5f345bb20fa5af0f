/** What a pickle can be made of, and what the names in it may mean. */

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
