/**
 * Reads Python's pickles without running anything of them. A pickle is a program for a small stack machine (operations
 * as in CPython's Lib/pickletools.py); what makes it dangerous is that it may name any function and call it. Here a
 * name means only what the caller's table says, everything else is refused by its name, and nothing recurses, so that
 * no nesting costs more than its own bytes.
 */
import { PickleBytes, pickleLimits } from './pickle/bytes.ts';
import { PickleMachine } from './pickle/machine.ts';
import { step } from './pickle/opcodes.ts';
import type { PickleNames, PickleValue } from './pickle/values.ts';

export interface Unpickled {
  readonly value: PickleValue;
  /** Position behind the pickle. */
  readonly end: number;
}

/** The operation that ends a pickle. */
const stop = 0x2e;

/**
 * The value of the pickle at `at`. Throws WeightsError that says what is not read and why, and PickleEnds when the
 * bytes end too early. `file` is a name for messages.
 */
export function unpickle(bytes: Uint8Array, at: number, names: PickleNames, file: string): Unpickled {
  const source = new PickleBytes(bytes, at, file);
  const machine = new PickleMachine(source, names);
  for (let count = 0; count < pickleLimits.operations; count += 1) {
    const code = source.operation();
    if (code === stop) return { value: machine.pop(), end: source.at };
    step(code, machine);
  }
  throw source.limit('operations');
}
