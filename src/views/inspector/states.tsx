import type { ReactNode } from 'react';
import { t } from '../../text/index.ts';
import { Button, Progress } from '../../ui/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import type { Asked } from './useReading.ts';

/** Why there are no maps to show, and what can be done. */
export function NoReading({ status }: { readonly status: Asked<unknown>['status'] }) {
  const services = useServices();
  const run = useExplorer((state) => state.run);
  const image = useExplorer((state) => state.image.status);
  const runtime = useExplorer((state) => state.runtime);
  if (status === 'missing' && run.status !== 'running') {
    return (
      <Empty text={t('inspect.missing')}>
        <Button onClick={() => services.runAgain()}>{t('predict.runAgain')}</Button>
      </Empty>
    );
  }
  if (status !== 'none') return <Busy label={t('inspect.reading')} />;
  if (runtime.status === 'failed') return <Empty text={t(runtime.why.key, runtime.why.values)} />;
  if (run.status === 'failed' && run.error) {
    return (
      <Empty text={t(run.error.key, run.error.values)}>
        <Button onClick={() => services.runAgain()}>{t('predict.tryAgain')}</Button>
      </Empty>
    );
  }
  if (image === 'none') return <Empty text={t('inspect.noImage')} />;
  if (run.status === 'idle' && runtime.status === 'ready' && image === 'ready') {
    return (
      <Empty text={t('inspect.noRun')}>
        <Button onClick={() => services.runAgain()}>{t('predict.run')}</Button>
      </Empty>
    );
  }
  return <Busy label={t(runtime.status === 'starting' ? 'run.starting' : 'inspect.waiting')} />;
}

export function Empty({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="insp-empty">
      <p>{text}</p>
      {children}
    </div>
  );
}

/** The place where the picture will be, while it is being read. */
export function Busy({ label }: { readonly label: string }) {
  return (
    <div className="insp-busy">
      <Progress value={null} label={label} />
      <p aria-hidden="true">{label}</p>
    </div>
  );
}
