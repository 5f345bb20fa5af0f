import { useMemo, useState } from 'react';
import { buildGraph } from '../../arch/build.ts';
import type { CifarResNetSpec } from '../../arch/families/cifarResnet.ts';
import type { BlockOrder } from '../../arch/types.ts';
import type { Graph } from '../../graph/types.ts';
import { opText } from '../../layout/labels.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatValue } from '../../ui/index.ts';
import { valueLabel } from '../specification/choices.ts';
import type { Experiment, Subject } from './experiment.ts';
import { changeOf } from './measure.ts';
import { formOf, inOrder, orders, sizeOf, streamOf, usualBlock } from './orders.ts';
import { Asking, StudyStatus, useConsent } from './parts.tsx';
import { SizeChart } from './sizeChart.tsx';
import { Heads } from './tables.tsx';
import { nothingWanted, seeded, useVariants } from './useVariants.ts';
import './orderings.css';

interface Row {
  readonly order: BlockOrder;
  /** As in the paper's figure: (a) to (e). */
  readonly letter: string;
  readonly graph: Graph;
  /** Root mean square behind each block; empty before it is measured. */
  readonly sizes: readonly number[];
  readonly logits: Float32Array | undefined;
}

const letterOf = (at: number): string => 'abcde'.charAt(at);

function Orderings({ spec }: Subject) {
  return spec.family === 'cifarResnet' ? <FiveOrders spec={spec} /> : null;
}

function FiveOrders({ spec }: { readonly spec: CifarResNetSpec }) {
  const [shown, setShown] = useState<BlockOrder>(spec.order);
  const graphs = useMemo(() => orders.map((order) => buildGraph(inOrder(spec, order))), [spec]);
  const wanted = useMemo(
    (): readonly Variant[] =>
      orders.map((order) => ({ id: order, edits: [], spec: inOrder(spec, order), weights: seeded })),
    [spec],
  );
  const read = useMemo(
    (): VariantsRequest['read'] =>
      [...new Set(graphs.flatMap(streamOf))].map((node) => ({ node, as: 'values' as const })),
    [graphs],
  );
  const consent = useConsent(wanted.length);
  const study = useVariants(consent.given ? wanted : nothingWanted, read);
  const rows = orders.map((order, at): Row => {
    const graph = graphs[at] as Graph;
    const result = study.results.get(order);
    const sizes = result
      ? streamOf(graph).flatMap((node) => (result.values[node] ? [sizeOf(result.values[node])] : []))
      : [];
    return { order, letter: letterOf(at), graph, sizes, logits: result?.logits };
  });
  const present = rows.find(({ order }) => order === spec.order)?.logits;
  return (
    <>
      <fieldset className="try-orders" aria-label={t('try.orders.blocks')}>
        {rows.map((row) => (
          <button
            key={row.order}
            type="button"
            aria-pressed={row.order === shown}
            onClick={() => setShown(row.order)}
          >
            <BlockFigure row={row} />
            <span>
              ({row.letter}) {t(`try.orders.short.${row.order}`)}
            </span>
          </button>
        ))}
      </fieldset>
      <p className="try-faint">{t('try.orders.legend')}</p>
      <Asking consent={consent} count={wanted.length} />
      <StudyStatus study={study} />
      <table className="try-table">
        <Heads
          names={[
            t('try.orders.order'),
            t('try.orders.path'),
            t('try.orders.growth'),
            t('try.columns.moved'),
          ]}
        />
        <tbody>
          {rows.map(({ order, letter, graph, sizes, logits }) => (
            <tr key={order} aria-current={order === shown ? 'true' : undefined}>
              <th scope="row">
                ({letter}) {valueLabel('order', order)}
              </th>
              <td>{onPath(graph)}</td>
              <td>{growth(sizes)}</td>
              <td>{order === spec.order ? t('try.orders.present') : differs(present, logits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <SizeChart
        label={t('try.orders.chart')}
        lines={rows.map(({ order, letter, sizes }) => ({
          name: `(${letter}) ${t(`try.orders.short.${order}`)}`,
          values: sizes,
          letter,
          strong: order === shown,
        }))}
      />
      <p className="try-faint">{t('try.orders.weights')}</p>
    </>
  );
}

const formOfRow = (graph: Graph) => formOf(graph, usualBlock(graph) ?? '');

/** What stands on the identity path of the usual block: `BN, ReLU`. */
function onPath(graph: Graph): string {
  const { after } = formOfRow(graph);
  return after.length === 0 ? t('try.orders.clean') : after.map((node) => opText(node).title).join(', ');
}

function growth(sizes: readonly number[]): string {
  const [first, last] = [sizes[0], sizes.at(-1)];
  return first === undefined || last === undefined
    ? '…'
    : t('try.orders.times', { value: formatValue(last / first) });
}

const differs = (a: Float32Array | undefined, b: Float32Array | undefined): string =>
  a && b ? formatPercent(changeOf(a, b).relative) : '…';

const box = { width: 36, height: 15, gap: 5 };
const figure = { width: 62, height: 196, path: 9, branch: 24 };

/** A block from top to bottom: the path around at the left, the branch beside it, and what both pass through. */
function BlockFigure({ row: { graph, order } }: { readonly row: Row }) {
  const { branch, after } = formOfRow(graph);
  const step = Math.min(box.height + box.gap, (figure.height - 72) / Math.max(1, branch.length));
  const branchTop = 16;
  const join = figure.height - 58;
  const middle = figure.branch + box.width / 2;
  return (
    <svg
      viewBox={`0 0 ${figure.width} ${figure.height}`}
      role="img"
      aria-label={t('try.orders.figure', { order: valueLabel('order', order), path: onPath(graph) })}
    >
      <path className="try-order-path" d={`M${figure.path},0V${figure.height}`} />
      <path
        className="try-order-line"
        d={`M${figure.path},6H${middle - 6}Q${middle},6 ${middle},12V${join - 6}Q${middle},${join} ${middle - 6},${join}H${figure.path + 7}`}
      />
      {branch.map((node, at) => (
        <Part
          key={node.id}
          title={opText(node).title}
          tone={opText(node).tone}
          x={figure.branch}
          y={branchTop + at * step}
        />
      ))}
      <circle className="try-order-join" cx={figure.path} cy={join} r="7" />
      <path className="try-order-sign" d={`M${figure.path - 3.5},${join}h7M${figure.path},${join - 3.5}v7`} />
      {after.map((node, at) => (
        <Part
          key={node.id}
          title={opText(node).title}
          tone="path"
          x={0.5}
          y={join + 13 + at * (box.height + box.gap)}
        />
      ))}
    </svg>
  );
}

function Part({
  title,
  tone,
  x,
  y,
}: {
  readonly title: string;
  readonly tone: string;
  readonly x: number;
  readonly y: number;
}) {
  return (
    <g className="try-order-part" data-tone={tone} transform={`translate(${x},${y})`}>
      <rect width={box.width} height={box.height} rx="3" />
      <text x={box.width / 2} y={box.height - 4.2}>
        {title}
      </text>
    </g>
  );
}

export const orderings: Experiment = {
  id: 'orders',
  title: 'try.orders.title',
  question: 'try.orders.question',
  about: 'try.orders.about',
  paper: { arxiv: '1603.05027', section: '4.1' },
  shows: ['otherOrders', 'preactivation'],
  obstacle: ({ spec }) =>
    spec.family === 'cifarResnet' && spec.shortcut !== 'none' ? null : 'try.orders.obstacle',
  Component: Orderings,
};
