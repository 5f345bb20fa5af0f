/** Pictures of times beside counts. */
import { extent, scaleSqrt } from 'd3';
import type { Graph } from '../../graph/types.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { LayerTime } from '../../runtime/contract.ts';
import { type MessageKey, t } from '../../text/index.ts';
import { formatCount, formatMs, formatPercent } from '../../ui/index.ts';
import { modulePath } from '../../weights/names/index.ts';
import { Chart, Mark } from './chart.tsx';
import { Legend } from './legend.tsx';
import {
  correlation,
  kindOfLayer,
  type LayerKind,
  layerKinds,
  type Measure,
  measureOf,
  measures,
  sumOf,
} from './layerKinds.ts';

const kindNames: { readonly [K in LayerKind]: MessageKey } = {
  spatial: 'try.speed.kind.spatial',
  pointwise: 'try.speed.kind.pointwise',
  grouped: 'try.speed.kind.grouped',
  depthwise: 'try.speed.kind.depthwise',
  linear: 'try.speed.kind.linear',
  pool: 'try.speed.kind.pool',
  elementwise: 'try.speed.kind.elementwise',
  moving: 'try.speed.kind.moving',
};
export const kindName = (kind: LayerKind): string => t(kindNames[kind]);

const measureNames: { readonly [M in Measure]: MessageKey } = {
  macs: 'try.speed.macs',
  moved: 'try.speed.moved',
  ms: 'try.speed.time',
};
export const measureName = (measure: Measure): string => t(measureNames[measure]);
export const formatMeasure = (value: number, measure: Measure): string =>
  measure === 'ms' ? formatMs(value) : formatCount(value, 3);

export interface Placed {
  readonly layer: LayerTime;
  readonly kind: LayerKind;
  /** What a checkpoint calls it. */
  readonly name: string;
}

export function placed(graph: Graph, layers: readonly LayerTime[]): readonly Placed[] {
  return layers.map((layer) => {
    const node = nodeOf(graph, layer.node);
    return { layer, kind: kindOfLayer(node), name: modulePath(graph, node) };
  });
}

/** What each kind of layer has of the multiply-accumulates, of the traffic and of the time: three bars of one length. */
export function Shares({ layers }: { readonly layers: readonly Placed[] }) {
  const kinds = layerKinds.filter((kind) => layers.some((entry) => entry.kind === kind));
  const all = layers.map(({ layer }) => layer);
  return (
    <figure className="speed-shares">
      <table>
        <caption className="rx-visually-hidden">{t('try.speed.shares')}</caption>
        <thead className="rx-visually-hidden">
          <tr>
            <td />
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {kindName(kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => {
            const total = sumOf(all, measure);
            return (
              <tr key={measure}>
                <th scope="row">
                  {measureName(measure)} <b>{formatMeasure(total, measure)}</b>
                </th>
                {kinds.map((kind) => {
                  const own = layers.filter((entry) => entry.kind === kind).map(({ layer }) => layer);
                  const share = total > 0 ? sumOf(own, measure) / total : 0;
                  const words = formatPercent(share);
                  return (
                    <td
                      key={kind}
                      className={`speed-kind-${layerKinds.indexOf(kind)}`}
                      style={{ flexGrow: share }}
                      title={`${kindName(kind)}: ${words}`}
                    >
                      <span className={share > 0.1 ? '' : 'rx-visually-hidden'}>{words}</span>
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <Legend entries={kinds.map((kind) => ({ mark: <KindMark kind={kind} />, text: kindName(kind) }))} />
    </figure>
  );
}

/** As each kind stands in a chart: told by its shape as well as its colour. */
export const KindMark = ({ kind }: { readonly kind: LayerKind }) => (
  <svg className="speed-swatch" viewBox="-4 -4 8 8" aria-hidden="true">
    <Mark
      className={`speed-dot speed-kind-${layerKinds.indexOf(kind)}`}
      index={layerKinds.indexOf(kind)}
      size={1.3}
      x={0}
      y={0}
    />
  </svg>
);

const box = { width: 150, height: 150, left: 6, right: 6, top: 6, bottom: 6 };

/** Each layer by what is counted of it and how long it takes. Square roots, so that small ones can be seen. */
export function Scatter({
  layers,
  against,
}: {
  readonly layers: readonly Placed[];
  readonly against: Exclude<Measure, 'ms'>;
}) {
  const scaled = (measure: Measure, range: [number, number]) => {
    const [, largest = 1] = extent(layers, ({ layer }) => measureOf(layer, measure));
    return scaleSqrt([0, largest || 1], range);
  };
  const x = scaled(against, [box.left, box.width - box.right]);
  const y = scaled('ms', [box.height - box.bottom, box.top]);
  const r = correlation(
    layers.map(({ layer }) => measureOf(layer, against)),
    layers.map(({ layer }) => layer.ms),
  );
  const words = r === null ? '–' : r.toFixed(2);
  return (
    <Chart
      label={t('try.speed.scatter', { what: measureName(against), r: words })}
      box={box}
      rows={[]}
      columns={[]}
      caption={
        <span className="speed-caption">
          {t('try.speed.axis', { what: measureName(against) })}
          <strong>{t('try.speed.r', { r: words })}</strong>
        </span>
      }
    >
      <path className="speed-axes" d={`M.5,0V${box.height - 0.5}H${box.width}`} />
      {layers.map(({ layer, kind, name }) => (
        <Mark
          key={layer.node}
          className={`speed-dot speed-kind-${layerKinds.indexOf(kind)}`}
          index={layerKinds.indexOf(kind)}
          size={1.35}
          x={x(measureOf(layer, against))}
          y={y(layer.ms)}
        >
          {`${name}: ${formatMeasure(measureOf(layer, against), against)}, ${formatMs(layer.ms)}`}
        </Mark>
      ))}
    </Chart>
  );
}
