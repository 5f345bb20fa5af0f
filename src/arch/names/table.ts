/** Names of a family that has a list of published networks and no grammar. */
import { commonOptions } from '../families/common.ts';
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
 * are all of them by default. The nearest name is that of the network which differs in the fewest options; of two
 * equally near ones in the later options, then in fewer of size, channels and classes.
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
  const ends = Object.keys(commonOptions) as (keyof Spec & string)[];
  const others = (Object.keys(defaults) as (keyof Spec & string)[]).filter((key) => !ends.includes(key));
  /** What is nearer comes first, number by number. */
  const distance = (a: Spec, b: Spec): readonly [number, number, number] => {
    const differs = (key: keyof Spec): boolean => !sameValue(a[key], b[key]);
    return [others.filter(differs).length, -others.findIndex(differs), ends.filter(differs).length];
  };
  const nearer = (spec: Spec, name: string, than: string): boolean => {
    const [one, other] = [distance(spec, specOf(name)), distance(spec, specOf(than))];
    const at = one.findIndex((value, place) => value !== other[place]);
    return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
  };
  return {
    parse: (name) => specs.get(name) ?? null,
    nearest: (spec) => names.reduce((best, name) => (nearer(spec, name, best) ? name : best)),
    registered: names.filter(registered),
    presets: names.filter(offered).map((name) => ({ name, title: table[name]?.title ?? name })),
  };
}
