import { SpecError } from './errors.ts';
import { type Conflict, families, familyOf } from './families/index.ts';
import { type AnyOption, parseOption, sameValue } from './options.ts';
import type { FamilyId, FamilySpec } from './types.ts';

export const optionsOf = (family: FamilyId): Readonly<Record<string, AnyOption>> =>
  familyOf({ family }).options as Readonly<Record<string, AnyOption>>;

/** A value of a spec by option name. */
export const optionValue = (spec: FamilySpec, option: string): unknown => spec[option as keyof FamilySpec];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A family spec from unknown data (JSON, an address, a message): missing options take the family's defaults, short
 * forms such as `depth: 50` are expanded. Throws SpecError for an unknown key, a value out of range, or values that
 * do not go together.
 */
export function parseSpec(value: unknown): FamilySpec {
  if (!isRecord(value)) throw new SpecError('', 'spec.notObject');
  const { family = 'resnet', ...given } = value;
  if (typeof family !== 'string' || !Object.hasOwn(families, family)) {
    throw new SpecError('family', 'spec.notChoice', {
      value: String(family).slice(0, 40),
      allowed: Object.keys(families).join(', '),
    });
  }
  const { defaults, shortForms, expand } = familyOf({ family: family as FamilyId });
  const options = optionsOf(family as FamilyId);
  const spec: Record<string, unknown> = { ...defaults };
  for (const [key, entry] of Object.entries(expand(given))) {
    const option: AnyOption | undefined = Object.hasOwn(options, key) ? options[key] : undefined;
    if (option === undefined) {
      throw new SpecError(key.slice(0, 40), 'spec.unknownOption', {
        allowed: ['family', ...shortForms, ...Object.keys(options)].join(', '),
      });
    }
    spec[key] = parseOption(key, option, entry);
  }
  const parsed = spec as unknown as FamilySpec;
  checkSpec(parsed);
  return parsed;
}

/** Throws SpecError when the spec cannot be built. */
export function checkSpec(spec: FamilySpec): void {
  familyOf(spec).normalize(spec);
}

/** An edit stays within the family. */
export interface Edit<Spec extends FamilySpec> {
  readonly spec: Spec;
  /** Options that had to follow, with the reason: to be said at their controls. */
  readonly adjusted: readonly Conflict[];
}

/**
 * A spec with some options changed. Options that no longer go with the change follow it and are named. Throws
 * SpecError when a value is out of range or the result cannot be built.
 */
export function editSpec<Spec extends FamilySpec>(
  spec: Spec,
  patch: Readonly<Record<string, unknown>>,
): Edit<Spec> {
  const { conflicts } = familyOf(spec);
  const options = optionsOf(spec.family);
  const next: Record<string, unknown> = { ...spec };
  for (const [key, value] of Object.entries(patch)) {
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (option === undefined)
      throw new SpecError(key, 'spec.unknownOption', { allowed: Object.keys(options).join(', ') });
    next[key] = parseOption(key, option, value);
  }
  const adjusted = conflicts(next as unknown as Spec);
  for (const conflict of adjusted) next[conflict.option] = conflict.fix;
  const edited = next as unknown as Spec;
  checkSpec(edited);
  return { spec: edited, adjusted };
}

/**
 * Why an option (or one value of it) cannot be chosen next to the others as they are; null when it can. A control
 * shows this instead of doing nothing.
 */
export function blockedReason(spec: FamilySpec, option: string, value?: unknown): Conflict['reason'] | null {
  const { conflicts } = familyOf(spec);
  const description = optionsOf(spec.family)[option];
  if (description === undefined) return null;
  const reasonFor = (candidate: unknown): Conflict['reason'] | null =>
    conflicts({ ...spec, [option]: candidate } as FamilySpec).find((conflict) => conflict.option === option)
      ?.reason ?? null;
  if (value !== undefined) return reasonFor(value);
  const candidates: readonly unknown[] =
    description.kind === 'choice'
      ? description.values
      : description.kind === 'integers'
        ? [description.min, description.max].map((entry) => Array(description.length).fill(entry))
        : [description.min, description.max];
  const others = candidates.filter((candidate) => !sameValue(candidate, optionValue(spec, option)));
  const reasons = others.map(reasonFor);
  return reasons.length > 0 && reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}

/** Options in which two specs of one family differ. */
export const changedOptions = (a: FamilySpec, b: FamilySpec): readonly string[] =>
  Object.keys(optionsOf(a.family)).filter(
    (option) => !sameValue(optionValue(a, option), optionValue(b, option)),
  );

export const sameSpec = (a: FamilySpec, b: FamilySpec): boolean =>
  a.family === b.family && changedOptions(a, b).length === 0;
