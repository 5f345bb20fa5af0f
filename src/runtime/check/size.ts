/** At which input size a network is checked. */
import { familyOf } from '../../arch/families/index.ts';
import type { FamilySpec } from '../../arch/types.ts';

/** The longer side that a check takes where nothing else is wished: a second's work for a ResNet-50. */
export const quickSide = 64;

/**
 * The network at the size of a quick check, or at the nearest one that it can take; smaller ones stay as they are.
 */
export function quickSpec(spec: FamilySpec): FamilySpec {
  const scale = Math.min(1, quickSide / Math.max(spec.inputHeight, spec.inputWidth));
  if (scale === 1) return spec;
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  const small = { ...spec, inputHeight: side(spec.inputHeight), inputWidth: side(spec.inputWidth) };
  const fixes = familyOf(spec)
    .conflicts(small)
    .map(({ option, fix }) => [option, fix]);
  return { ...small, ...Object.fromEntries(fixes) };
}
