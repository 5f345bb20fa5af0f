import { useMemo } from 'react';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatValue, Hint } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { type BlockBar, BlockBars } from './blockBars.tsx';
import { LineChart } from './lineChart.tsx';
import { denseShare, type DualPath, dualPathsOf, withoutAddition, withoutStream } from './dualPaths.ts';
import type { Experiment, Subject } from './experiment.ts';
import { Legend } from './legend.tsx';
import { FigureTable } from './figureTable.tsx';
import { changeOf, rootMean } from './measure.ts';
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
import { type Study, useVariants } from './useVariants.ts';

const streams = ['residual', 'dense'] as const;

function DualPaths({ graph }: Subject) {
  const paths = dualPathsOf(graph);
  const consent = useConsent(paths.length);
  const { given: each } = consent;
  const read = useMemo(
    (): VariantsRequest['read'] =>
      paths.flatMap((path) => streams.map((stream) => ({ node: path[stream], as: 'power' as const }))),
    [paths],
  );
  const wanted = useMemo(
    (): readonly Variant[] => [
      { id: 'base', edits: [] },
      ...streams.map((stream) => ({ id: `no ${stream}`, edits: withoutStream(paths, stream) })),
      ...(each
        ? paths.flatMap((path) =>
            streams.map((stream) => ({
              id: `${stream} ${path.block}`,
              edits: withoutAddition(path, stream),
            })),
          )
        : []),
    ],
    [paths, each],
  );
  const study = useVariants(wanted, read);
  const seeded = useExplorer((state) => state.weights.ref.kind === 'seeded');
  const weights = useWeightsInWords();
  return (
    <>
      <StudyStatus study={study} />
      <AlongDepth paths={paths} study={study} />
      <h3 className="try-title">{t('try.dual.cut')}</h3>
      <Cuts study={study} />
      <h3 className="try-title">{t('try.dual.each')}</h3>
      {each ? (
        <Additions paths={paths} study={study} />
      ) : (
        <Asking consent={consent} count={2 * paths.length} />
      )}
      {seeded ? <Hint>{t('try.dual.untrained')}</Hint> : null}
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </>
  );
}

interface Given {
  readonly paths: readonly DualPath[];
  readonly study: Study;
}

/** How wide both streams are, and how large their values. */
function AlongDepth({ paths, study }: Given) {
  const powers = study.results.get('base')?.powers;
  const sizes = (stream: 'residual' | 'dense') => paths.map((path) => rootMean(powers?.[path[stream]]));
  const [residual, dense] = [sizes('residual'), sizes('dense')];
  const labels = paths.map(({ block }) => shortName(block));
  const named = (values: Readonly<Record<'residual' | 'dense', readonly (number | null)[]>>) =>
    streams.map((key) => ({ key, name: t(`try.dual.${key}`), values: values[key] }));
  const rows = paths.map((path, at) => ({ path, sizes: [residual[at] ?? null, dense[at] ?? null] as const }));
  const written = (value: number | null): string => (value === null ? '…' : formatValue(value));
  return (
    <>
      <h3 className="try-title">{t('try.dual.width')}</h3>
      <LineChart
        label={t('try.dual.width')}
        labels={labels}
        series={named({
          residual: paths.map(({ residualWidth }) => residualWidth),
          dense: paths.map(({ denseWidth }) => denseWidth),
        })}
        format={(value) => formatValue(value)}
      />
      <h3 className="try-title">{t('try.dual.size')}</h3>
      <LineChart
        label={t('try.dual.size')}
        labels={labels}
        series={named({ residual, dense })}
        format={(value) => formatValue(value, 2)}
      />
      <FigureTable
        caption={t('try.dual.numbers')}
        rows={rows}
        rowName={({ path }) => shortName(path.block)}
        columns={[
          { head: t('try.dual.head.residual'), cell: ({ path }) => String(path.residualWidth) },
          { head: t('try.dual.head.dense'), cell: ({ path }) => String(path.denseWidth) },
          { head: t('try.dual.head.growth'), cell: ({ path }) => `+${path.growth}` },
          { head: t('try.dual.head.residualSize'), cell: ({ sizes: [size] }) => written(size) },
          { head: t('try.dual.head.denseSize'), cell: ({ sizes: [, size] }) => written(size) },
          {
            head: t('try.dual.head.share'),
            cell: ({ path, sizes: [a, b] }) =>
              a === null || b === null ? '…' : formatPercent(denseShare(path, a, b)),
          },
        ]}
      />
    </>
  );
}

/** Each block without what it adds to one stream. */
function Additions({ paths, study }: Given) {
  const whole = study.results.get('base')?.logits;
  const changeIn = (stream: 'residual' | 'dense', { block }: DualPath) => {
    const logits = study.results.get(`${stream} ${block}`)?.logits;
    return whole && logits ? changeOf(whole, logits) : undefined;
  };
  const bars = paths.map((path): BlockBar => {
    return {
      key: path.block,
      region: path.block,
      label: shortName(path.block),
      name: nameOfBlock(path.block),
      downsamples: false,
      change: changeIn('residual', path),
      beside: changeIn('dense', path),
    };
  });
  const known = bars.filter(({ change, beside }) => change && beside);
  const mean = (of: (bar: BlockBar) => number | undefined): number =>
    known.reduce((sum, bar) => sum + (of(bar) ?? 0), 0) / known.length;
  return (
    <>
      <Legend
        entries={[
          { mark: 'try-swatch', text: t('try.dual.without.residual') },
          { mark: 'try-swatch try-swatch-beside', text: t('try.dual.without.dense') },
        ]}
      />
      <BlockBars
        label={t('try.dual.each')}
        bars={bars}
        words={{ change: 'try.dual.moves.residual', beside: 'try.dual.moves.dense' }}
      />
      {known.length === bars.length ? (
        <p>
          {t('try.dual.mean', {
            residual: formatPercent(mean(({ change }) => change?.relative)),
            dense: formatPercent(mean(({ beside }) => beside?.relative)),
          })}
        </p>
      ) : null}
    </>
  );
}

/** One of the streams as zeros for everyone who reads it. */
function Cuts({ study }: { readonly study: Study }) {
  const whole = study.results.get('base')?.logits;
  return (
    <>
      <p>{t('try.dual.cut.help')}</p>
      <div className="try-answers" aria-live="polite">
        <Answer title={t('try.whole')} logits={whole} />
        {(['dense', 'residual'] as const).map((stream) => {
          const logits = study.results.get(`no ${stream}`)?.logits;
          return (
            <div key={stream}>
              <Answer title={t(`try.dual.no.${stream}`)} logits={logits} against={whole} />
              {whole && logits ? <p className="try-faint">{changeInWords(changeOf(whole, logits))}</p> : null}
            </div>
          );
        })}
      </div>
    </>
  );
}

export const dualPath: Experiment = {
  id: 'dual',
  title: 'try.dual.title',
  question: 'try.dual.question',
  about: 'try.dual.about',
  paper: { arxiv: '1707.01629', section: '3' },
  shows: ['dualPath'],
  obstacle: ({ graph }) => (dualPathsOf(graph).length > 0 ? null : 'try.dual.obstacle'),
  Component: DualPaths,
};
