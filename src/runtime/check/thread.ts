/** A checker in a thread of its own. */
import { proxy, transfer, wrap } from 'comlink';
import { ExplorerError } from '../../text/index.ts';
import type { Checker, CheckerHandle } from './checker.ts';

const spawn = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'check' });

export interface CheckThread {
  readonly checker: CheckerHandle;
  /** Ends the thread, whatever it is doing; what it has been asked for is rejected with `reason`. */
  end(reason: unknown): void;
}

export function startCheckThread(): CheckThread {
  const worker = spawn();
  const remote = wrap<Checker>(worker);
  let fail: (reason: unknown) => void = () => undefined;
  const death = new Promise<never>((_, reject) => {
    fail = reject;
  });
  death.catch(() => undefined);
  const end = (reason: unknown): void => {
    worker.terminate();
    fail(reason);
  };
  worker.addEventListener('error', (event) =>
    end(new ExplorerError('run.error.worker', { reason: event.message || 'it could not be loaded' })),
  );
  const alive = <T>(work: Promise<T>): Promise<T> => Promise.race([work, death]);
  return {
    end,
    checker: {
      give: (scope, value) => alive(remote.give(scope, transfer(value, [value.values.buffer]))),
      compare: (spec, onProgress) => alive(remote.compare(spec, proxy(onProgress))),
      speed: () => alive(remote.speed()),
    },
  };
}
