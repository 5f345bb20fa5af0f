/**
 * A specification as one line of text, both ways: `resnet50d`, `resnet50d?classes=10&strideAt=reduce`, or JSON.
 * The part after `?` says what the name cannot, option by option; it is also how the page's address says it.
 */
import { SpecError } from '../errors.ts';
import { commonOptions } from '../families/common.ts';
import { formatOption } from '../options.ts';
import { changedOptions, editSpec, optionValue, parseSpec } from '../spec.ts';
import type { FamilySpec } from '../types.ts';
import { isRegistered, nearestName, parseName } from './registry.ts';

export interface NamedSpec {
  readonly spec: FamilySpec;
  /** The name without tag and options. */
  readonly name: string;
  /** Whether timm's registry has the name. */
  readonly registered: boolean;
  /** A tag such as `a1_in1k`: it says which weights, nothing about the architecture. */
  readonly tag: string | null;
}

/** Longest text that is looked at; a spec needs a tenth of it. */
const maxLength = 4000;

const noOthers = (): null => null;

/** The spec that a text says. `others` knows names outside the grammar. Throws SpecError. */
export function parseSpecText(
  text: string,
  others: (name: string) => FamilySpec | null = noOthers,
): NamedSpec {
  const trimmed = text.trim();
  if (trimmed === '') throw new SpecError('name', 'arch.emptyName');
  if (trimmed.length > maxLength) throw new SpecError('name', 'arch.longName', { max: maxLength });
  if (trimmed.startsWith('{')) return { ...describeSpec(parseSpec(parseJson(trimmed))), tag: null };
  const [head = '', query = ''] = splitOnce(trimmed, '?');
  const [base = '', tag] = splitOnce(head.toLowerCase().replace(/^timm\//, ''), '.');
  const named = others(base) ?? parseName(base);
  const overrides: Record<string, unknown> = {};
  for (const part of query.split('&').filter(Boolean)) {
    const [key = '', value = ''] = splitOnce(part, '=');
    if (key === 'family') throw new SpecError('family', 'spec.unknownOption', { allowed: '' });
    overrides[key] = value;
  }
  const spec = parseSpec({ ...named, ...overrides });
  return { ...describeSpec(spec), tag: tag ?? null };
}

function describeSpec(spec: FamilySpec): Omit<NamedSpec, 'tag'> {
  const name = nearestName(spec);
  const exact = unsaid(spec, name).length === 0;
  return { spec, name, registered: exact && isRegistered(name) };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SpecError('name', 'arch.badJson', { reason: error instanceof Error ? error.message : '' });
  }
}

/** Options that a name leaves unsaid. Size, channels and classes never enter a name. */
const unsaid = (spec: FamilySpec, name: string): readonly string[] => changedOptions(parseName(name), spec);

/** The shortest text that `parseSpecText` reads back as the same spec. */
export function formatSpecText(spec: FamilySpec): string {
  const name = nearestName(spec);
  const query = unsaid(spec, name).map((option) => `${option}=${formatOption(optionValue(spec, option))}`);
  return query.length === 0 ? name : `${name}?${query.join('&')}`;
}

/**
 * The network of a name in place of the `present` one: size, channels and classes stay where they are not those that
 * the present one was published with, else they are the new one's. Options that do not go with it follow.
 */
export function publishedFrom(name: string, present: FamilySpec): FamilySpec {
  const own = changedOptions(parseName(nearestName(present)), present);
  const kept = own.filter((option) => Object.hasOwn(commonOptions, option));
  return editSpec(
    parseName(name),
    Object.fromEntries(kept.map((option) => [option, optionValue(present, option)])),
  ).spec;
}

/** What the page says of a spec's name. */
export interface SpecName {
  /** timm-style name, the nearest where the spec has none. */
  readonly name: string;
  /** Options that the name cannot say, as `key=value`. */
  readonly beyond: readonly string[];
  /** Whether timm's registry has the architecture, input size and class count aside. */
  readonly registered: boolean;
}

/** Options that a registered model takes as arguments without being another model. */
const callArguments: ReadonlySet<string> = new Set([
  'classes',
  'inputChannels',
  'inputHeight',
  'inputWidth',
  'outputStride',
  'headPool',
]);

export function nameOf(spec: FamilySpec): SpecName {
  const name = nearestName(spec);
  const rest = unsaid(spec, name);
  return {
    name,
    beyond: rest.map((option) => `${option}=${formatOption(optionValue(spec, option))}`),
    registered: isRegistered(name) && rest.every((option) => callArguments.has(option)),
  };
}
