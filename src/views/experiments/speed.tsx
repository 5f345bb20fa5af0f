import { useMemo, useState } from 'react';
import { graphTotals, inputShapes } from '../../graph/queries.ts';
import { movedBy, trafficOf } from '../../graph/traffic.ts';
import type { Graph } from '../../graph/types.ts';
import type { ProfileResult } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Bar, formatCount, formatMs, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { type Guideline, guidelines } from './guidelines.ts';
import { measures, sumOf } from './layerKinds.ts';
import { MeasuringTimes, Uneasy } from './measuring.tsx';
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
import { Heads, ScrollBox } from './tables.tsx';
import { passesToCompare, useProfile } from './useProfile.ts';
import './speed.css';

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
      <MeasuringTimes profiling={profiling} button={t('try.speed.measure')} />
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

function Measured({ graph, result }: { readonly graph: Graph; readonly result: ProfileResult }) {
  const layers = useMemo(() => placed(graph, result.layers), [graph, result]);
  return (
    <>
      <p className="try-faint">
        {t('try.speed.how', { backend: t(`app.backend.${result.backend}`), count: layers.length })}
      </p>
      <Uneasy results={[result]} />
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
  const longest = Math.max(...layers.map(({ layer }) => layer.ms), Number.MIN_VALUE);
  const shown = slowest ? [...layers].sort((a, b) => b.layer.ms - a.layer.ms) : layers;
  return (
    <section>
      <div className="speed-head">
        <h3 className="try-title">{t('try.speed.layers')}</h3>
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
      <ScrollBox className="speed-scroll" label={t('try.speed.layers')}>
        <table className="speed-table">
          <Heads names={[t('try.speed.layer'), ...measures.map(measureName)]} />
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
      </ScrollBox>
    </section>
  );
}

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
  const profiling = useProfile(cases, passesToCompare);
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
        <Heads names={[t('try.speed.case'), ...measures.map(measureName)]} />
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
      <MeasuringTimes profiling={profiling} button={t('try.speed.try')} />
      {profiling.status === 'done' ? (
        <p className="try-verdict" aria-live="polite">
          {verdict(rows)}
        </p>
      ) : null}
      <Uneasy results={results.values()} />
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
