import { useMemo, useState } from 'react';
import { nodeOf } from '../../graph/queries.ts';
import type { RegionId } from '../../graph/types.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatValue, Hint, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { type BlockBar, BlockBars } from './blockBars.tsx';
import {
  type ChannelWeights,
  type DenseStage,
  denseStages,
  energyShares,
  meanWeights,
  perChannel,
  type Reader,
} from './denseReuse.ts';
import type { Experiment, Subject } from './experiment.ts';
import { HeatMap } from './heatMap.tsx';
import { changeOf } from './measure.ts';
import { Asking, nameOfBlock, shortName, StudyStatus, useConsent, useWeightsInWords } from './parts.tsx';
import { useChannelWeights } from './useChannelWeights.ts';
import { nothingRead, nothingWanted, useVariants } from './useVariants.ts';

const base: Variant = { id: 'base', edits: [] };
const onlyBase = [base];
const measures = ['channel', 'image', 'weights'] as const;
type Measure = (typeof measures)[number];

function FeatureReuse({ graph }: Subject) {
  const stages = denseStages(graph);
  const [wish, setWish] = useState(0);
  const [measure, setMeasure] = useState<Measure>('channel');
  const stage = stages[wish] ?? stages[0];
  const readers = useMemo(() => stage?.readers ?? [], [stage]);
  const weights = useChannelWeights(
    useMemo(
      () => readers.map(({ node, input }) => ({ node, inputs: nodeOf(graph, input).shape[1] ?? 1 })),
      [graph, readers],
    ),
  );
  const read = useMemo(
    (): VariantsRequest['read'] => readers.map(({ input }) => ({ node: input, as: 'power' as const })),
    [readers],
  );
  const study = useVariants(onlyBase, read);
  const powers = study.results.get('base')?.powers;
  const words = useWeightsInWords();
  const seeded = useExplorer((state) => state.weights.ref.kind === 'seeded');
  if (stage === undefined) return null;
  const columns = readers.flatMap((reader) => {
    const values = valuesOf(measure, reader, weights.get(reader.node), powers?.[reader.input]);
    return values ? [{ name: readerName(reader), values }] : [];
  });
  return (
    <>
      <Select
        label={t('try.reuse.stage')}
        value={stages.indexOf(stage)}
        options={stages.map(({ sources }, index) => ({
          value: index,
          label: t('try.reuse.stageOf', { stage: index + 1, count: sources.length - 1 }),
        }))}
        onChange={setWish}
      />
      <Select
        label={t('try.reuse.measure')}
        value={measure}
        options={measures.map((value) => ({ value, label: t(`try.reuse.${value}`) }))}
        help={t(`try.reuse.${measure}.help`)}
        onChange={setMeasure}
      />
      <StudyStatus study={study} />
      <h3 className="try-title">{t('try.reuse.map')}</h3>
      {columns.length === readers.length ? (
        <HeatMap
          label={t('try.reuse.map')}
          rows={stage.sources.map(({ layer }) => (layer === null ? t('try.reuse.start') : shortName(layer)))}
          columns={columns}
          format={(value) => written(measure, value)}
        />
      ) : (
        <p className="try-faint">…</p>
      )}
      <p className="try-faint">{t('try.reuse.axes')}</p>
      {seeded ? <Hint>{t('try.reuse.untrained')}</Hint> : null}
      <Layers stages={stages} free={study.status === 'done'} />
      <p className="try-faint">{t('try.weights', { weights: words })}</p>
    </>
  );
}

const written = (measure: Measure, value: number): string => {
  if (measure === 'image') return formatPercent(value, 1);
  return measure === 'channel'
    ? t('try.orders.times', { value: formatValue(value, 2) })
    : formatValue(value, 2);
};

const readerName = ({ block, node }: Reader): string =>
  block === null ? (node.split('.').at(-1) ?? node) : shortName(block);

function valuesOf(
  measure: Measure,
  reader: Reader,
  weights: ChannelWeights | undefined,
  power: Float64Array | undefined,
): readonly number[] | null {
  if (weights === undefined) return null;
  if (measure === 'weights') return meanWeights(reader, weights);
  if (power === undefined) return null;
  const shares = energyShares(reader, weights, power);
  return measure === 'channel' ? perChannel(reader, shares) : shares;
}

/** The answer without each layer: zeros in place of what it appends. One study at a time: `free` says when. */
function Layers({ stages, free }: { readonly stages: readonly DenseStage[]; readonly free: boolean }) {
  const layers = useMemo(
    () => stages.flatMap(({ sources }) => sources.flatMap(({ layer }) => (layer === null ? [] : [layer]))),
    [stages],
  );
  const consent = useConsent(layers.length / 2);
  const { given: each } = consent;
  const wanted = useMemo(
    (): readonly Variant[] =>
      each && free
        ? [
            base,
            ...layers.map((block) => ({ id: block, edits: [{ kind: 'lesion' as const, blocks: [block] }] })),
          ]
        : nothingWanted,
    [each, free, layers],
  );
  const study = useVariants(wanted, nothingRead);
  const whole = study.results.get('base')?.logits;
  const bars = layers.map((region: RegionId): BlockBar => {
    const logits = study.results.get(region)?.logits;
    return {
      key: region,
      region,
      label: shortName(region),
      name: nameOfBlock(region),
      downsamples: false,
      change: whole && logits ? changeOf(whole, logits) : undefined,
    };
  });
  return (
    <>
      <h3 className="try-title">{t('try.reuse.each')}</h3>
      {each ? (
        <>
          {free ? <StudyStatus study={study} /> : null}
          <BlockBars label={t('try.reuse.each')} bars={bars} />
        </>
      ) : (
        <Asking consent={consent} count={layers.length} />
      )}
    </>
  );
}

export const featureReuse: Experiment = {
  id: 'reuse',
  title: 'try.reuse.title',
  question: 'try.reuse.question',
  about: 'try.reuse.about',
  paper: { arxiv: '1608.06993', section: '3, 5' },
  shows: ['dense'],
  obstacle: ({ graph }) => (denseStages(graph).length > 0 ? null : 'try.reuse.obstacle'),
  Component: FeatureReuse,
};
