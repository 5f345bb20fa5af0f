import type { Graph, GraphNode } from '../../graph/types.ts';
import type { NodeReading } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatValue, Section } from '../../ui/index.ts';
import { selectLabels, selectStale } from '../../store/select.ts';
import { useExplorer } from '../context.tsx';
import { ChannelMaps } from './channelMaps.tsx';
import { FigureList, figureRows, NotFinite } from './figureList.tsx';
import { Histogram } from './histogramChart.tsx';
import { formOf } from './lookup.ts';
import type { MapsPreferences } from './preferences.ts';
import { branchShare } from './residual.ts';
import { NoReading } from './states.tsx';
import { useReading } from './useReading.ts';
import { VectorStrip } from './vectorStrip.tsx';
import type { Selected } from './words.ts';

/** What the selected node put out in the last run. */
export function MapsTab({
  graph,
  selected,
  preferences,
  onPreferences,
}: {
  readonly graph: Graph;
  readonly selected: Selected;
  readonly preferences: MapsPreferences;
  readonly onPreferences: (change: (before: MapsPreferences) => MapsPreferences) => void;
}) {
  const { node } = selected;
  const asked = useReading(node.id);
  const stale = useExplorer(selectStale);
  const running = useExplorer((state) => state.run.status === 'running');
  const reading = asked.value;
  if (reading === null) return <NoReading status={asked.status} />;
  const old = stale || asked.status === 'reading';
  return (
    <div className="insp-stack insp-maps">
      {old ? (
        <p className="insp-stale">{t(running || !stale ? 'inspect.stale.running' : 'inspect.stale')}</p>
      ) : null}
      <div className={`insp-stack ${old ? 'insp-old' : ''}`}>
        <NotFinite count={reading.figures.notFinite} />
        {formOf(reading.shape).kind === 'maps' ? (
          <ChannelMaps
            // Another node starts at its first channel; the same node after a new run keeps its place.
            key={reading.node}
            reading={reading}
            preferences={preferences}
            onPreferences={onPreferences}
          />
        ) : (
          <Vector reading={reading} logits={reading.node === graph.output} />
        )}
        <Section title={t('inspect.all')}>
          <Histogram figures={reading.figures} />
          <div>
            <Residual graph={graph} selected={selected} />
            <FigureList rows={figureRows(reading.figures)} />
          </div>
        </Section>
      </div>
    </div>
  );
}

/** Pooled maps, gates, logits: one number a channel. */
function Vector({ reading, logits }: { readonly reading: NodeReading; readonly logits: boolean }) {
  const labels = useExplorer(selectLabels);
  const nameOf = (index: number): string =>
    logits ? (labels?.[index] ?? t('predict.class', { index })) : t('inspect.channel', { channel: index });
  const count = reading.values.length;
  return (
    <VectorStrip
      key={reading.node}
      label={t('inspect.vector', { count })}
      values={reading.values}
      nameOf={nameOf}
    />
  );
}

/** A sum of more than two is of branches. */
const meets = (node: GraphNode): boolean => node.op === 'add' && node.inputs.length === 2;

/** Where branch and shortcut meet: how strong they are against each other. */
function Residual({ graph, selected }: { readonly graph: Graph; readonly selected: Selected }) {
  const add = meets(selected.node)
    ? selected.node
    : graph.nodes.find(
        (node) => meets(node) && selected.kind === 'region' && node.scope === selected.region.id,
      );
  const [branch = null, shortcut = null] = add?.inputs ?? [];
  const left = useReading(branch);
  const right = useReading(shortcut);
  if (add === undefined) return null;
  const share = left.value && right.value ? branchShare(left.value.figures, right.value.figures) : null;
  const identity = !graph.regions.some((region) => region.id === `${add.scope}.shortcut`);
  const waiting = left.status === 'reading' || right.status === 'reading';
  const value =
    share === null ? (waiting ? '…' : '–') : t('inspect.residual.value', { share: formatValue(share) });
  const label = t(identity ? 'inspect.residual.identity' : 'inspect.residual.projection');
  return <FigureList rows={[{ label, value, title: t('inspect.residual.help') }]} />;
}
