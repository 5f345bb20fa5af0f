import type { MessageKey } from '../../text/index.ts';
import type { FamilyId, FamilySpec, NetworkSpec } from '../types.ts';
import type { AnyOption } from '../options.ts';
import { cifarResnet } from './cifarResnet.ts';
import { densenet } from './densenet.ts';
import { dpn } from './dpn.ts';
import { fractalnet } from './fractalnet.ts';
import { fusenet } from './fusenet.ts';
import { inception } from './inception.ts';
import { regnet } from './regnet.ts';
import { res2net } from './res2net.ts';
import { resnest } from './resnest.ts';
import { resnet } from './resnet.ts';
import { resnetv2 } from './resnetv2.ts';
import { shufflenetV1 } from './shufflenetV1.ts';
import { shufflenetV2 } from './shufflenetV2.ts';
import { sknet } from './sknet.ts';

/** An option whose present value does not go with another one. */
export interface Conflict {
  /** The option that must change. */
  readonly option: string;
  /** The value that it must take. */
  readonly fix: unknown;
  /** Why, as a message key. */
  readonly reason: MessageKey;
}

/** The published names of a family, both ways. */
export interface FamilyNames<Spec extends FamilySpec> {
  /**
   * The spec that a name says, null where it is no name of this family. Throws SpecError for one that nearly is and
   * can be answered better than by "unknown".
   */
  parse(name: string): Spec | null;
  /** The name nearest to a spec: what it leaves unsaid is written beside it, option by option. */
  nearest(spec: Spec): string;
  /** Every name that timm's registry (or torchvision's) has. */
  readonly registered: readonly string[];
  /** Networks to offer, by name, with what people call them. Not all of them need be registered. */
  readonly presets: readonly { readonly name: string; readonly title: string }[];
}

/** A family: what a user picks first. One file, one line in `families`. */
export interface Family<Spec extends FamilySpec> {
  readonly id: Spec['family'];
  /** What it is called, and one sentence on what its networks share. */
  readonly label: MessageKey;
  readonly help: MessageKey;
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
  readonly names: FamilyNames<Spec>;
}

type Families = { readonly [F in FamilyId]: Family<Extract<FamilySpec, { family: F }>> };

/** In the order in which they are offered. */
export const families: Families = {
  resnet,
  resnetv2,
  cifarResnet,
  regnet,
  sknet,
  resnest,
  res2net,
  shufflenetV1,
  shufflenetV2,
  dpn,
  densenet,
  fusenet,
  fractalnet,
  inception,
};

/** A family whose spec's type is not known where it is used. */
export type AnyFamily = Family<FamilySpec>;

export const allFamilies: readonly AnyFamily[] = Object.values(families) as unknown as readonly AnyFamily[];

/** The family that a spec is of. */
export const familyOf = (spec: { readonly family: FamilyId }): AnyFamily =>
  families[spec.family] as unknown as AnyFamily;
