import { useMemo } from 'react';
import type { Explorer } from '../../store/store.ts';
import { selectStale } from '../../store/select.ts';
import { type MessageKey, t } from '../../text/index.ts';
import { Bar, Button, formatExact, formatMs, formatPercent, formatValue, Progress } from '../../ui/index.ts';
import type { RunProgress } from '../../runtime/contract.ts';
import { useExplorer, useServices } from '../context.tsx';
import { topClasses } from './topClasses.ts';
import './predictions.css';

const listed = 5;

/** What the network makes of the picture, and how much that is worth. */
export function Predictions() {
  const result = useExplorer((state) => state.run.result);
  const stale = useExplorer(selectStale);
  return (
    <section className="pred" aria-label={t('predict.title')}>
      <Status />
      {result ? (
        <div className={`pred-result ${stale ? 'pred-old' : ''}`}>
          <TopList />
          <Provenance />
        </div>
      ) : null}
    </section>
  );
}

const phases: { readonly [P in RunProgress['phase']]: MessageKey } = {
  weights: 'predict.progress.weights',
  compile: 'predict.progress.compile',
  layers: 'predict.progress.layers',
};

/** Why there is no answer yet, or why the one below is not that of the present network. */
function Status() {
  const services = useServices();
  const run = useExplorer((state) => state.run);
  const stale = useExplorer(selectStale);
  const runtime = useExplorer((state) => state.runtime);
  const image = useExplorer((state) => state.image.status);
  const old = run.result !== null && stale;

  if (run.status === 'running') {
    const { progress } = run;
    const label = progress ? t(phases[progress.phase], { ...progress }) : t('predict.running');
    const share = progress && progress.total > 0 ? progress.done / progress.total : null;
    return (
      <div className="pred-status">
        <div className="pred-progress">
          <p>{old ? `${label} ${t('predict.stale.running')}` : label}</p>
          <Progress value={share} label={t('predict.running')} />
        </div>
        <Button onClick={() => services.cancelRun()}>{t('predict.cancel')}</Button>
      </div>
    );
  }
  if (run.status === 'failed' && run.error) {
    return (
      <div className="pred-status">
        <p className="pred-failed" role="alert">
          {t(run.error.key, run.error.values)} {old ? t('predict.stale') : ''}
        </p>
        <Button onClick={() => services.runAgain()}>{t('predict.tryAgain')}</Button>
      </div>
    );
  }
  if (runtime.status === 'failed') {
    return <p className="pred-failed pred-status">{t(runtime.why.key, runtime.why.values)}</p>;
  }
  if (old) {
    return (
      <div className="pred-status">
        <p className="pred-warn">{t('predict.stale')}</p>
        <Button onClick={() => services.runAgain()}>{t('predict.run')}</Button>
      </div>
    );
  }
  if (run.result) return null;
  const key: MessageKey =
    image === 'none'
      ? 'predict.noImage'
      : runtime.status === 'starting'
        ? 'run.starting'
        : image === 'loading'
          ? 'image.loading'
          : 'predict.noRun';
  return (
    <div className="pred-status">
      <p>{t(key)}</p>
      {key === 'predict.noRun' ? (
        <Button onClick={() => services.runAgain()}>{t('predict.run')}</Button>
      ) : null}
    </div>
  );
}

/** Class names of the weights that the result was computed with, if those are still the ones in use. */
const selectLabels = ({ run, weights }: Explorer): readonly string[] | null =>
  run.resultOf?.weights === weights.ref ? (weights.report?.labels ?? null) : null;

function TopList() {
  const logits = useExplorer((state) => state.run.result?.logits ?? null);
  const labels = useExplorer(selectLabels);
  const best = useMemo(() => (logits ? topClasses(logits, listed) : null), [logits]);
  if (logits === null || best === null) return null;
  const { top, notFinite } = best;
  return (
    <>
      {notFinite > 0 ? (
        <p className="pred-failed" role="alert">
          {t('predict.notFinite', { count: notFinite, total: formatExact(logits.length) })}
        </p>
      ) : null}
      <ol className="pred-list">
        {top.map((entry) => {
          const name = labels?.[entry.index] ?? t('predict.class', { index: entry.index });
          const logit = t('predict.logit', { name, logit: formatValue(entry.logit, 4), index: entry.index });
          return (
            <li key={entry.index} title={logit}>
              <span className="pred-name">{name}</span>
              <Bar value={entry.probability} />
              <span className="pred-share">{formatPercent(entry.probability)}</span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** Which weights, where, how fast, and whether the answer means anything. */
function Provenance() {
  const run = useExplorer((state) => state.run);
  const weights = useExplorer((state) => state.weights);
  if (run.result === null || run.resultOf === null) return null;
  const seeded = run.resultOf.weights.kind === 'seeded';
  const file = run.resultOf.weights === weights.ref ? weights.report?.fileName : undefined;
  const total = run.result.logits.length;
  const parts = [
    t('predict.count', { shown: Math.min(listed, total), total: formatExact(total) }),
    seeded ? t('weights.seeded') : file ? t('weights.fromFile', { file }) : t('predict.otherFile'),
    t(`app.backend.${run.result.backend}`),
    formatMs(run.result.ms),
  ];
  return (
    <div className="pred-source">
      {seeded ? <p className="pred-warn">{t('predict.untrained')}</p> : null}
      <p>{parts.join(' · ')}</p>
    </div>
  );
}
