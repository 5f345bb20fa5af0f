import { presentSystems, type System } from '../../arch/systems/index.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { trained } from '../../weights/trained/index.ts';

/**
 * Of the nets that come with the page, the one that has least besides a system, by its name; null where none of them
 * has it, or all have. `fits` may ask for more.
 */
export function trainedWith(system: System, fits: (spec: FamilySpec) => boolean = () => true): string | null {
  const nets = trained.nets.map(({ id, spec }) => ({ id, spec, has: presentSystems(spec) }));
  const having = nets.filter(({ has }) => has.some((entry) => entry.system === system));
  if (having.length === nets.length) return null;
  const fitting = having.filter(({ spec }) => fits(spec));
  return fitting.toSorted((a, b) => a.has.length - b.has.length)[0]?.id ?? null;
}
