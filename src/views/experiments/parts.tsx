/** What experiments have in common. */
import { type ReactNode, useState } from 'react';
import { hatchId } from './hatch.ts';
import type { RegionId } from '../../graph/types.ts';
import type { WeightsRef } from '../../runtime/contract.ts';
import { selectLabels } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, formatMs, formatPercent, Hint } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { topClasses } from '../predictions/topClasses.ts';
import type { Change } from './measure.ts';
import { Running } from './measuring.tsx';
import type { Study } from './useVariants.ts';

/** `2.0`: stage and block as in the drawing; the whole path where a block is named otherwise. */
export const shortName = (region: RegionId): string => region.replace(/^stage(\d+)\.block(\d+)$/, '$1.$2');

export const nameOfBlock = (region: RegionId): string => t('try.block', { block: shortName(region) });

/** How far a study is, with an end to it; what went wrong, with another try. Nothing once it is done. */
export function StudyStatus({ study }: { readonly study: Study }) {
  const running = useExplorer((state) => state.run.status);
  const image = useExplorer((state) => state.image.status);
  const { status, done, total, error } = study;
  if (status === 'done') return null;
  if (status === 'failed' && error) {
    return (
      <div className="try-status" role="alert">
        <Hint tone="danger">{t(error.key, error.values)}</Hint>
        <Button onClick={study.resume}>{t('predict.tryAgain')}</Button>
      </div>
    );
  }
  if (status === 'stopped') {
    return (
      <div className="try-status">
        <Hint>{t('try.stopped', { done, total })}</Hint>
        <Button onClick={study.resume}>{t('try.resume')}</Button>
      </div>
    );
  }
  if (status === 'waiting') {
    const key = image === 'none' ? 'inspect.noImage' : running === 'failed' ? 'try.noRun' : 'try.waiting';
    return <Hint>{t(key)}</Hint>;
  }
  return (
    <Running
      share={total > 1 ? done / total : null}
      words={t('try.running', { done, total })}
      onStop={study.stop}
    />
  );
}

/** What weights an answer was made with, said beside it. */
export function useWeightsInWords(ref?: WeightsRef): string {
  const { ref: present, report } = useExplorer((state) => state.weights);
  const used = ref ?? present;
  return used.kind === 'seeded' || report === null
    ? t('try.weights.seeded')
    : t('try.weights.file', { name: report.fileName });
}

/** The first classes of an answer. */
export function Answer({
  title,
  logits,
  against,
  count = 3,
}: {
  readonly title: ReactNode;
  readonly logits: Float32Array | undefined;
  /** Names that are not among these classes' first are marked. */
  readonly against?: Float32Array | undefined;
  readonly count?: number;
}) {
  const labels = useExplorer(selectLabels);
  const before = new Set(against ? topClasses(against, 5).top.map(({ index }) => index) : []);
  return (
    <div className="try-answer">
      <h3>{title}</h3>
      {logits === undefined ? (
        <p className="try-faint">…</p>
      ) : (
        <ol>
          {topClasses(logits, count).top.map(({ index, probability }) => (
            <li key={index} className={against && !before.has(index) ? 'try-new' : undefined}>
              <span>{labels?.[index] ?? t('predict.class', { index })}</span>
              <span>{formatPercent(probability)}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** A change as a sentence. */
export function changeInWords({ relative, top1Changed, top5Kept, top5Of }: Change): string {
  if (Number.isNaN(relative)) return t('try.change.broken');
  return t(top1Changed ? 'try.change.other' : 'try.change.same', {
    relative: formatPercent(relative),
    kept: top5Kept,
    of: top5Of,
  });
}

/**
 * About how long some passes of this network take on this device; infinity while no run has told. `ask` is what a
 * button that starts `count` runs says.
 */
export function useEstimate(passes: number): { readonly ms: number; ask(count: number): string } {
  const once = useExplorer((state) => state.run.result?.ms);
  const ms = once === undefined ? Number.POSITIVE_INFINITY : once * passes;
  return {
    ms,
    ask: (count) =>
      once === undefined
        ? t('try.measure.untimed', { count })
        : t('try.measure', { count, time: formatMs(ms) }),
  };
}

/** Up to this many milliseconds, runs are made without being asked for. */
const unaskedMs = 15_000;

export interface Consent {
  readonly given: boolean;
  /** What the button says that gives it, for so many runs. */
  ask(count: number): string;
  give(): void;
}

/** Whether runs that cost as much as `passes` of this network may be made: at once where that is short, else when asked for. */
export function useConsent(passes: number): Consent {
  const [asked, setAsked] = useState(false);
  const { ms, ask } = useEstimate(passes);
  return { given: asked || ms < unaskedMs, ask, give: () => setAsked(true) };
}

/** Asks for runs that take long; nothing where they are made already. */
export function Asking({ consent, count }: { readonly consent: Consent; readonly count: number }) {
  return consent.given ? null : (
    <div className="try-buttons">
      <Button onClick={consent.give}>{consent.ask(count)}</Button>
    </div>
  );
}

/** The pattern that marks downsampling blocks, for whoever cannot tell colours apart. */
export function Hatch() {
  return (
    <svg className="try-hatch-defs" aria-hidden="true">
      <defs>
        <pattern
          id={hatchId}
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="5" height="5" className="try-hatch-ground" />
          <rect width="2" height="5" className="try-hatch-line" />
        </pattern>
      </defs>
    </svg>
  );
}
