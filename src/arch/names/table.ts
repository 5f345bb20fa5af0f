/** Names of a family that has a list of published networks and no grammar. */
import type { FamilyNames } from '../families/index.ts';
import { sameValue } from '../options.ts';
import type { FamilySpec } from '../types.ts';

export interface PublishedNetwork<Spec extends FamilySpec> {
  readonly title: string;
  /** The options that differ from the family's defaults. */
  readonly options: Partial<Spec>;
}

/**
 * `table` is by name, lower case. `registered` says which names timm has, `offered` which ones a person is shown; both
 * are all of them by default. The nearest name is that of the network which differs in the fewest options.
 */
export function tableNames<Spec extends FamilySpec>(
  defaults: Spec,
  table: Readonly<Record<string, PublishedNetwork<Spec>>>,
  {
    registered = () => true,
    offered = () => true,
  }: {
    readonly registered?: (name: string) => boolean;
    readonly offered?: (name: string) => boolean;
  } = {},
): FamilyNames<Spec> {
  const names = Object.keys(table);
  const specOf = (name: string): Spec => ({ ...defaults, ...table[name]?.options });
  const specs = new Map(names.map((name) => [name, specOf(name)]));
  const keys = Object.keys(defaults) as (keyof Spec)[];
  const distance = (a: Spec, b: Spec | undefined): number =>
    b === undefined ? Number.POSITIVE_INFINITY : keys.filter((key) => !sameValue(a[key], b[key])).length;
  return {
    parse: (name) => specs.get(name) ?? null,
    nearest: (spec) =>
      names.reduce((best, name) =>
        distance(spec, specs.get(name)) < distance(spec, specs.get(best)) ? name : best,
      ),
    registered: names.filter(registered),
    presets: names.filter(offered).map((name) => ({ name, title: table[name]?.title ?? name })),
  };
}
