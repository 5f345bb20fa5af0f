/** The policy: in which order backends are tried, and which one is taken. */
import { type BackendId, backendIds, type BackendReport, type Text } from '../contract.ts';
import { t } from '../../text/index.ts';
import type { BackendPool } from './pool.ts';

const never = (): boolean => false;

const isHardware = ({ id, software, status }: BackendReport): boolean =>
  (id === 'webgpu' || id === 'webgl') && !software && status !== 'unavailable' && status !== 'failed';

/** Graphics backends that are worth measuring: one that the processor draws does what WASM does, slower. */
export const contenders = (reports: readonly BackendReport[]): readonly BackendId[] =>
  reports.filter(isHardware).map(({ id }) => id);

/** The quickest of those that were measured and may be used; without a measurement a hardware one, WASM, the rest. */
export function fastest(reports: readonly BackendReport[]): BackendId | null {
  const usable = reports.filter(({ status }) => status === 'ready');
  const measured = usable
    .filter((report) => report.probeMs !== null)
    .sort((a, b) => (a.probeMs ?? 0) - (b.probeMs ?? 0));
  return (measured[0] ?? usable[0])?.id ?? null;
}

/** The order in which a working one is looked for: WASM is there soonest, then hardware, then whatever computes. */
export function fallbackOrder(reports: readonly BackendReport[]): readonly BackendId[] {
  const hardware = contenders(reports);
  const rest = backendIds.filter((id) => id !== 'wasm' && !hardware.includes(id));
  return ['wasm', ...hardware, ...rest];
}

/** Takes the first backend that works; false when none does. */
export async function chooseFirst(pool: BackendPool, why: Text | null): Promise<boolean> {
  await pool.probe();
  for (const id of fallbackOrder(pool.state.backends)) {
    const report = pool.report(id);
    if (report.status === 'failed') continue;
    const measured = id === 'wasm' || isHardware(report);
    if (!(await pool.attempt(id, { measured, forced: false, interrupted: never }))) continue;
    await pool.use(id, why ?? whyFirst(pool, id));
    return true;
  }
  pool.nothingWorks({ key: 'run.why.none', values: {} });
  return false;
}

function whyFirst(pool: BackendPool, id: BackendId): Text {
  const { backends } = pool.state;
  const open = contenders(backends).some((other) => other !== id && pool.report(other).status === 'untried');
  return open ? { key: 'run.why.first', values: {} } : whyBest(backends);
}

/** Why the fastest one is it, when all that will be tried was tried. */
export function whyBest(reports: readonly BackendReport[]): Text {
  if (reports.filter(({ status }) => status === 'ready').length > 1) {
    return { key: 'run.why.fastest', values: {} };
  }
  const skipped = reports.some(({ status }) => status === 'untried');
  return { key: skipped ? 'run.why.processor' : 'run.why.only', values: {} };
}

/** Takes the one that the person wants; the first that works where it cannot be used. */
export async function chooseForced(
  pool: BackendPool,
  wanted: BackendId,
  describe: (text: Text) => string,
): Promise<void> {
  await pool.probe([wanted]);
  if (await pool.attempt(wanted, { measured: false, forced: true, interrupted: never })) {
    await pool.use(wanted, { key: 'run.why.forced', values: {} });
    pool.releaseOthers();
    return;
  }
  const reason = describe(pool.report(wanted).detail);
  await chooseFirst(pool, {
    key: 'run.why.forcedFailed',
    values: { wanted: t(`app.backend.${wanted}`), reason },
  });
}
