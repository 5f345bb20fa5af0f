/** The thread that owns tfjs. Serves the engine to `client.ts`. */
import { expose, type ProxyMarked, type Remote, releaseProxy, transfer } from 'comlink';
import type { RunProgress, Runtime, RuntimeState, TracedValue, VariantResult } from './contract.ts';
import { Engine } from './engine.ts';
import { browserPlatform } from './platform/browser.ts';
import { type Answer, answer } from './wire.ts';

type Callback<T> = Remote<((value: T) => void) & ProxyMarked>;
type Args<K extends keyof Runtime> = Parameters<Runtime[K]>;
type Result<K extends keyof Runtime> = Promise<Answer<Awaited<ReturnType<Runtime[K]>>>>;

const listeners = new Set<Callback<RuntimeState>>();
const engine = new Engine(browserPlatform(), (state) => {
  for (const listener of listeners) void listener(state);
});

/** Moves the large buffers of an answer instead of copying them. */
async function moving<T>(
  given: Promise<Answer<T>>,
  buffers: (value: T) => Float32Array[],
): Promise<Answer<T>> {
  const done = await given;
  if (!done.ok) return done;
  const all = new Set(buffers(done.value).map(({ buffer }) => buffer as ArrayBuffer));
  return transfer(done, [...all]);
}

/** The engine's methods with errors as data. */
export class RuntimeService {
  onState(listener: Callback<RuntimeState>): void {
    listeners.add(listener);
  }

  start(...args: Args<'start'>): Result<'start'> {
    return answer(() => engine.start(...args));
  }

  state(): Result<'state'> {
    return answer(() => engine.state());
  }

  async run(
    runId: Args<'run'>[0],
    request: Args<'run'>[1],
    onProgress: Callback<RunProgress>,
  ): Promise<Awaited<Result<'run'>>> {
    try {
      const running = answer(() => engine.run(runId, request, (progress) => void onProgress(progress)));
      return await moving(running, ({ logits }) => [logits]);
    } finally {
      onProgress[releaseProxy]();
    }
  }

  /** Each result is waited for: the answer must not overtake it on its other port. */
  async runVariants(
    runId: Args<'runVariants'>[0],
    request: Args<'runVariants'>[1],
    onResult: Callback<VariantResult>,
  ): Promise<Awaited<Result<'runVariants'>>> {
    try {
      return await answer(() =>
        engine.runVariants(runId, request, async (result) => {
          await onResult(result);
        }),
      );
    } finally {
      onResult[releaseProxy]();
    }
  }

  stopVariants(): Result<'stopVariants'> {
    return answer(() => engine.stopVariants());
  }

  cancel(...args: Args<'cancel'>): Result<'cancel'> {
    return answer(() => engine.cancel(...args));
  }

  async trace(
    runId: Args<'trace'>[0],
    request: Args<'trace'>[1],
    onValue: Callback<TracedValue>,
  ): Promise<Awaited<Result<'trace'>>> {
    const handed: Promise<void>[] = [];
    try {
      return await answer(() =>
        engine.trace(runId, request, (value) => {
          handed.push(onValue(transfer(value, [value.values.buffer])));
        }),
      );
    } finally {
      // Values have a way of their own to the page: the answer must not overtake them.
      await Promise.all(handed);
      onValue[releaseProxy]();
    }
  }

  inspect(...args: Args<'inspect'>): Result<'inspect'> {
    return moving(
      answer(() => engine.inspect(...args)),
      ({ values }) => [values],
    );
  }

  tensors(...args: Args<'tensors'>): Result<'tensors'> {
    return moving(
      answer(() => engine.tensors(...args)),
      (readings) => readings.map(({ values }) => values),
    );
  }

  tensor(...args: Args<'tensor'>): Result<'tensor'> {
    return moving(
      answer(() => engine.tensor(...args)),
      (values) => [values],
    );
  }

  openWeights(...args: Args<'openWeights'>): Result<'openWeights'> {
    return answer(() => engine.openWeights(...args));
  }

  checkWeights(...args: Args<'checkWeights'>): Result<'checkWeights'> {
    return answer(() => engine.checkWeights(...args));
  }

  beginWeights(...args: Args<'beginWeights'>): Result<'beginWeights'> {
    return answer(() => engine.beginWeights(...args));
  }

  feedWeights(...args: Args<'feedWeights'>): Result<'feedWeights'> {
    return answer(() => engine.feedWeights(...args));
  }

  finishWeights(...args: Args<'finishWeights'>): Result<'finishWeights'> {
    return answer(() => engine.finishWeights(...args));
  }

  replaceWeights(...args: Args<'replaceWeights'>): Result<'replaceWeights'> {
    return answer(() => engine.replaceWeights(...args));
  }

  closeWeights(...args: Args<'closeWeights'>): Result<'closeWeights'> {
    return answer(() => engine.closeWeights(...args));
  }

  memory(): Result<'memory'> {
    return answer(() => engine.memory());
  }
}

expose(new RuntimeService());
