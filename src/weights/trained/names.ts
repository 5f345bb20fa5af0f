/** Names of networks in full: the grammar of `arch/names`, and the names of the trained nets. */
import {
  formatSpecText,
  type NamedSpec,
  nameOf,
  parseSpecText,
  type SpecName,
} from '../../arch/names/specText.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { findTrained, trainedFor } from './index.ts';

/** The spec that a text says: as `parseSpecText`, or `glyph26d`, with options where wanted. Throws SpecError. */
export const parseNetwork = (text: string): NamedSpec =>
  parseSpecText(text, (name) => findTrained(name)?.spec ?? null);

/** The shortest text that `parseNetwork` reads back as the same spec. */
export const formatNetwork = (spec: FamilySpec): string => trainedFor(spec)?.id ?? formatSpecText(spec);

/** What the page says of a network's name. A trained net's own name says all of it. */
export interface NetworkName extends SpecName {
  readonly trained: boolean;
}

export function networkName(spec: FamilySpec): NetworkName {
  const net = trainedFor(spec);
  return net
    ? { name: net.id, beyond: [], registered: false, trained: true }
    : { ...nameOf(spec), trained: false };
}
