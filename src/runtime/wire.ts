/** How answers and errors cross the thread: an error's class does not survive a structured clone, its fields do. */
import { SpecError } from '../arch/errors.ts';
import { ExplorerError, type MessageKey, type MessageValues } from '../text/index.ts';
import { WeightsError } from '../weights/errors.ts';
import type { BackendId } from './contract.ts';
import { BackendError, RunSuperseded } from './errors.ts';

/** Discriminated by `kind`: one for every class of error that the engine throws on purpose. */
type WireError =
  | { readonly kind: 'superseded'; readonly runId: number }
  | ({ readonly kind: 'backend'; readonly backend: BackendId; readonly op: string | null } & WireText)
  | ({ readonly kind: 'weights'; readonly tensor: string | null } & WireText)
  | ({ readonly kind: 'spec'; readonly path: string } & WireText)
  | ({ readonly kind: 'explorer' } & WireText)
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string };

interface WireText {
  readonly key: MessageKey;
  readonly values: MessageValues;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError };

function pack(error: unknown): WireError {
  if (error instanceof RunSuperseded) return { kind: 'superseded', runId: error.runId };
  if (error instanceof ExplorerError) {
    const { key, values } = error;
    if (error instanceof BackendError) {
      return { kind: 'backend', backend: error.backend, op: error.op, key, values };
    }
    if (error instanceof WeightsError) return { kind: 'weights', tensor: error.tensor, key, values };
    if (error instanceof SpecError) return { kind: 'spec', path: error.path, key, values };
    return { kind: 'explorer', key, values };
  }
  return error instanceof Error
    ? { kind: 'fault', message: error.message, stack: error.stack ?? '' }
    : { kind: 'fault', message: String(error), stack: '' };
}

function unpack(error: WireError): Error {
  switch (error.kind) {
    case 'superseded':
      return new RunSuperseded(error.runId);
    case 'backend':
      return new BackendError(error.backend, error.op, error.key, error.values);
    case 'weights':
      return new WeightsError(error.key, error.values, error.tensor);
    case 'spec':
      return new SpecError(error.path, error.key, error.values);
    case 'explorer':
      return new ExplorerError(error.key, error.values);
    case 'fault': {
      const fault = new Error(error.message);
      fault.stack = error.stack;
      return fault;
    }
  }
}

/** What happened, as data. */
export async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: pack(error) };
  }
}

/** The value, or the error as an instance of its class again. */
export function unwrap<T>(given: Answer<T>): T {
  if (given.ok) return given.value;
  throw unpack(given.error);
}
