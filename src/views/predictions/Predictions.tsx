import { useMemo } from 'react';
import { selectForeign, selectLabels, selectPadEmpty, selectStale } from '../../store/select.ts';
import { type MessageKey, t } from '../../text/index.ts';
import {
  Bar,
  Button,
  formatExact,
  formatMs,
  formatPercent,
  formatValue,
  Icon,
  Progress,
  useKeptFocus,
} from '../../ui/index.ts';
import type { RunProgress } from '../../runtime/contract.ts';
import { findTrained } from '../../weights/trained/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import { TrainedNets } from '../trained/TrainedNets.tsx';
import { topClasses } from './topClasses.ts';
import './predictions.css';

const listed = 5;

/** What the network makes of the picture, and how much that is worth. */
export function Predictions() {
  const result = useExplorer((state) => state.run.result);
  const stale = useExplorer(selectStale);
  const running = useExplorer((state) => state.run.status === 'running');
  const progress = useExplorer((state) => state.run.progress);
  const empty = useExplorer(selectPadEmpty);
  const box = useKeptFocus<HTMLElement>();
  const share = progress && progress.total > 0 ? progress.done / progress.total : null;
  return (
    <section ref={box} className="pred" aria-label={t('predict.title')}>
      {running ? (
        <div className="pred-progress">
          <Progress value={share} label={t('predict.running')} />
        </div>
      ) : null}
      <div className={result && stale ? 'pred-old' : ''}>{result && !empty ? <TopList /> : <Ghosts />}</div>
      <div className="pred-foot">
        <div className="pred-source">
          {empty ? (
            <PadEmpty />
          ) : (
            <>
              <Meaning />
              <Differs />
              <Status />
            </>
          )}
        </div>
        <Action />
      </div>
    </section>
  );
}

/** The picture from before is out of sight, and its answer with it; what the rest of the page shows is still of it. */
function PadEmpty() {
  const name = useExplorer((state) => state.image.name);
  const known = useExplorer((state) => state.run.result !== null);
  return <p>{known ? t('predict.padEmpty', { name }) : t('predict.noImage')}</p>;
}

/** The place where the answer will be. */
function Ghosts() {
  return (
    <div className="pred-list" aria-hidden="true">
      {Array.from({ length: listed }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <div key={place} className="pred-ghost">
          <span />
          <Bar value={0} />
          <span />
        </div>
      ))}
    </div>
  );
}

const phases: { readonly [P in RunProgress['phase']]: MessageKey } = {
  weights: 'predict.progress.weights',
  compile: 'predict.progress.compile',
  layers: 'predict.progress.layers',
};

/** Said right beneath the numbers: whether they mean anything, and whose they are. */
function Meaning() {
  const resultOf = useExplorer((state) => state.run.resultOf);
  const weights = useExplorer((state) => state.weights);
  const foreign = useExplorer(selectForeign);
  if (resultOf === null) return null;
  const net = resultOf.trained === null ? null : findTrained(resultOf.trained);
  if (net) {
    const top1 = formatPercent(net.top1);
    return (
      <>
        <p>{t('trained.task', { top1 })}</p>
        {foreign ? <p className="pred-warn">{t('trained.foreign.photo')}</p> : null}
      </>
    );
  }
  if (resultOf.weights.kind === 'seeded') return <p className="pred-warn">{t('predict.untrained')}</p>;
  const file = resultOf.weights === weights.ref ? weights.report?.fileName : undefined;
  return (
    <>
      <p>{file ? t('weights.fromFile', { file }) : t('predict.otherFile')}</p>
      {foreign ? <p className="pred-warn">{t('trained.foreign.glyph')}</p> : null}
    </>
  );
}

/** As long as the shown answer, or the one on its way, is not of what the recipe asks for. */
function Differs() {
  const wanted = useExplorer((state) => state.view.canvasScaling);
  const shown = useExplorer((state) => state.run.resultOf?.canvasScaling ?? false);
  if (!wanted && !shown) return null;
  return (
    <p className="pred-warn pred-differs">
      <Icon name="warning" />
      {t('image.scaling.differs')}
    </p>
  );
}

/** One line: what is going on, or where and how fast the answer came. */
function Status() {
  const run = useExplorer((state) => state.run);
  const stale = useExplorer(selectStale);
  const runtime = useExplorer((state) => state.runtime);
  const image = useExplorer((state) => state.image.status);
  const live = useExplorer((state) => state.image.drawn === 'live');
  const { result, progress } = run;
  // While one draws, the next run is never far: the line would flicker.
  const between = live && result !== null;
  if (run.status === 'running' && !between) {
    return <p>{progress ? t(phases[progress.phase], { ...progress }) : t('predict.running')}</p>;
  }
  if (run.status === 'failed' && run.error) {
    return (
      <p className="pred-failed" role="alert">
        {t(run.error.key, run.error.values)} {result && stale ? t('predict.stale') : ''}
      </p>
    );
  }
  if (runtime.status === 'failed') {
    return (
      <p className="pred-failed" role="alert">
        {t(runtime.why.key, runtime.why.values)}
      </p>
    );
  }
  if (result && stale) return <p className="pred-warn">{t('predict.stale')}</p>;
  if (result) {
    const total = result.logits.length;
    const count = t('predict.count', { shown: Math.min(listed, total), total: formatExact(total) });
    // Where it does not fit on one line, backend and time stay together.
    const where = `${t(`app.backend.${result.backend}`)} · ${formatMs(result.ms)}`.replaceAll(' ', '\u00A0');
    return <p>{`${count} · ${where}`}</p>;
  }
  if (image === 'none') return <p>{t('predict.noImage')}</p>;
  if (runtime.status === 'starting') return <p>{t('run.starting')}</p>;
  return <p>{t(image === 'loading' ? 'image.loading' : 'predict.noRun')}</p>;
}

/** What can be done about the state of the run. */
function Action() {
  const services = useServices();
  const status = useExplorer((state) => state.run.status);
  const stale = useExplorer(selectStale);
  const ready = useExplorer((state) => state.runtime.status === 'ready' && state.image.status === 'ready');
  if (status === 'running') {
    return (
      <Button className="pred-cancel" onClick={() => services.cancelRun()}>
        {t('predict.cancel')}
      </Button>
    );
  }
  if (!ready) return null;
  if (status === 'failed') {
    return <Button onClick={() => services.runAgain()}>{t('predict.tryAgain')}</Button>;
  }
  if (stale) return <Button onClick={() => services.runAgain()}>{t('predict.run')}</Button>;
  return <TrainedNets quiet />;
}

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
          const logit = t('predict.logit', { logit: formatValue(entry.logit, 4), index: entry.index });
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
