/** The names of all families in one place. */
import { SpecError } from '../errors.ts';
import { allFamilies, familyOf } from '../families/index.ts';
import type { FamilySpec } from '../types.ts';

/** The spec that a name says, over its family's defaults. Throws SpecError for what no family calls a network. */
export function parseName(name: string): FamilySpec {
  for (const { names } of allFamilies) {
    const spec = names.parse(name);
    if (spec !== null) return spec;
  }
  throw new SpecError('name', 'arch.badName', { value: name.slice(0, 60) });
}

/**
 * The name nearest to a spec, of its own family. What the name leaves unsaid must be written beside it.
 */
export const nearestName = (spec: FamilySpec): string => familyOf(spec).names.nearest(spec);

/** Names that timm's registry has, family by family. */
export const registeredNames = (): readonly string[] => allFamilies.flatMap(({ names }) => names.registered);

export const isRegistered = (name: string): boolean =>
  allFamilies.some(({ names }) => names.registered.includes(name));
