import { scaleLinear } from 'd3';
import { useEffect, useMemo, useRef, useState } from 'react';
import { presentSystems } from '../../arch/systems/index.ts';
import { residualBlocks } from '../../graph/blocks.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatValue, Hint, RadioGroup, Switch } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { LineChart } from './lineChart.tsx';
import { type GateFigures, gateFigures, orderOf } from './gateFigures.ts';
import { type GateKind, gatesOf, kindOf } from './gateKinds.ts';
import type { Experiment, Subject } from './experiment.ts';
import { StudyStatus, useWeightsInWords } from './parts.tsx';
import { useVariants } from './useVariants.ts';
import './gates.css';

const wanted: readonly Variant[] = [{ id: 'base', edits: [] }];
const orders = ['depth', 'mean', 'spread'] as const;

/** Whether every gate stands on a branch that is added: only then can it be held against one after the addition. */
const allOnBranches = ({ spec, graph }: Subject): boolean =>
  residualBlocks(graph).length > 0 && presentSystems(spec).every(({ system }) => system.id !== 'sePlace');

function Gates({ spec, graph }: Subject) {
  const gates = gatesOf(graph);
  const read = useMemo(
    (): VariantsRequest['read'] => gates.map(({ node }) => ({ node, as: 'values' as const })),
    [gates],
  );
  const study = useVariants(wanted, read);
  const [order, setOrder] = useState<(typeof orders)[number]>('depth');
  const [sorted, setSorted] = useState(false);
  const select = useExplorer((state) => state.select);
  const selection = useExplorer((state) => state.selection);
  const values = study.results.get('base')?.values;
  const rows = useMemo(
    () =>
      gates.map((gate) => {
        const list = values?.[gate.node];
        return { ...gate, list, figures: list ? gateFigures(list) : null };
      }),
    [gates, values],
  );
  const weights = useWeightsInWords();
  const shown = orderOf(rows, order);
  const kind = kindOf(graph);
  const seeded = useExplorer((state) => state.weights.ref.kind === 'seeded');
  return (
    <>
      <p>{t(`try.gates.${kind}.what`)}</p>
      <RadioGroup
        label={t('try.gates.order')}
        value={order}
        options={orders.map((value) => ({ value, label: t(`try.gates.order.${value}`) }))}
        onChange={setOrder}
      />
      <Switch label={t(`try.gates.${kind}.sorted`)} checked={sorted} onChange={setSorted} />
      <StudyStatus study={study} />
      {kind === 'gate' ? null : (
        <>
          <h3 className="try-title">{t(`try.gates.${kind}.chart`)}</h3>
          <LineChart
            label={t(`try.gates.${kind}.chart`)}
            labels={rows.map(({ name }) => name)}
            series={[
              {
                key: kind,
                name: t(`try.gates.${kind}.mean`),
                values: rows.map(({ figures }) => figures?.mean ?? null),
              },
            ]}
            format={(value) => formatPercent(value, 0)}
            most={1}
          />
          {seeded ? <Hint>{t(`try.gates.${kind}.untrained`)}</Hint> : null}
        </>
      )}
      <figure className="try-gates">
        <div className="try-gates-legend" aria-hidden="true">
          <span>{t(`try.gates.${kind}.closed`)}</span>
          <span className="try-gates-ramp" />
          <span>{t(`try.gates.${kind}.open`)}</span>
        </div>
        <ul aria-label={t('try.gates.list')}>
          {shown.map(({ node, name, list, figures }) => (
            <li key={node}>
              <button
                type="button"
                className="try-row"
                aria-current={selection === node}
                aria-label={figures ? inWords(kind, name, figures) : name}
                onClick={() => select(node)}
              >
                <span className="try-bars-name">{name}</span>
                <Strip values={list} sorted={sorted} channels={nodeOf(graph, node).shape[1] ?? 1} />
                <Range figures={figures} />
              </button>
            </li>
          ))}
        </ul>
        <figcaption>{t(`try.gates.${kind}.caption`)}</figcaption>
      </figure>
      {kind === 'gate' && allOnBranches({ spec, graph }) ? <Hint>{t('try.gates.after')}</Hint> : null}
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </>
  );
}

const inWords = (kind: GateKind, name: string, { min, mean, max }: GateFigures): string =>
  t(`try.gates.${kind}.row`, {
    block: t('try.block', { block: name }),
    min: formatValue(min),
    mean: formatValue(mean),
    max: formatValue(max),
  });

/** Every channel's gate as a grey: dark is closed. A pixel a channel; the browser stretches it. */
function Strip({
  values,
  sorted,
  channels,
}: {
  readonly values: Float32Array | undefined;
  readonly sorted: boolean;
  readonly channels: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !values) return;
    const list = sorted ? Float32Array.from(values).sort().reverse() : values;
    const image = context.createImageData(list.length, 1);
    list.forEach((gate, at) => {
      const shade = Math.round(255 * Math.min(1, Math.max(0, gate)));
      image.data.set([shade, shade, shade, 255], 4 * at);
    });
    context.putImageData(image, 0, 0);
  }, [values, sorted]);
  return <canvas ref={canvas} width={channels} height={1} className="try-strip" />;
}

/** From the smallest to the largest gate, with a mark at the mean, on a scale of 0 to 1. */
function Range({ figures }: { readonly figures: GateFigures | null }) {
  const x = scaleLinear().domain([0, 1]).range([0, 100]);
  return (
    <span className="try-range" aria-hidden="true">
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <line className="try-grid" x1="0" x2="100" y1="5" y2="5" />
        {figures ? (
          <>
            <rect
              className="try-range-spread"
              x={x(figures.min)}
              width={Math.max(0.5, x(figures.max - figures.min))}
              y="3"
              height="4"
            />
            <rect className="try-range-mean" x={x(figures.mean) - 0.9} width="1.8" y="0" height="10" />
          </>
        ) : null}
      </svg>
      <span>{figures ? formatValue(figures.mean, 2) : '…'}</span>
    </span>
  );
}

export const gates: Experiment = {
  id: 'gates',
  title: 'try.gates.title',
  question: 'try.gates.question',
  about: 'try.gates.about',
  paper: { arxiv: '1709.01507', section: '3' },
  shows: [
    'se',
    'seInception',
    'eca',
    'ese',
    'selectiveKernel',
    'splitAttention',
    'shuffleExtras',
    'annotated',
  ],
  obstacle: ({ graph }) => (gatesOf(graph).length > 0 ? null : 'try.gates.obstacle'),
  Component: Gates,
};
