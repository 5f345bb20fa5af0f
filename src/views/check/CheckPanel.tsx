import { useEffect, useId, useState } from 'react';
import { changedOptions } from '../../arch/spec.ts';
import { indexOf } from '../../graph/queries.ts';
import { estimateMs, type LayerDeviation } from '../../runtime/check/checker.ts';
import { type CheckReport, passes, reportPasses, tolerance, worseOf } from '../../runtime/check/index.ts';
import { quickSpec } from '../../runtime/check/size.ts';
import { selectGraph, selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import {
  Button,
  formatMs,
  formatPercent,
  Hint,
  Icon,
  IconButton,
  Progress,
  narrowPage,
  RadioGroup,
  useKeptFocus,
  useMedia,
} from '../../ui/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import { copyText } from '../layers/copyCsv.ts';
import {
  detailOf,
  figure,
  layerName,
  limitText,
  partRows,
  reportText,
  sizeOf,
  storedOf,
  subjectOf,
  verdictOf,
} from './words.ts';
import './check.css';

type Size = 'quick' | 'full';

/** Holds the backend's numbers against others. It leaves the page free: a row selects its layer in the graph. */
export default function CheckPanel() {
  const services = useServices();
  const id = useId();
  const panel = useKeptFocus<HTMLElement>();
  const report = useExplorer((state) => state.check.report);
  const status = useExplorer((state) => state.check.status);
  // What had the focus before has it again afterwards, unless it has gone elsewhere meanwhile.
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, [panel]);
  return (
    <section
      ref={panel}
      className="check"
      role="dialog"
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') services.showCheck(false);
      }}
    >
      <div className="check-head">
        <h2 id={id}>{t('check.title')}</h2>
        <IconButton tone="quiet" label={t('ui.close')} onClick={() => services.showCheck(false)}>
          <Icon name="close" />
        </IconButton>
      </div>
      <div className="check-body">
        <Hint>{t('check.about')}</Hint>
        <Start />
        {report && status !== 'running' ? <Report report={report} /> : null}
      </div>
    </section>
  );
}

/** Size, time and the button; while a check runs, its progress. */
function Start() {
  const services = useServices();
  const spec = useExplorer(selectSpec);
  const backend = useExplorer((state) => state.runtime.active);
  const { status, speed, error } = useExplorer((state) => state.check);
  const [size, setSize] = useState<Size>('quick');
  const quick = quickSpec(spec);
  const time = (of: typeof spec): string => (speed === null ? '' : formatMs(estimateMs(of, speed)));
  const hint = (): string => {
    if (speed === null) return t('check.sizeHintUnknown');
    if (quick === spec) return t('check.onlySize', { size: sizeOf(spec), time: time(spec) });
    return t('check.sizeHint', {
      quick: sizeOf(quick),
      quickTime: time(quick),
      full: sizeOf(spec),
      fullTime: time(spec),
    });
  };
  if (status === 'running') return <Running />;
  return (
    <div className="check-start">
      {quick === spec ? null : (
        <RadioGroup<Size>
          label={t('check.size')}
          look="row"
          value={size}
          onChange={setSize}
          options={[
            { value: 'quick', label: t('check.quick', { size: sizeOf(quick) }) },
            { value: 'full', label: t('check.full', { size: sizeOf(spec) }) },
          ]}
        />
      )}
      <Hint>{hint()}</Hint>
      <div>
        <Button tone="primary" disabled={backend === null} onClick={() => services.startCheck(size)}>
          {t('check.start', { backend: backend === null ? '…' : t(`app.backend.${backend}`) })}
        </Button>
      </div>
      <p role="status" className="check-outcome">
        {status === 'cancelled' ? t('check.cancelled') : ''}
        {status === 'failed' && error ? t('check.failed', { reason: t(error.key, error.values) }) : ''}
      </p>
    </div>
  );
}

function Running() {
  const services = useServices();
  const step = useExplorer((state) => state.check.step);
  const backend = useExplorer((state) => state.runtime.active);
  const share = step ? step.done / step.total : null;
  const words = step
    ? t(`check.step.${step.phase}`, {
        backend: backend === null ? '' : t(`app.backend.${backend}`),
        share: formatPercent(step.done / step.total, 0),
      })
    : t('check.step.starting');
  return (
    <div className="check-start">
      <p role="status">{words}</p>
      <Progress value={step?.phase === 'stored' ? null : share} label={t('check.title')} />
      <div>
        <Button onClick={() => services.cancelCheck()}>{t('check.cancel')}</Button>
      </div>
    </div>
  );
}

function Report({ report }: { readonly report: CheckReport }) {
  const notify = useExplorer((state) => state.notify);
  const warn = useExplorer((state) => state.warn);
  const spec = useExplorer(selectSpec);
  const right = reportPasses(report);
  const sizes = ['inputHeight', 'inputWidth'];
  const stale = changedOptions(spec, report.spec).some((option) => !sizes.includes(option));
  const copy = async (): Promise<void> => {
    if (await copyText(reportText(report))) notify({ key: 'check.copied', values: {} });
    else warn({ key: 'app.copyByHand', values: {} });
  };
  return (
    <>
      <div role="status" className={`check-verdict check-${right ? 'right' : 'wrong'}`}>
        <Mark right={right} />
        <div>
          <p className="check-sentence">{verdictOf(report)}</p>
          <p>{detailOf(report)}</p>
        </div>
      </div>
      <p className="check-stored">
        {report.stored ? <Mark right={report.stored.ok} /> : null}
        <span>{storedOf(report)}</span>
      </p>
      <Parts report={report} />
      <Hint>{limitText()}</Hint>
      <AllLayers report={report} />
      <div className="check-foot">
        <span>
          {subjectOf(report)}
          {stale ? ` · ${t('check.stale')}` : ''}
        </span>
        <Button onClick={() => void copy()}>{t('check.copy')}</Button>
      </div>
    </>
  );
}

/** Told by its form, not by its colour. */
function Mark({ right }: { readonly right: boolean }) {
  return (
    <svg className="check-mark" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      {right ? (
        <path d="M3.5 9.5 7.5 13.5 14.5 5" />
      ) : (
        <path d="M9 1.8 17 16H1zM9 7v4.2M9 13.2v.6" strokeLinejoin="round" />
      )}
    </svg>
  );
}

function Parts({ report }: { readonly report: CheckReport }) {
  return (
    <table className="check-table">
      <caption className="rx-visually-hidden">{t('check.table')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('check.table.part')}</th>
          <th scope="col">{t('check.table.relative')}</th>
          <th scope="col" className="check-absolute">
            {t('check.table.absolute')}
          </th>
          <th scope="col">{t('check.table.where')}</th>
          <th scope="col">{t('check.table.verdict')}</th>
        </tr>
      </thead>
      <tbody>
        {partRows(report).map(({ part, title, worst, right }) => {
          const { relative, absolute } = worseOf(worst);
          return (
            <tr key={part}>
              <th scope="row">{title}</th>
              <td>
                <Scale relative={relative} />
              </td>
              <td className="check-absolute">{figure(absolute)}</td>
              <td>
                <LayerButton report={report} layer={worst} />
              </td>
              <td className={right ? '' : 'check-bad'}>
                <Mark right={right} /> {t(right ? 'check.right' : 'check.wrong')}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** From 1e-9 to 1 in equal steps for each power of ten. */
const decades = 9;
const share = (relative: number): number =>
  Number.isFinite(relative) ? Math.min(1, Math.max(0, 1 + Math.log10(relative || 1e-12) / decades)) : 1;

/** A deviation as a number and as a length on a scale of powers of ten, with the limit marked on it. */
function Scale({ relative }: { readonly relative: number }) {
  return (
    <span className="check-scale">
      <span>{figure(relative)}</span>
      <span className="check-line" aria-hidden="true">
        <span
          className={relative <= tolerance ? '' : 'check-beyond'}
          style={{ width: `${100 * share(relative)}%` }}
        />
        <i style={{ left: `${100 * share(tolerance)}%` }} />
      </span>
    </span>
  );
}

/** Selects the layer in the graph, if the network still has it. */
function LayerButton({ report, layer }: { readonly report: CheckReport; readonly layer: LayerDeviation }) {
  const select = useExplorer((state) => state.select);
  const there = useExplorer((state) => indexOf(selectGraph(state)).node.has(layer.node));
  const services = useServices();
  const narrow = useMedia(narrowPage);
  const show = (): void => {
    select(layer.node);
    // There the panel covers most of the graph; it opens again as it was.
    if (narrow) services.showCheck(false);
  };
  return (
    <button type="button" className="check-layer" disabled={!there} onClick={show}>
      {layerName(report.spec, layer.node)}
    </button>
  );
}

/** Every layer. Drawn when it is asked for: a deep network has a thousand. */
function AllLayers({ report }: { readonly report: CheckReport }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="check-all" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('check.all', { count: report.layers.length })}</summary>
      {open ? (
        <ul>
          {report.layers.map((layer) => (
            <li key={layer.node}>
              <LayerButton report={report} layer={layer} />
              {layer.inRun === null ? <span className="check-fused">{t('check.fused')}</span> : null}
              <Scale relative={worseOf(layer).relative} />
              <span className={passes(layer) ? '' : 'check-bad'}>
                <Mark right={passes(layer)} />
                <span className="rx-visually-hidden">{t(passes(layer) ? 'check.right' : 'check.wrong')}</span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </details>
  );
}
