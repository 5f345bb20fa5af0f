import { useMemo } from 'react';
import { optionValue } from '../../arch/spec.ts';
import { outputOf } from '../../graph/queries.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatCount, formatExact, formatPercent, formatSigned, formatValue, Hint } from '../../ui/index.ts';
import type { Experiment, Subject } from './experiment.ts';
import { changeOf, rootMean } from './measure.ts';
import { Asking, StudyStatus, useConsent, useWeightsInWords } from './parts.tsx';
import { hasOptions, optionKinds, optionsOn, type ShortcutOption } from './shortcutOptions.ts';
import { ScrollBox } from './tables.tsx';
import { nothingWanted, seeded, useVariants } from './useVariants.ts';
import './ladder.css';

/** What leaves the last stage. */
function lastMap({ graph }: ShortcutOption): string {
  const stages = graph.regions.filter(({ kind }) => kind === 'stage');
  return outputOf(graph, stages.at(-1)?.id ?? '');
}

function OptionsABC({ spec }: Subject) {
  const options = useMemo(() => optionsOn(spec), [spec]);
  const wanted = useMemo(
    (): readonly Variant[] =>
      options.map(({ kind, spec: own, edits }) => ({ id: kind, spec: own, edits, weights: seeded })),
    [options],
  );
  const read = useMemo(
    (): VariantsRequest['read'] =>
      [...new Set(options.map(lastMap))].map((node) => ({ node, as: 'power' as const })),
    [options],
  );
  const consent = useConsent(wanted.length);
  const study = useVariants(consent.given ? wanted : nothingWanted, read);
  const weights = useWeightsInWords(seeded);
  const cheapest = options.find(({ kind }) => kind === 'zeroPad');
  const usual = study.results.get('projection');
  const present = optionValue(spec, 'shortcut');
  const isPresent = (kind: ShortcutOption['kind']) =>
    (kind === 'plain' ? 'none' : kind) === present ? 'true' : undefined;
  return (
    <>
      <Hint>{t('try.options.letters')}</Hint>
      <Asking consent={consent} count={wanted.length} />
      <StudyStatus study={study} />
      <ScrollBox label={t('try.options.title')}>
        <table className="try-table ladder-table">
          <thead>
            <tr>
              <td />
              {options.map(({ kind }) => (
                <th key={kind} scope="col" aria-current={isPresent(kind)}>
                  {t(`try.options.${kind}`)}
                  <span>{t(`try.options.${kind}.what`)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('try.options.projections')}</th>
              {options.map(({ kind, projections }) => (
                <td key={kind}>{projections}</td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t('inspect.cost.params')}</th>
              {options.map(({ kind, totals }) => (
                <Counted key={kind} value={totals.params} base={cheapest?.totals.params} />
              ))}
            </tr>
            <tr>
              <th scope="row">{t('inspect.cost.macs')}</th>
              {options.map(({ kind, totals }) => (
                <Counted key={kind} value={totals.macs} base={cheapest?.totals.macs} />
              ))}
            </tr>
            <tr>
              <th scope="row">{t('try.options.differs')}</th>
              {options.map(({ kind }) => {
                const result = study.results.get(kind);
                return (
                  <td key={kind}>
                    {kind === 'projection'
                      ? t('try.options.base')
                      : result && usual
                        ? formatPercent(changeOf(usual.logits, result.logits).relative)
                        : '…'}
                  </td>
                );
              })}
            </tr>
            <tr>
              <th scope="row">{t('try.options.agrees')}</th>
              {options.map(({ kind }) => {
                const result = study.results.get(kind);
                if (kind === 'projection') return <td key={kind}>{t('try.options.base')}</td>;
                if (!result || !usual) return <td key={kind}>…</td>;
                const { top1Changed, top5Kept, top5Of } = changeOf(usual.logits, result.logits);
                return (
                  <td key={kind}>
                    {t(top1Changed ? 'try.options.other' : 'try.options.same')}
                    <span>{t('try.options.kept', { kept: top5Kept, of: top5Of })}</span>
                  </td>
                );
              })}
            </tr>
            <tr>
              <th scope="row">{t('try.places.length')}</th>
              {options.map((option) => {
                const size = rootMean(study.results.get(option.kind)?.powers[lastMap(option)]);
                return <td key={option.kind}>{size === null ? '…' : formatValue(size)}</td>;
              })}
            </tr>
          </tbody>
        </table>
      </ScrollBox>
      {options.length < optionKinds.length ? <Hint tone="warn">{t('try.options.missing')}</Hint> : null}
      <p className="try-faint">{t('try.options.weights', { weights })}</p>
      <p className="try-faint">{t('try.options.paper')}</p>
    </>
  );
}

/** A count, and beneath it how much it is beyond another one. */
function Counted({ value, base }: { readonly value: number; readonly base: number | undefined }) {
  return (
    <td title={formatExact(value)}>
      {formatCount(value)}
      {base === undefined || value === base ? null : <span>{formatSigned(value - base)}</span>}
    </td>
  );
}

export const optionsABC: Experiment = {
  id: 'options',
  title: 'try.options.title',
  question: 'try.options.question',
  about: 'try.options.about',
  paper: { arxiv: '1512.03385', section: '4.1' },
  shows: ['projection', 'zeroPad', 'projectionAlways'],
  obstacle: ({ spec }) => (hasOptions(spec) ? null : 'try.options.obstacle'),
  Component: OptionsABC,
};
