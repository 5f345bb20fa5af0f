import { elements, ops } from '../../graph/ops/index.ts';
import { graphTotals, inputShapes, nodesIn, totalsOf } from '../../graph/queries.ts';
import type { Graph, GraphNode } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import {
  Bar,
  formatBytes,
  formatCount,
  formatExact,
  formatPercent,
  formatShape,
  Section,
} from '../../ui/index.ts';
import { modulePath } from '../../weights/names/index.ts';
import { useExplorer } from '../context.tsx';
import { FigureList } from './figureList.tsx';
import { attributesOf, placeInWords, type Selected } from './words.ts';

/** Most expensive nodes that are listed of a region. */
const listed = 6;

/** What the selection costs, and which part of the whole network that is. */
export function CostTab({ graph, selected }: { readonly graph: Graph; readonly selected: Selected }) {
  const nodes = selected.kind === 'node' ? [selected.node] : nodesIn(graph, selected.region.id);
  const totals = totalsOf(nodes);
  const all = graphTotals(graph);
  const uncounted = selected.kind === 'node' && !ops[selected.node.op].counts.macs ? selected.node.macs : 0;
  const shares = [
    {
      label: t('inspect.cost.params'),
      value: formatCount(totals.params),
      exact: formatExact(totals.params),
      share: all.params > 0 ? totals.params / all.params : 0,
    },
    {
      label: t('inspect.cost.macs'),
      value: formatCount(totals.macs),
      exact: formatExact(totals.macs),
      share: all.macs > 0 ? totals.macs / all.macs : 0,
    },
    {
      label: t('inspect.cost.activations'),
      value: formatBytes(totals.activationBytes),
      exact: t('inspect.cost.values', { values: formatExact(totals.activations) }),
      share: all.activations > 0 ? totals.activations / all.activations : 0,
    },
  ];
  return (
    <div className="insp-stack insp-wide">
      <dl className="insp-shares">
        {shares.map((row) => (
          <div key={row.label} title={row.exact}>
            <dt>{row.label}</dt>
            <dd>{row.value}</dd>
            <dd className="insp-share-bar">
              <Bar value={row.share} />
            </dd>
            <dd className="insp-share">{formatPercent(row.share)}</dd>
          </div>
        ))}
      </dl>
      <FigureList
        rows={[
          {
            label: t('inspect.cost.twice'),
            value: formatCount(2 * totals.macs),
            title: t('inspect.cost.twice.help'),
          },
          {
            label: t('inspect.cost.output'),
            value: formatBytes(elements(selected.node.shape) * 4),
            title: t('inspect.cost.output.help'),
          },
        ]}
      />
      {uncounted > 0 ? (
        <p className="insp-faint">{t('inspect.cost.uncounted', { macs: formatExact(uncounted) })}</p>
      ) : null}
      {selected.kind === 'node' ? (
        <NodeFacts graph={graph} node={selected.node} />
      ) : (
        <Dearest nodes={nodes} region={selected.region.id} />
      )}
    </div>
  );
}

function NodeFacts({ graph, node }: { readonly graph: Graph; readonly node: GraphNode }) {
  const inputs = inputShapes(graph, node);
  const mono = (text: string) => <span className="rx-mono">{text}</span>;
  return (
    <Section title={t('inspect.cost.layer')}>
      <FigureList
        rows={[
          ...inputs.map((shape, i) => ({
            label: inputs.length > 1 ? t('inspect.cost.inputOf', { index: i + 1 }) : t('inspect.cost.in'),
            value: mono(formatShape(shape)),
          })),
          { label: t('inspect.cost.out'), value: mono(formatShape(node.shape)) },
          ...attributesOf(node),
          { label: t('inspect.cost.path'), value: mono(modulePath(graph, node)) },
        ]}
      />
    </Section>
  );
}

function Dearest({ nodes, region }: { readonly nodes: readonly GraphNode[]; readonly region: string }) {
  const select = useExplorer((state) => state.select);
  const total = totalsOf(nodes).macs;
  const dear = nodes.filter((node) => ops[node.op].counts.macs && node.macs > 0);
  const shown = [...dear].sort((a, b) => b.macs - a.macs).slice(0, listed);
  if (shown.length === 0) return null;
  return (
    <Section title={t('inspect.cost.dearest')}>
      <ul className="insp-nodes">
        {shown.map((node) => (
          <li key={node.id}>
            <button type="button" onClick={() => select(node.id)}>
              <span>{placeInWords(region === '' ? node.id : node.id.slice(region.length + 1))}</span>
              <span>{formatCount(node.macs, 3)}</span>
              <span>{formatPercent(node.macs / total, 0)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
