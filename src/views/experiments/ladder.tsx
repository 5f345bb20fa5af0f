import { type ReactNode, useMemo } from 'react';
import { variantOf } from '../../arch/presets.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import type { Variant } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatCount, formatExact, formatMs, formatPercent, formatSigned, Hint } from '../../ui/index.ts';
import type { Experiment, Subject } from './experiment.ts';
import { sideText } from './fields.ts';
import { type Step, stepsOf } from './ladder.ts';
import { NarrowingTable, StemTables } from './ladderTables.tsx';
import { sumOf } from './layerKinds.ts';
import { changeOf } from './measure.ts';
import { MeasuringTimes, Uneasy } from './measuring.tsx';
import { Asking, StudyStatus, useConsent, useWeightsInWords } from './parts.tsx';
import { ScrollBox } from './tables.tsx';
import { passesToCompare, useProfile } from './useProfile.ts';
import { nothingWanted, nothingRead, seeded, useVariants } from './useVariants.ts';
import './ladder.css';

function Ladder({ spec }: Subject) {
  return spec.family === 'resnet' ? <Letters spec={spec} /> : null;
}

function Letters({ spec }: { readonly spec: ResNetSpec }) {
  const steps = useMemo(() => stepsOf(spec), [spec]);
  const wanted = useMemo(
    (): readonly Variant[] =>
      steps.map(({ letter, spec: own }) => ({ id: letter, edits: [], spec: own, weights: seeded })),
    [steps],
  );
  const cases = useMemo(
    () =>
      steps.map(({ letter, spec: own }) => ({
        id: letter,
        subject: { kind: 'network', spec: own, weights: seeded } as const,
      })),
    [steps],
  );
  const consent = useConsent(wanted.length);
  const study = useVariants(consent.given ? wanted : nothingWanted, nothingRead);
  const profiling = useProfile(cases, passesToCompare);
  const weights = useWeightsInWords(seeded);
  const present = variantOf(spec);
  const before = (step: Step): Step | undefined => steps[steps.indexOf(step) - 1];
  const row = (label: string, cell: (step: Step) => ReactNode) => (
    <tr>
      <th scope="row">{label}</th>
      {steps.map((step) => (
        <td key={step.letter}>{cell(step)}</td>
      ))}
    </tr>
  );
  const counted = (step: Step, of: 'params' | 'macs') => {
    const value = step.totals[of];
    const difference = value - (before(step)?.totals[of] ?? value);
    return (
      <>
        <abbr title={formatExact(value)}>{formatCount(value)}</abbr>
        {difference === 0 ? null : <span>{formatSigned(difference)}</span>}
      </>
    );
  };
  const share = (value: number | null) => (value === null ? '–' : formatPercent(value, 0));
  const moved = (step: Step): string => {
    const last = before(step);
    if (last === undefined) return '–';
    const [a, b] = [study.results.get(last.letter), study.results.get(step.letter)];
    return a && b ? formatPercent(changeOf(a.logits, b.logits).relative) : '…';
  };
  const time = (step: Step): string => {
    const result = profiling.results.get(step.letter);
    return result ? formatMs(sumOf(result.layers, 'ms')) : '–';
  };
  return (
    <>
      <Asking consent={consent} count={wanted.length} />
      <StudyStatus study={study} />
      <ScrollBox label={t('try.ladder.title')}>
        <table className="try-table ladder-table">
          <thead>
            <tr>
              <td />
              {steps.map(({ letter, asBefore }) => (
                <th key={letter} scope="col" aria-current={letter === present ? 'true' : undefined}>
                  {letter}
                  <span>{t(asBefore ? 'try.ladder.same' : `try.ladder.step.${letter}`)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {row(t('inspect.cost.params'), (step) => counted(step, 'params'))}
            {row(t('inspect.cost.macs'), (step) => counted(step, 'macs'))}
            {row(t('try.ladder.branch'), ({ branchReads }) => share(branchReads))}
            {row(t('try.ladder.shortcut'), ({ shortcutReads }) => share(shortcutReads))}
            {row(t('try.field.window'), ({ field }) =>
              field?.kind === 'window' ? (
                <>
                  {sideText(field.widest)}
                  <span>{sideText(field.shortest)}</span>
                </>
              ) : (
                '–'
              ),
            )}
            {row(t('try.ladder.moved'), moved)}
            {row(t('try.ladder.ms'), time)}
            {steps.some(({ trained }) => trained)
              ? row(t('try.ladder.trained'), ({ trained }) => (trained ? formatPercent(trained.top1) : '–'))
              : null}
          </tbody>
        </table>
      </ScrollBox>
      <p className="try-faint">{t('try.ladder.help', { weights })}</p>
      {steps.some(({ trained }) => trained) ? (
        <p className="try-faint">{t('try.ladder.trained.help')}</p>
      ) : null}
      {profiling.status === 'done' ? <p className="try-faint">{t('try.ladder.time')}</p> : null}
      <Uneasy results={profiling.results.values()} />
      <MeasuringTimes profiling={profiling} button={t('try.ladder.measure')} />
      {steps.some(({ asBefore }) => asBefore) ? <Hint>{t('try.ladder.basic')}</Hint> : null}
      <StemTables steps={steps} />
      <NarrowingTable spec={spec} />
    </>
  );
}

export const ladder: Experiment = {
  id: 'letters',
  title: 'try.ladder.title',
  question: 'try.ladder.question',
  about: 'try.ladder.about',
  paper: { arxiv: '1812.01187', section: '4' },
  shows: ['strideSpatial', 'strideFirst', 'deepStem', 'avgShortcut', 'bottleneck'],
  obstacle: ({ spec }) =>
    spec.family === 'resnet' && spec.shortcut !== 'none' ? null : 'try.ladder.obstacle',
  Component: Ladder,
};
