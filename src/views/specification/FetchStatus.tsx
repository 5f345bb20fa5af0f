import { type ReactNode, useEffect, useState } from 'react';
import type { FetchState } from '../../store/state.ts';
import { t } from '../../text/index.ts';
import { Button, formatBytes, formatMs, Hint, Progress } from '../../ui/index.ts';
import type { Continuation } from '../../weights/download.ts';
import { useExplorer, useServices } from '../context.tsx';

/** What is on its way from the network, and what can be done about it. */
export function FetchStatus() {
  const { status } = useExplorer((state) => state.fetching);
  if (status === 'none') return null;
  // The box stays the same element whatever it shows: it takes the focus of the buttons that go.
  return (
    <div className="spec-fetch" tabIndex={-1}>
      {status === 'asked' ? <Asked /> : status === 'failed' ? <Failed /> : <UnderWay />}
    </div>
  );
}

/** Yes, or another try: what follows is told in the same box. */
function AcceptButton({ children, tone }: { readonly children: ReactNode; readonly tone?: 'primary' }) {
  const services = useServices();
  return (
    <Button
      {...(tone ? { tone } : {})}
      onClick={(event) => {
        event.currentTarget.closest<HTMLElement>('.spec-fetch')?.focus();
        services.acceptWeights();
      }}
    >
      {children}
    </Button>
  );
}

/** No, or an end: the box goes, and the keyboard is beside where it was. */
function EndButton({ children }: { readonly children: ReactNode }) {
  const services = useServices();
  return (
    <Button
      onClick={(event) => {
        const panel = event.currentTarget.closest('.spec-weights');
        panel?.querySelector<HTMLElement>('.spec-weights-buttons button[popovertarget]')?.focus();
        services.cancelWeights();
      }}
    >
      {children}
    </Button>
  );
}

function Asked() {
  const { title, host, bytes } = useExplorer((state) => state.fetching);
  return (
    <>
      <div role="status">
        <p>{t('hub.asked', { title })}</p>
        <Hint>{t('hub.asked.size', { host })}</Hint>
      </div>
      <div className="spec-fetch-buttons">
        <AcceptButton tone="primary">
          {bytes === null ? t('hub.fetch') : t('hub.fetchBytes', { bytes: formatBytes(bytes) })}
        </AcceptButton>
        <EndButton>{t('hub.notNow')}</EndButton>
      </div>
    </>
  );
}

function Failed() {
  const { error, progress, source } = useExplorer((state) => state.fetching);
  return (
    <>
      <div role="alert">
        {error ? <Hint tone="danger">{t(error.key, error.values)}</Hint> : null}
        {progress ? <Hint>{t('hub.held', { received: formatBytes(progress.received) })}</Hint> : null}
      </div>
      <div className="spec-fetch-buttons">
        {source ? <AcceptButton>{t('predict.tryAgain')}</AcceptButton> : null}
        <EndButton>{t('ui.dismiss')}</EndButton>
      </div>
    </>
  );
}

function UnderWay() {
  const { status, title, host, progress, pause } = useExplorer((state) => state.fetching);
  const share = progress?.total ? progress.received / progress.total : null;
  return (
    <>
      <div role="status">
        <p>{t(status === 'resolving' ? 'hub.resolving' : 'hub.loading', { title })}</p>
        {pause ? <Hint tone="warn">{t('hub.pause', { ...pause })}</Hint> : null}
        {progress?.continuation ? <Hint>{continuationText(progress.continuation, host)}</Hint> : null}
      </div>
      {/* Nothing moves while everybody waits. */}
      <Progress value={pause ? (share ?? 0) : share} label={t('hub.loading', { title })} />
      <p className="spec-fetch-figures">{pause ? <Countdown until={pause.until} /> : figures(progress)}</p>
      <div className="spec-fetch-buttons">
        <EndButton>{t('predict.cancel')}</EndButton>
      </div>
    </>
  );
}

const secondsUntil = (until: number): number => Math.max(0, Math.ceil((until - Date.now()) / 1000));

/** Seconds that go down. It stands outside of what is read aloud: nobody wants to hear every one of them. */
function Countdown({ until }: { readonly until: number }) {
  const [seconds, setSeconds] = useState(() => secondsUntil(until));
  useEffect(() => {
    const show = (): void => setSeconds(secondsUntil(until));
    show();
    const timer = setInterval(show, 250);
    return () => clearInterval(timer);
  }, [until]);
  return t('hub.pause.left', { seconds });
}

/** How what is coming now follows what came before. */
const continuationText = (continuation: Continuation, host: string): string =>
  continuation.kind === 'resumed'
    ? t('hub.resumed', { at: formatBytes(continuation.at) })
    : t(continuation.kind === 'changed' ? 'hub.changed' : 'hub.whole', { host });

/** `34.2 MB of 102 MB · 5.1 MB/s · 13 s left`. */
function figures(progress: FetchState['progress']): string {
  if (progress === null || progress.received === 0) return t('hub.waiting');
  const { received, total, bytesPerSecond, remainingMs } = progress;
  const parts = [
    total === null
      ? t('hub.progress.unknown', { received: formatBytes(received) })
      : t('hub.progress', { received: formatBytes(received, 3, true), total: formatBytes(total) }),
    ...(bytesPerSecond === null
      ? []
      : [t('hub.progress.speed', { speed: formatBytes(bytesPerSecond, 2, true) })]),
    ...(remainingMs === null
      ? []
      : [t('hub.progress.left', { time: formatMs(Math.ceil(remainingMs / 1000) * 1000) })]),
  ];
  return parts.join(' · ');
}
