import type { BackendId, Text } from '../contract.ts';
import type { Target } from '../lowering/types.ts';
import type { Platform } from '../platform/types.ts';

/** Whether a device has a backend, found out without starting it. */
export interface Probe {
  readonly available: boolean;
  /** The adapter's name, or why there is none. */
  readonly detail: Text;
  /** Drawn by the processor. */
  readonly software: boolean;
}

/** A backend that tfjs runs on now. */
export interface StartedBackend {
  readonly detail: Text;
  /** Bytes of one tensor that the device takes, where it says so. */
  readonly tensorLimit?: number;
  /** Waits until the device has done what it was given. */
  settle(): Promise<void>;
  /** Why it can no longer be trusted, or null. */
  fault(): string | null;
  /** Gives the device back. Tensors on it are gone. */
  stop(): void;
}

/** One file each, one line in the list. */
export interface Backend {
  readonly id: BackendId;
  readonly target: Target;
  probe(platform: Platform): Promise<Probe>;
  /** Loads and registers it with tfjs and makes it the active one. Throws when it cannot. */
  start(platform: Platform): Promise<StartedBackend>;
}
