/** The trained nets that come with the project, for the terminal. */
import type { FamilySpec } from '../arch/types.ts';
import { t } from '../text/index.ts';
import { formatPercent } from '../ui/format.ts';
import { nearestTrained, trained, type TrainedNet, trainedFor } from '../weights/trained/index.ts';
import { UsageError } from './errors.ts';
import { titleOf } from './network.ts';
import type { Output } from './output.ts';

/**
 * The trained net whose weights are meant: asked for with `trained`, or, where nothing was asked for, the one of
 * exactly this network; a note says so. Null for any other weights. Throws UsageError where `trained` cannot be had.
 */
export function trainedWanted(
  spec: FamilySpec,
  wanted: string | undefined,
  output: Output,
): TrainedNet | null {
  if (wanted !== undefined && wanted !== 'trained') return null;
  const net = trainedFor(spec);
  if (net) {
    if (wanted === undefined) output.note(t('cli.note.trained', { id: net.id }));
    return net;
  }
  if (wanted === undefined) return null;
  const name = titleOf(spec);
  const near = nearestTrained(spec);
  if (near === null) throw new UsageError('cli.error.noTrained', { name });
  const allowed = trained.nets.map(({ id }) => id).join(', ');
  throw new UsageError('cli.error.notTrained', { name, near: near.net.id, allowed });
}

/** What a person is told of the weights. */
export const trainedTitle = (net: TrainedNet): string =>
  `${net.id}, ${t('trained.task', { top1: formatPercent(net.top1) })}`;
