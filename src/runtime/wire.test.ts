import { expect, it } from 'vitest';
import { SpecError } from '../arch/errors.ts';
import { ExplorerError } from '../text/index.ts';
import { WeightsError } from '../weights/errors.ts';
import { BackendError, RunSuperseded } from './errors.ts';
import { answer, unwrap } from './wire.ts';

const across = async (error: unknown): Promise<unknown> => {
  const sent = structuredClone(await answer(() => Promise.reject(error)));
  try {
    return unwrap(sent);
  } catch (received) {
    return received;
  }
};

it.each([
  new RunSuperseded(7),
  new BackendError('webgl', 'stem.conv', 'run.error.op', { reason: 'x' }),
  new WeightsError('weights.absent', { file: 'a.safetensors' }, 'fc.weight'),
  new SpecError('depths', 'spec.notObject'),
  new ExplorerError('run.error.noWeights', { id: 'weights1' }),
  new TypeError('a fault of ours'),
])('brings %s across a thread with its class, text and fields', async (error) => {
  const received = await across(error);
  expect(received).toBeInstanceOf(error instanceof ExplorerError ? error.constructor : Error);
  expect((received as Error).message).toBe(error.message);
  if (error instanceof ExplorerError) {
    const { stack: _there, ...fields } = received as ExplorerError;
    const { stack: _here, ...wanted } = error;
    expect(fields).toEqual(wanted);
  }
});

it('brings values across as they are', async () => {
  expect(unwrap(structuredClone(await answer(() => Promise.resolve({ a: Float32Array.of(1) }))))).toEqual({
    a: Float32Array.of(1),
  });
});
