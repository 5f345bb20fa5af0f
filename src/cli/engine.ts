/** The runtime on the backend that was asked for, or a message why it cannot be had. */
import type { RuntimeState } from '../runtime/contract.ts';
import type { Engine } from '../runtime/engine.ts';
import { t } from '../text/index.ts';
import { UsageError } from './errors.ts';
import type { TerminalBackend } from './grammar.ts';
import { findAdapter } from './webgpuProbe.ts';

/** That a backend was asked for which cannot be had here: another value of the option can. */
const cannotHave = (wanted: TerminalBackend, reason: string): UsageError =>
  new UsageError('cli.error.backend', { backend: t(`app.backend.${wanted}`), reason });

async function checkAdapter(): Promise<void> {
  const adapter = await findAdapter();
  if (adapter === 'noPackage') throw cannotHave('webgpu', t('cli.error.noDawn'));
  if (adapter === 'none') throw cannotHave('webgpu', t('cli.error.noAdapter'));
}

/** Why a backend that was asked for does not run. */
function refusalOf(state: RuntimeState, wanted: TerminalBackend): UsageError {
  const detail = state.backends.find(({ id }) => id === wanted)?.detail ?? state.why;
  return cannotHave(wanted, t(detail.key, detail.values));
}

/** Loads the runtime. Throws UsageError for a WebGPU that this machine has not. */
export async function makeEngine(backend: TerminalBackend): Promise<Engine> {
  const [{ Engine: Runtime }, { nodePlatform }] = await Promise.all([
    import('../runtime/engine.ts'),
    import('../runtime/platform/node.ts'),
  ]);
  const platform = nodePlatform();
  if (backend === 'webgpu') await checkAdapter();
  // Dawn takes its time to find no adapter: only who asks for it pays.
  const prepareWebGpu = backend === 'webgpu' ? platform.prepareWebGpu : () => Promise.resolve(false);
  return new Runtime({ ...platform, prepareWebGpu });
}

/** Throws UsageError where another backend than the one that was asked for would run. */
export async function startEngine(engine: Engine, backend: TerminalBackend): Promise<void> {
  const state = await engine.start(backend);
  if (state.active !== backend) throw refusalOf(state, backend);
}
