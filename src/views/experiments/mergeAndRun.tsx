import { useMemo, useState } from 'react';
import { type Merge, mergesOf, runsOn } from '../../graph/passes/joins.ts';
import type { Variant } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatValue, Hint, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { type BlockBar, BlockBars } from './blockBars.tsx';
import { LineChart } from './lineChart.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { FigureTable } from './figureTable.tsx';
import { changeOf } from './measure.ts';
import {
  Asking,
  Answer,
  changeInWords,
  nameOfBlock,
  shortName,
  StudyStatus,
  useConsent,
  useWeightsInWords,
} from './parts.tsx';
import {
  differenceShare,
  type Mapping,
  mappingEdits,
  mappings,
  partsAfter,
  partsBefore,
  readsOf,
  type StreamParts,
} from './streams.ts';
import { useVariants } from './useVariants.ts';

interface Row {
  readonly block: string;
  readonly before: StreamParts | null;
  readonly after: StreamParts | null;
  /** The same streams where no block merges. */
  readonly apart: StreamParts | null;
}

const singleId = ({ block }: Merge): string => `single ${block}`;

function MergeAndRun({ graph }: Subject) {
  const merges = mergesOf(graph);
  const [mapping, setMapping] = useState<Mapping>('merged');
  const singles = useMemo(() => merges.filter(runsOn), [merges]);
  const consent = useConsent(singles.length);
  const { given: each } = consent;
  const read = useMemo(() => readsOf(merges), [merges]);
  const wanted = useMemo(
    (): readonly Variant[] => [
      ...mappings.map((id) => ({ id, edits: mappingEdits(merges, id) })),
      ...(each ? singles : []).map((merge): Variant => {
        return { id: singleId(merge), edits: [{ kind: 'runApart', blocks: [merge.block] }] };
      }),
    ],
    [merges, singles, each],
  );
  const study = useVariants(wanted, read);
  const result = (id: string) => study.results.get(id);
  const whole = result('merged')?.logits;
  const other = result(mapping)?.logits;
  const rows = merges.map(
    (merge): Row => ({
      block: shortName(merge.block),
      before: partsBefore(merge, result('merged')),
      after: partsAfter(merge, result('merged')),
      apart: partsBefore(merge, result('apart')),
    }),
  );
  const bars = singles.map((merge): BlockBar => {
    const single = result(singleId(merge))?.logits;
    return {
      key: merge.block,
      region: merge.block,
      label: shortName(merge.block),
      name: nameOfBlock(merge.block),
      downsamples: false,
      change: whole && single ? changeOf(whole, single) : undefined,
    };
  });
  const seeded = useExplorer((state) => state.weights.ref.kind === 'seeded');
  const weights = useWeightsInWords();
  const help = mapping === 'first' || mapping === 'second' ? 'alone' : mapping;
  return (
    <>
      <div className="try-verdict streams-matrix rx-mono">
        <p className="try-strong">{t('try.merge.matrix')}</p>
        <p>{t('try.merge.shared')}</p>
        <p>{t('try.merge.apartPart')}</p>
      </div>
      <StudyStatus study={study} />
      <h3 className="try-title">{t('try.merge.share')}</h3>
      <Parts rows={rows} />
      <Select
        label={t('try.merge.mapping')}
        value={mapping}
        options={mappings.map((value) => ({ value, label: t(`try.merge.${value}`) }))}
        help={t(`try.merge.${help}.help`)}
        onChange={setMapping}
      />
      {mapping === 'merged' ? (
        <Answer title={t('try.whole')} logits={whole} />
      ) : (
        <>
          <div className="try-verdict" aria-live="polite">
            <p>{whole && other ? changeInWords(changeOf(whole, other)) : '…'}</p>
          </div>
          <div className="try-pair">
            <Answer title={t('try.whole')} logits={whole} />
            <Answer title={t(`try.merge.${mapping}`)} logits={other} against={whole} />
          </div>
        </>
      )}
      <h3 className="try-title">{t('try.merge.each')}</h3>
      {each ? (
        <BlockBars label={t('try.merge.each')} bars={bars} />
      ) : (
        <Asking consent={consent} count={singles.length} />
      )}
      {seeded ? <Hint>{t('try.merge.untrained')}</Hint> : null}
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </>
  );
}

/** How much of what the streams hold is not shared, along the depth. */
function Parts({ rows }: { readonly rows: readonly Row[] }) {
  const share = (parts: StreamParts | null): number | null => (parts ? differenceShare(parts) : null);
  const merged = rows.map(({ before }) => share(before));
  const apart = rows.map((row) => share(row.apart));
  const [last, lastApart] = [merged.at(-1) ?? null, apart.at(-1) ?? null];
  const known = merged.filter((value) => value !== null);
  const [first] = rows;
  const written = (parts: StreamParts | null, part: keyof StreamParts): string =>
    parts ? formatValue(parts[part]) : '…';
  if (known.length === 0) return null;
  return (
    <>
      <LineChart
        label={t('try.merge.share.chart')}
        labels={rows.map(({ block }) => block)}
        series={[
          { key: 'merged', name: t('try.merge.merged'), values: merged },
          { key: 'apart', name: t('try.merge.apart'), values: apart },
          { key: 'after', name: t('try.merge.behind'), values: rows.map(({ after }) => share(after)) },
        ]}
        format={(value) => formatPercent(value, 0)}
      />
      {last === null || lastApart === null ? null : (
        <p>
          {t('try.merge.sum', {
            merged: formatPercent(last, 1),
            apart: formatPercent(lastApart, 1),
          })}
        </p>
      )}
      {first && known[0] === 0 ? (
        <p className="try-faint">{t('try.merge.first.block', { block: first.block })}</p>
      ) : null}
      <FigureTable
        caption={t('try.merge.numbers')}
        rows={rows}
        rowName={({ block }) => block}
        columns={[
          { head: t('try.merge.mean.before'), cell: ({ before }) => written(before, 'mean') },
          { head: t('try.merge.mean.after'), cell: ({ after }) => written(after, 'mean') },
          { head: t('try.merge.difference.before'), cell: ({ before }) => written(before, 'difference') },
          { head: t('try.merge.difference.after'), cell: ({ after }) => written(after, 'difference') },
          { head: t('try.merge.difference.apart'), cell: ({ apart: parts }) => written(parts, 'difference') },
        ]}
      />
    </>
  );
}

export const mergeAndRun: Experiment = {
  id: 'merge',
  title: 'try.merge.title',
  question: 'try.merge.question',
  about: 'try.merge.about',
  paper: { arxiv: '1611.07718', section: '3' },
  shows: ['mergeAndRun'],
  obstacle: ({ graph }) => (mergesOf(graph).some(runsOn) ? null : 'try.merge.obstacle'),
  Component: MergeAndRun,
};
