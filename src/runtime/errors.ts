import type { NodeId } from '../graph/types.ts';
import { ExplorerError, type MessageKey, type MessageValues, t } from '../text/index.ts';
import type { BackendId } from './contract.ts';

/** A backend that could not do what it was asked: missing, lost, out of memory, or broken at `op`. */
export class BackendError extends ExplorerError {
  override name = 'BackendError';
  readonly backend: BackendId;
  /** The node at which it happened, or null where it was none. */
  readonly op: NodeId | null;

  constructor(
    backend: BackendId,
    op: NodeId | null,
    key: MessageKey,
    values: MessageValues = {},
    options?: ErrorOptions,
  ) {
    super(key, { backend: t(`app.backend.${backend}`), op: op ?? '', ...values }, options);
    this.backend = backend;
    this.op = op;
  }
}

/** A run or an inspection that a newer run has made pointless. Nothing is wrong. */
export class RunSuperseded extends ExplorerError {
  override name = 'RunSuperseded';
  readonly runId: number;

  constructor(runId: number) {
    super('run.superseded', { run: runId });
    this.runId = runId;
  }
}

const memoryWords = /out.of.memory|oom|allocat|memory access|heap|exceeds.*(?:size|limit)/i;

/** Whether what a browser, a driver or a WASM module said of a failure means that the memory was not enough. */
export const soundsLikeMemory = (reason: string): boolean => memoryWords.test(reason);

const memoryKeys: ReadonlySet<MessageKey> = new Set([
  'run.error.memory',
  'run.error.tooLarge.wasm',
  'run.error.tooLarge.tab',
  'run.error.tooLarge.gpu',
  'run.error.tensorTooLarge',
  'run.error.workerMemory',
]);

/** Whether the same work would fail again in the same place, because it needs more memory than there is. */
export const isMemoryFailure = (error: unknown): boolean =>
  error instanceof ExplorerError && memoryKeys.has(error.key);
