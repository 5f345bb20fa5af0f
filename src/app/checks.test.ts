import { expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { Checker } from '../runtime/check/checker.ts';
import type { Runtime } from '../runtime/contract.ts';
import { BackendError, RunSuperseded } from '../runtime/errors.ts';
import { providedTensors } from '../runtime/nodeTensors.ts';
import { walkReference } from '../runtime/reference.ts';
import { createExplorerStore } from '../store/store.ts';
import { seededProvider } from '../weights/weightSource.ts';
import { Checks } from './checks.ts';

const spec = parseSpec({
  block: 'basic',
  depths: [1, 1, 1, 1],
  widthMultiplier: 0.125,
  classes: 10,
  inputHeight: 32,
  inputWidth: 32,
});

/** A backend that rounds the reference to float32, makes a mistake at one node, and can be told to fail. */
class FakeBackend {
  wrongAt = '';
  failure: Error | null = null;
  readonly cancelled: number[] = [];
  onTrace: () => void = () => undefined;

  readonly trace: Runtime['trace'] = async (_id, request, onValue) => {
    this.onTrace();
    const { failure } = this;
    this.failure = failure instanceof RunSuperseded ? null : failure;
    if (failure) throw failure;
    const graph = buildGraph(request.spec);
    const tensors = providedTensors(graph, seededProvider());
    for await (const [{ id, op }, value] of walkReference(graph, tensors, request.input)) {
      if (op === 'input') continue;
      const values = Float32Array.from(value.values);
      if (id === this.wrongAt) values[0] = 100;
      onValue({ node: id, values });
    }
    return 'wasm';
  };
  readonly cancel: Runtime['cancel'] = (id) => {
    this.cancelled.push(id);
    return Promise.resolve();
  };
}

function setUp() {
  const store = createExplorerStore();
  store.getState().openSpec(spec);
  const backend = new FakeBackend();
  let ended = 0;
  const checks = new Checks(store, backend, () => ({
    checker: new Checker(),
    end: () => {
      ended += 1;
    },
  }));
  return { backend, checks, state: () => store.getState().check, ended: () => ended };
}

it('ends with a report, which names a wrong layer', async () => {
  const { backend, checks, state } = setUp();
  await checks.start('quick');
  expect(state()).toMatchObject({ status: 'done', error: null, report: { first: null, backend: 'wasm' } });
  backend.wrongAt = 'stage3.block0.conv2';
  await checks.start('full');
  expect(state().report?.first?.node).toBe('stage3.block0.conv2');
});

it('begins a trace again that a run of the page went before', async () => {
  const { backend, checks, state } = setUp();
  backend.failure = new RunSuperseded(-1);
  await checks.start('quick');
  expect(state()).toMatchObject({ status: 'done', report: { first: null } });
});

it('tells of a backend that fails, and keeps the report before', async () => {
  const { backend, checks, state, ended } = setUp();
  await checks.start('quick');
  const { report } = state();
  backend.failure = new BackendError('wasm', 'stem.conv', 'run.error.op', { reason: 'x' });
  await checks.start('quick');
  expect(state()).toMatchObject({ status: 'failed', error: { key: 'run.error.op' } });
  expect(state().report).toBe(report);
  // The thread of the failed check and, as no panel is open, that of the finished one.
  expect(ended()).toBe(2);
});

it('is cancelled at once, whatever the threads are doing', async () => {
  const { backend, checks, state, ended } = setUp();
  backend.onTrace = () => checks.cancel();
  await checks.start('quick');
  expect(state()).toMatchObject({ status: 'cancelled', report: null, step: null });
  expect([backend.cancelled.length, ended()]).toEqual([1, 1]);
});
