import { max, scaleLinear } from 'd3';
import { useMemo, useState } from 'react';
import { t } from '../../text/index.ts';
import { Bar, formatCount, formatExact, formatMs, Select } from '../../ui/index.ts';
import { Chart } from './chart.tsx';
import type { Experiment } from './experiment.ts';
import { sumOf } from './layerKinds.ts';
import { MeasuringTimes, Uneasy } from './measuring.tsx';
import { Heads, ScrollBox } from './tables.tsx';
import { passesToCompare, useProfile } from './useProfile.ts';
import { seeded } from './useVariants.ts';
import { type Budget, budgets, netsOf, type WideNet } from './wide.ts';
import './ladder.css';
import './wide.css';

const axes = ['sequential', 'params', 'macs'] as const;
type Axis = (typeof axes)[number];

interface Timed extends WideNet {
  readonly ms: number | null;
}

function Wide() {
  const [budget, setBudget] = useState<Budget>('small');
  const [axis, setAxis] = useState<Axis>('sequential');
  const nets = useMemo(() => netsOf(budget), [budget]);
  const cases = useMemo(
    () =>
      nets.map(({ name, spec }) => ({
        id: name,
        subject: { kind: 'network', spec, weights: seeded } as const,
      })),
    [nets],
  );
  const profiling = useProfile(cases, passesToCompare);
  const timed = nets.map((net): Timed => {
    const result = profiling.results.get(net.name);
    return { ...net, ms: result ? sumOf(result.layers, 'ms') : null };
  });
  const slowest = Math.max(...timed.map(({ ms }) => ms ?? 0));
  return (
    <>
      <Select
        label={t('try.wide.budget')}
        value={budget}
        options={budgets.map((value) => ({ value, label: t(`try.wide.${value}`) }))}
        onChange={setBudget}
      />
      <ScrollBox label={t('try.wide.title')}>
        <table className="try-table ladder-table ladder-narrow">
          <Heads
            names={[
              t('trained.column.net'),
              t('try.wide.sequential'),
              t('try.wide.params'),
              t('try.wide.macs'),
              t('try.ladder.ms'),
            ]}
          />
          <tbody>
            {timed.map(({ name, params, macs, sequential, ms }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{sequential}</td>
                <td title={formatExact(params)}>{formatCount(params, 3)}</td>
                <td title={formatExact(macs)}>{formatCount(macs, 3)}</td>
                <td>
                  {ms === null ? '–' : formatMs(ms)}
                  {ms === null ? null : <Bar value={ms / (slowest || 1)} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <MeasuringTimes profiling={profiling} button={t('try.speed.try')} />
      <Uneasy results={profiling.results.values()} />
      {profiling.status === 'done' ? (
        <>
          <p className="try-verdict" aria-live="polite">
            {verdict(timed)}
          </p>
          <Select
            label={t('try.wide.against')}
            value={axis}
            options={axes.map((value) => ({ value, label: t(`try.wide.${value}`) }))}
            onChange={setAxis}
          />
          <Times nets={timed} axis={axis} />
        </>
      ) : null}
      <p className="try-faint">{t('try.wide.help')}</p>
    </>
  );
}

/** What was measured, whatever it is: the widest against the deepest. */
function verdict(nets: readonly Timed[]): string {
  const [wide, deep] = [nets[0], nets.at(-1)];
  if (!wide?.ms || !deep?.ms) return '';
  return t('try.wide.verdict', {
    wide: wide.name,
    deep: deep.name,
    params: (wide.params / deep.params).toFixed(2),
    macs: (wide.macs / deep.macs).toFixed(2),
    time: (wide.ms / deep.ms).toFixed(2),
    wideRate: formatCount(wide.macs / wide.ms, 3),
    deepRate: formatCount(deep.macs / deep.ms, 3),
  });
}

const box = { width: 300, height: 162, left: 44, right: 20, top: 14, bottom: 18 };

/** One dot a net, with its name. */
function Times({ nets, axis }: { readonly nets: readonly Timed[]; readonly axis: Axis }) {
  const x = scaleLinear()
    .domain([0, max(nets, (net) => net[axis]) ?? 1])
    .nice()
    .range([box.left, box.width - box.right]);
  const y = scaleLinear()
    .domain([0, max(nets, ({ ms }) => ms ?? 0) || 1])
    .nice()
    .range([box.height - box.bottom, box.top]);
  return (
    <Chart
      label={t('try.wide.chart', { what: t(`try.wide.${axis}`) })}
      box={box}
      rows={y.ticks(4).map((tick) => ({ at: y(tick), text: formatMs(tick) }))}
      columns={x.ticks(4).map((tick) => ({ at: x(tick), text: formatCount(tick, 3) }))}
      caption={t('try.wide.axis', { what: t(`try.wide.${axis}`) })}
    >
      {nets.map((net) =>
        net.ms === null ? null : (
          <g key={net.name} className="wide-dot">
            <circle cx={x(net[axis])} cy={y(net.ms)} r="4" />
            <text
              x={x(net[axis])}
              y={y(net.ms) - 7}
              textAnchor={x(net[axis]) > box.width - 70 ? 'end' : 'middle'}
            >
              {net.name}
            </text>
          </g>
        ),
      )}
    </Chart>
  );
}

export const wide: Experiment = {
  id: 'wide',
  title: 'try.wide.title',
  question: 'try.wide.question',
  about: 'try.wide.about',
  paper: { arxiv: '1605.07146', section: '3' },
  shows: ['wide'],
  obstacle: () => null,
  Component: Wide,
};
