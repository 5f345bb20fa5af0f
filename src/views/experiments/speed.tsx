import { useId, useMemo, useState } from 'react';
import { graphTotals, inputShapes } from '../../graph/queries.ts';
import { movedBy, trafficOf } from '../../graph/traffic.ts';
import type { Graph } from '../../graph/types.ts';
import type { ProfileResult } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Bar, Button, formatCount, formatMs, Hint, Progress, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { type Guideline, guidelines } from './guidelines.ts';
import { measures, sumOf } from './layerKinds.ts';
import {
  formatMeasure,
  KindMark,
  kindName,
  measureName,
  type Placed,
  placed,
  Scatter,
  Shares,
} from './speedCharts.tsx';
import { type Profiling, useProfile } from './useProfile.ts';
import './speed.css';

const measureHeads = () =>
  measures.map((measure) => (
    <th key={measure} scope="col">
      {measureName(measure)}
    </th>
  ));

function Speed({ spec, graph }: Subject) {
  const weights = useExplorer((state) => state.weights.ref);
  const cases = useMemo(
    () => [{ id: 'present', subject: { kind: 'network', spec, weights } as const }],
    [spec, weights],
  );
  const profiling = useProfile(cases);
  const result = profiling.results.get('present');
  return (
    <>
      <Counted graph={graph} />
      <Measuring profiling={profiling} button={t('try.speed.measure')} />
      {result ? <Measured graph={graph} result={result} /> : null}
      <Guidelines />
    </>
  );
}

/** What can be said without measuring. */
function Counted({ graph }: { readonly graph: Graph }) {
  const moved = graph.nodes.reduce(
    (sum, node) => sum + movedBy(trafficOf(node, inputShapes(graph, node))),
    0,
  );
  return (
    <dl className="try-figures">
      <div>
        <dt>{t('try.speed.macs')}</dt>
        <dd>{formatCount(graphTotals(graph).macs)}</dd>
      </div>
      <div title={t('try.speed.moved.help')}>
        <dt>{t('try.speed.movedApart')}</dt>
        <dd>{formatCount(moved)}</dd>
      </div>
    </dl>
  );
}

/** The button that measures, and what becomes of it. */
export function Measuring({ profiling, button }: { readonly profiling: Profiling; readonly button: string }) {
  const { status, share, error, ready, measure, stop } = profiling;
  if (status === 'running') {
    const label = t('try.speed.measuring');
    return (
      <div className="try-status try-status-running">
        <Progress value={share} label={label} />
        <span aria-hidden="true">{label}</span>
        <Button tone="quiet" onClick={stop}>
          {t('try.stop')}
        </Button>
      </div>
    );
  }
  return (
    <div className="try-status" aria-live="polite">
      <Button onClick={measure} disabled={!ready}>
        {status === 'done' ? t('try.speed.again') : button}
      </Button>
      {status === 'stopped' ? <Hint>{t('try.speed.stopped')}</Hint> : null}
      {status === 'failed' && error ? <Hint tone="danger">{t(error.key, error.values)}</Hint> : null}
    </div>
  );
}

function Measured({ graph, result }: { readonly graph: Graph; readonly result: ProfileResult }) {
  const layers = useMemo(() => placed(graph, result.layers), [graph, result]);
  return (
    <>
      <p className="try-faint">
        {t('try.speed.how', { backend: t(`app.backend.${result.backend}`), count: layers.length })}
      </p>
      {isUneasy([result]) ? <Hint tone="warn">{t('try.speed.uneasy')}</Hint> : null}
      <Shares layers={layers} />
      <div className="try-pair">
        <Scatter layers={layers} against="macs" />
        <Scatter layers={layers} against="moved" />
      </div>
      <LayerList layers={layers} />
    </>
  );
}

function LayerList({ layers }: { readonly layers: readonly Placed[] }) {
  const [slowest, setSlowest] = useState(true);
  const select = useExplorer((state) => state.select);
  const titleId = useId();
  const longest = Math.max(...layers.map(({ layer }) => layer.ms), Number.MIN_VALUE);
  const shown = slowest ? [...layers].sort((a, b) => b.layer.ms - a.layer.ms) : layers;
  return (
    <section>
      <div className="speed-head">
        <h3 className="try-title" id={titleId}>
          {t('try.speed.layers')}
        </h3>
        <Select
          label={t('try.speed.order')}
          hideLabel
          value={slowest ? 'slowest' : 'run'}
          options={[
            { value: 'slowest', label: t('try.speed.order.slowest') },
            { value: 'run', label: t('try.speed.order.run') },
          ]}
          onChange={(order) => setSlowest(order === 'slowest')}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region is reached by keyboard */}
      <section className="speed-scroll" aria-labelledby={titleId} tabIndex={0}>
        <table className="speed-table">
          <thead>
            <tr>
              <th scope="col">{t('try.speed.layer')}</th>
              {measureHeads()}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ layer, kind, name }) => (
              <tr key={layer.node}>
                <th scope="row">
                  <button type="button" className="try-link" onClick={() => select(layer.node)}>
                    {name}
                  </button>
                  <span className="speed-what">
                    <KindMark kind={kind} />
                    {kindName(kind)}
                  </span>
                </th>
                <td>{formatMeasure(layer.macs, 'macs')}</td>
                <td>{formatMeasure(movedBy(layer.traffic), 'moved')}</td>
                <td
                  title={t('try.speed.range', {
                    low: formatMs(layer.low),
                    high: formatMs(layer.high),
                    batch: layer.batch,
                  })}
                >
                  {formatMs(layer.ms)}
                  <Bar value={layer.ms / longest} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** How often the cases of a guideline are measured in turn. */
export const passes = 3;

/** Whether times of the same layers lie so far apart that other work must be in the way. */
export const isUneasy = (results: readonly ProfileResult[]): boolean => {
  const layers = results.flatMap((result) => result.layers);
  const sum = (of: 'low' | 'high'): number => layers.reduce((total, layer) => total + layer[of], 0);
  return sum('high') > 1.6 * sum('low');
};

function Guidelines() {
  const [id, setId] = useState('g1');
  const guideline = guidelines.find((entry) => entry.id === id) ?? guidelines[0];
  return (
    <section>
      <h3 className="try-title">{t('try.speed.guidelines')}</h3>
      <Select
        label={t('try.speed.guideline')}
        hideLabel
        value={id}
        options={guidelines.map((entry) => ({ value: entry.id, label: t(entry.title) }))}
        onChange={setId}
      />
      {guideline ? <Trial key={guideline.id} guideline={guideline} /> : null}
    </section>
  );
}

/** One guideline on this device: the same multiply-accumulates in several ways. */
function Trial({ guideline }: { readonly guideline: Guideline }) {
  const cases = useMemo(() => guideline.cases(), [guideline]);
  const profiling = useProfile(cases, passes);
  const { results } = profiling;
  const rows = cases.map(({ id, label }) => {
    const result = results.get(id);
    return {
      id,
      name: t(label.key, label.values),
      sums: result ? measures.map((measure) => sumOf(result.layers, measure)) : null,
    };
  });
  const largest = measures.map((_, at) => Math.max(...rows.map(({ sums }) => sums?.[at] ?? 0)));
  return (
    <>
      <p className="try-faint">{t(guideline.about)}</p>
      <table className="speed-table speed-trial">
        <thead>
          <tr>
            <th scope="col">{t('try.speed.case')}</th>
            {measureHeads()}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, sums }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              {measures.map((measure, at) => {
                const value = sums?.[at];
                return (
                  <td key={measure}>
                    {value === undefined ? '–' : formatMeasure(value, measure)}
                    {value === undefined ? null : <Bar value={value / (largest[at] || 1)} />}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Measuring profiling={profiling} button={t('try.speed.try')} />
      {profiling.status === 'done' ? (
        <p className="try-verdict" aria-live="polite">
          {verdict(rows)}
        </p>
      ) : null}
      {isUneasy([...results.values()]) ? <Hint tone="warn">{t('try.speed.uneasy')}</Hint> : null}
    </>
  );
}

/** What was measured, in words, whatever it is. */
function verdict(
  rows: readonly { readonly name: string; readonly sums: readonly number[] | null }[],
): string {
  const timed = rows.map(({ name, sums }) => ({ name, moved: sums?.[1] ?? 0, ms: sums?.[2] ?? 0 }));
  const sorted = [...timed].sort((a, b) => a.ms - b.ms);
  const [fastest, slowest] = [sorted[0], sorted.at(-1)];
  if (!fastest || !slowest || fastest.ms === 0) return '';
  const ratio = (a: number, b: number): string => (b > 0 ? (a / b).toFixed(2) : '–');
  return t('try.speed.verdict', {
    fastest: fastest.name,
    slowest: slowest.name,
    times: ratio(slowest.ms, fastest.ms),
    moved: ratio(slowest.moved, fastest.moved),
  });
}

export const speed: Experiment = {
  id: 'speed',
  title: 'try.speed.title',
  question: 'try.speed.question',
  about: 'try.speed.about',
  paper: { arxiv: '1807.11164', section: '2' },
  shows: ['speed', 'shuffleV1', 'shuffleV2', 'depthwise'],
  obstacle: () => null,
  Component: Speed,
};
