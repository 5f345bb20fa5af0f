import { useId } from 'react';
import type { BackendId, BackendReport } from '../../runtime/contract.ts';
import { selectStale } from '../../store/select.ts';
import type { ExplorerState } from '../../store/state.ts';
import { t } from '../../text/index.ts';
import { Button, formatMs, formatPercent, formatValue, Hint, Popover } from '../../ui/index.ts';
import { useExplorer, useServices } from '../context.tsx';

type Light = 'ready' | 'busy' | 'failed';

/** Backend and state in a few words. */
function runtimeWords(
  { runtime, run }: Pick<ExplorerState, 'runtime' | 'run'>,
  stale: boolean,
): { light: Light; words: string } {
  if (runtime.status === 'failed') return { light: 'failed', words: t('app.runtime.failed') };
  if (runtime.status === 'starting' || runtime.active === null) {
    return { light: 'busy', words: t('app.runtime.starting') };
  }
  const backend = t(`app.backend.${runtime.active}`);
  if (run.status === 'failed') return { light: 'failed', words: t('app.runtime.runFailed', { backend }) };
  if (run.status === 'running') {
    const { progress } = run;
    const words = progress
      ? t('app.runtime.progress', { backend, percent: formatPercent(progress.done / progress.total, 0) })
      : t('app.runtime.running', { backend });
    return { light: 'busy', words };
  }
  if (run.result && !stale) {
    const ran = t(`app.backend.${run.result.backend}`);
    return { light: 'ready', words: t('app.runtime.done', { backend: ran, ms: formatMs(run.result.ms) }) };
  }
  return { light: 'ready', words: t('app.runtime.ready', { backend }) };
}

/** What runs, where and how fast, and why; pressing it lists the others to choose from. */
export function RuntimeStatus() {
  const { light, words, detail } = useRuntimeWords();
  return (
    <div role="status" aria-label={t('app.runtime')} className="bar-runtime">
      <Popover
        label={t('app.runtime.choice')}
        className="bar-runtime-button"
        button={
          <>
            <span className="bar-runtime-words">
              <span className={`bar-light bar-light-${light}`} aria-hidden="true" />
              {words}
            </span>
            <span className="bar-caption">{detail}</span>
          </>
        }
      >
        <Backends />
        <CheckButton />
      </Popover>
    </div>
  );
}

/** The list makes way for the panel. */
function CheckButton() {
  const services = useServices();
  return (
    <Button
      className="bar-check"
      onClick={(event) => {
        event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
        services.showCheck(true);
      }}
    >
      {t('check.open')}
    </Button>
  );
}

function useRuntimeWords(): { light: Light; words: string; detail: string } {
  const runtime = useExplorer((state) => state.runtime);
  const run = useExplorer((state) => state.run);
  const stale = useExplorer(selectStale);
  const why = run.status === 'failed' && run.error ? run.error : runtime.why;
  return { ...runtimeWords({ runtime, run }, stale), detail: t(why.key, why.values) };
}

function Backends() {
  const runtime = useExplorer((state) => state.runtime);
  const services = useServices();
  const name = useId();
  const chosen = useExplorer((state) => state.backendChoice);
  const choice = (id: BackendId | null, title: string, lines: readonly string[], disabled: boolean) => (
    <label key={id ?? 'auto'} className="bar-backend">
      <input
        type="radio"
        name={name}
        checked={chosen === id}
        disabled={disabled}
        onChange={() => services.selectBackend(id)}
      />
      <span>
        <span className="bar-backend-name">
          {title}
          {id !== null && runtime.active === id ? <span className="bar-light bar-light-ready" /> : null}
        </span>
        {lines.filter(Boolean).map((line) => (
          <span key={line} className="bar-backend-line">
            {line}
          </span>
        ))}
      </span>
    </label>
  );
  return (
    <div className="bar-backends" role="radiogroup" aria-label={t('app.runtime.choice')}>
      <p className="bar-backends-title">{t('app.runtime.choice')}</p>
      <Hint>{t(runtime.why.key, runtime.why.values)}</Hint>
      {choice(null, t('app.runtime.auto'), [t('app.runtime.autoDetail')], false)}
      {runtime.backends.map((report) =>
        choice(
          report.id,
          t(`app.backend.${report.id}`),
          [t(report.detail.key, report.detail.values), figuresOf(report)],
          report.status === 'unavailable',
        ),
      )}
    </div>
  );
}

/** What was measured of a backend, in one line. */
function figuresOf({ probeMs, deviation }: BackendReport): string {
  return [
    probeMs === null ? '' : t('app.runtime.probe', { ms: formatMs(probeMs) }),
    deviation === null ? '' : t('app.runtime.deviation', { value: formatValue(deviation, 2) }),
  ]
    .filter(Boolean)
    .join(' · ');
}
