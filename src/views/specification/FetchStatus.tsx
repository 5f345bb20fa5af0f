import { useEffect, useState } from 'react';
import type { FetchState } from '../../store/state.ts';
import { t } from '../../text/index.ts';
import { Button, formatBytes, formatMs, Hint, Progress } from '../../ui/index.ts';
import type { Continuation } from '../../weights/download.ts';
import { useExplorer, useServices } from '../context.tsx';

/** What is on its way from the network, and what can be done about it. */
export function FetchStatus() {
  const fetching = useExplorer((state) => state.fetching);
  const services = useServices();
  const { status, title, host, bytes, error, source } = fetching;
  if (status === 'none') return null;
  const cancel = <Button onClick={() => services.cancelWeights()}>{t('predict.cancel')}</Button>;
  if (status === 'asked') {
    return (
      <div className="spec-fetch" role="status">
        <p>{t('hub.asked', { title })}</p>
        <Hint>{t('hub.asked.size', { host })}</Hint>
        <div className="spec-fetch-buttons">
          <Button tone="primary" onClick={() => services.acceptWeights()}>
            {bytes === null ? t('hub.fetch') : t('hub.fetchBytes', { bytes: formatBytes(bytes) })}
          </Button>
          <Button onClick={() => services.cancelWeights()}>{t('hub.notNow')}</Button>
        </div>
      </div>
    );
  }
  if (status === 'failed') {
    return (
      <div className="spec-fetch" role="alert">
        {error ? <Hint tone="danger">{t(error.key, error.values)}</Hint> : null}
        {fetching.progress ? (
          <Hint>{t('hub.held', { received: formatBytes(fetching.progress.received) })}</Hint>
        ) : null}
        <div className="spec-fetch-buttons">
          {source ? <Button onClick={() => services.acceptWeights()}>{t('predict.tryAgain')}</Button> : null}
          <Button onClick={() => services.cancelWeights()}>{t('ui.dismiss')}</Button>
        </div>
      </div>
    );
  }
  const { progress, pause } = fetching;
  const share = progress?.total ? progress.received / progress.total : null;
  return (
    <div className="spec-fetch">
      <div role="status">
        <p>{t(status === 'resolving' ? 'hub.resolving' : 'hub.loading', { title })}</p>
        {pause ? <Hint tone="warn">{t('hub.pause', { ...pause })}</Hint> : null}
        {progress?.continuation ? <Hint>{continuationText(progress.continuation, host)}</Hint> : null}
      </div>
      <Progress value={share} label={t('hub.loading', { title })} />
      <p className="spec-fetch-figures">{pause ? <Countdown until={pause.until} /> : figures(progress)}</p>
      <div className="spec-fetch-buttons">{cancel}</div>
    </div>
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
  if (progress === null) return '';
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
