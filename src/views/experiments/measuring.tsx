/** The button that measures what is not measured by itself, and what becomes of it. */
import type { ProfileResult, Text } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Button, Hint, Progress } from '../../ui/index.ts';
import type { Profiling } from './useProfile.ts';

/** Something under way that can be stopped. */
export function Running({
  share,
  words,
  onStop,
}: {
  /** 0 to 1; null where it is not known. */
  readonly share: number | null;
  readonly words: string;
  readonly onStop: () => void;
}) {
  return (
    <div className="try-status try-status-running">
      <Progress value={share} label={words} />
      <span aria-hidden="true">{words}</span>
      <Button tone="quiet" onClick={onStop}>
        {t('try.stop')}
      </Button>
    </div>
  );
}

interface Work {
  readonly status: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  readonly error: Text | null;
  readonly ready: boolean;
  measure(): void;
  stop(): void;
}

export function Measuring({
  work: { status, error, ready, measure, stop },
  share,
  button,
  running,
  stopped,
}: {
  readonly work: Work;
  readonly share: number;
  /** Before the first time. */
  readonly button: string;
  readonly running: string;
  readonly stopped: string;
}) {
  if (status === 'running') return <Running share={share} words={running} onStop={stop} />;
  return (
    <div className="try-status" aria-live="polite">
      <Button onClick={measure} disabled={!ready}>
        {status === 'done' ? t('try.speed.again') : button}
      </Button>
      {status === 'stopped' ? <Hint>{stopped}</Hint> : null}
      {status === 'failed' && error ? <Hint tone="danger">{t(error.key, error.values)}</Hint> : null}
    </div>
  );
}

export const MeasuringTimes = ({
  profiling,
  button,
}: {
  readonly profiling: Profiling;
  readonly button: string;
}) => (
  <Measuring
    work={profiling}
    share={profiling.share}
    button={button}
    running={t('try.speed.measuring')}
    stopped={t('try.speed.stopped')}
  />
);

/** Said where times of the same layers lie so far apart that other work must be in the way. */
export function Uneasy({ results }: { readonly results: Iterable<ProfileResult> }) {
  const layers = [...results].flatMap((result) => result.layers);
  const sum = (of: 'low' | 'high'): number => layers.reduce((total, layer) => total + layer[of], 0);
  return sum('high') > 1.6 * sum('low') ? <Hint tone="warn">{t('try.speed.uneasy')}</Hint> : null;
}
