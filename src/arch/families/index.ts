import type { MessageKey } from '../../text/index.ts';
import type { FamilyId, FamilySpec, NetworkSpec } from '../types.ts';
import type { AnyOption } from '../options.ts';
import { resnet } from './resnet.ts';

/** An option whose present value does not go with another one. */
export interface Conflict {
  /** The option that must change. */
  readonly option: string;
  /** The value that it must take. */
  readonly fix: unknown;
  /** Why, as a message key. */
  readonly reason: MessageKey;
}

/** A family: what a user picks first. One file, one line in `families`. */
export interface Family<Spec extends FamilySpec> {
  readonly id: Spec['family'];
  readonly options: { readonly [K in keyof Omit<Spec, 'family'>]: AnyOption };
  readonly defaults: Spec;
  /** Keys that `expand` takes besides the options. */
  readonly shortForms: readonly string[];
  /** Values that stand for several options at once: `depth: 50` in JSON, or a stem that brings its width. */
  expand(partial: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Options whose values do not go together; empty for a spec that can be built. */
  conflicts(spec: Spec): readonly Conflict[];
  /** The normal form. Throws SpecError. */
  normalize(spec: Spec): NetworkSpec;
}

export const families: { readonly [F in FamilyId]: Family<Extract<FamilySpec, { family: F }>> } = { resnet };
