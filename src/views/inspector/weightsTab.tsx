import { useState } from 'react';
import { nodesIn } from '../../graph/queries.ts';
import type { Graph } from '../../graph/types.ts';
import type { TensorReading } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatDims, formatPercent, Select } from '../../ui/index.ts';
import { tensorsOfNode } from '../../weights/names/index.ts';
import { useExplorer } from '../context.tsx';
import { FigureList, figureRows, NotFinite } from './figureList.tsx';
import { Histogram } from './histogramChart.tsx';
import { isPicture } from './kernelLayout.ts';
import { KernelPicture } from './kernelPicture.tsx';
import { Busy, Empty } from './states.tsx';
import { useTensors } from './useReading.ts';
import { VectorStrip } from './vectorStrip.tsx';
import { placeInWords, type Selected } from './words.ts';

/** What the selected node stores; of a region, which of its nodes store something. */
export function WeightsTab({ graph, selected }: { readonly graph: Graph; readonly selected: Selected }) {
  if (selected.kind === 'region') return <StoringNodes graph={graph} region={selected.region.id} />;
  if (selected.node.tensors.length === 0) return <Empty text={t('inspect.noWeights')} />;
  const { node } = selected;
  const groups = node.op === 'conv2d' ? node.attrs.groups : 1;
  return <Tensors key={node.id} node={node.id} groups={groups} />;
}

function Tensors({ node, groups }: { readonly node: string; readonly groups: number }) {
  const asked = useTensors(node);
  const seeded = useExplorer((state) => state.weights.ref.kind === 'seeded');
  const [chosen, setChosen] = useState(0);
  if (asked.value === null) {
    return asked.status === 'missing' ? (
      <Empty text={t('inspect.weightsMissing')} />
    ) : (
      <Busy label={t('inspect.reading')} />
    );
  }
  const tensor = asked.value[Math.min(chosen, asked.value.length - 1)];
  if (tensor === undefined) return <Empty text={t('inspect.noWeights')} />;
  return (
    <div className={`insp-stack ${asked.status === 'reading' ? 'insp-old' : ''}`}>
      {asked.value.length > 1 ? (
        <Select
          label={t('inspect.tensor')}
          value={asked.value.indexOf(tensor)}
          onChange={setChosen}
          options={asked.value.map(({ name }, value) => ({ value, label: name.split('.').at(-1) ?? name }))}
        />
      ) : null}
      <p className="insp-tensor">
        <code>{tensor.name}</code>
        <span className="rx-mono">{formatDims(tensor.shape)}</span>
      </p>
      {seeded ? <p className="insp-faint">{t('inspect.seeded')}</p> : null}
      <Tensor key={tensor.name} tensor={tensor} groups={groups} />
    </div>
  );
}

function Tensor({ tensor, groups }: { readonly tensor: TensorReading; readonly groups: number }) {
  return (
    <>
      <NotFinite count={tensor.figures.notFinite} />
      {isPicture(tensor.shape) ? (
        <KernelPicture tensor={tensor} groups={groups} />
      ) : (
        <VectorStrip
          label={t('inspect.vector', { count: tensor.values.length })}
          values={tensor.values}
          nameOf={(channel) => t('inspect.channel', { channel })}
        />
      )}
      <Histogram figures={tensor.figures} />
      <FigureList rows={figureRows(tensor.figures)} />
    </>
  );
}

function StoringNodes({ graph, region }: { readonly graph: Graph; readonly region: string }) {
  const select = useExplorer((state) => state.select);
  const nodes = nodesIn(graph, region).filter((node) => node.tensors.length > 0);
  const total = nodes.reduce((sum, node) => sum + node.params, 0);
  if (nodes.length === 0) return <Empty text={t('inspect.noWeights')} />;
  return (
    <div className="insp-stack">
      <p className="insp-faint">{t('inspect.storing', { count: nodes.length })}</p>
      <ul className="insp-nodes">
        {nodes.map((node) => (
          <li key={node.id}>
            <button type="button" onClick={() => select(node.id)}>
              <span>{placeInWords(region === '' ? node.id : node.id.slice(region.length + 1))}</span>
              <span className="rx-mono">{formatDims(tensorsOfNode(graph, node.id)[0]?.shape ?? [])}</span>
              <span>{formatPercent(total > 0 ? node.params / total : 0, 0)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
