import type { Text } from '../runtime/contract.ts';
import { errorText } from './errorText.ts';

/** A result, or the text of what went wrong: an error's class and its values do not survive a thread's border. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Text };

export async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: errorText(error) };
  }
}
