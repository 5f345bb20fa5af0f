/** Which sample picture goes with which network. */
import type { FamilySpec } from '../../arch/types.ts';
import { required } from '../../base/invariant.ts';
import { sampleImages } from '../../image/samples.ts';
import { isOfTask } from './index.ts';

/** Classes of ImageNet-1k: such a network is for photographs. */
const photoClasses = 1000;

/** Id of the sample for a network; `present` stays where it goes with it or nothing is known. */
export function usualSample(spec: FamilySpec, present: string | null = null): string {
  const shown = sampleImages.find(({ id }) => id === present);
  const wanted = isOfTask(spec)
    ? 'glyph'
    : spec.classes === photoClasses
      ? 'photo'
      : (shown?.kind ?? 'photo');
  if (shown?.kind === wanted) return shown.id;
  return required(
    sampleImages.find(({ kind }) => kind === wanted),
    `a sample of kind ${wanted}`,
  ).id;
}
