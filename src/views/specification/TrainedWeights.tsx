import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, formatBytes, formatPercent, Hint } from '../../ui/index.ts';
import { findTrained, isOfTask, nearestTrained, trainedFor } from '../../weights/trained/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import { optionLabel } from './choices.ts';

/** What is known of the trained net in use. */
export function TrainedReport({ id }: { readonly id: string }) {
  const net = findTrained(id);
  if (net === null) return null;
  return (
    <>
      <p className="spec-weights-name">{t('trained.name', { id })}</p>
      <Hint>{t('trained.detail', { top1: formatPercent(net.top1), bytes: formatBytes(net.bytes) })}</Hint>
    </>
  );
}

/** The way back: to the trained weights of this network, or to the nearest network that has some. */
export function TrainedOffer() {
  const services = useServices();
  const spec = useExplorer(selectSpec);
  const weights = useExplorer((state) => state.weights);
  if (weights.trained !== null || weights.awaited !== null) return null;
  if (trainedFor(spec)) {
    return <Button onClick={() => services.takeTrainedWeights()}>{t('trained.use')}</Button>;
  }
  const near = weights.ref.kind === 'seeded' && isOfTask(spec) ? nearestTrained(spec) : null;
  if (near === null) return null;
  const { id } = near.net;
  const options = near.differs.map((option) => optionLabel(spec, option).toLowerCase());
  return (
    <div className="spec-nearest">
      <Hint>{t('trained.nearest', { id, count: options.length, options: options.join(', ') })}</Hint>
      <Button onClick={() => services.takeTrainedWeights(id)}>{t('trained.go', { id })}</Button>
    </div>
  );
}
