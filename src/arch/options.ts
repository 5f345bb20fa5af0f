/**
 * What an option of a family may be. One description per option: the parser, the address, the form and the
 * documentation's tables are all made from it.
 */
import type { MessageKey } from '../text/index.ts';
import { SpecError } from './errors.ts';

interface OptionText {
  /** Short name at the control. */
  readonly label: MessageKey;
  /** One sentence that says what it does. */
  readonly help: MessageKey;
}

export type Option<T> = OptionText &
  (
    | ([T] extends [string | number] ? { readonly kind: 'choice'; readonly values: readonly T[] } : never)
    | ([T] extends [number]
        ? { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number }
        : never)
    | ([T] extends [readonly number[]]
        ? { readonly kind: 'integers'; readonly length: number; readonly min: number; readonly max: number }
        : never)
  );

/** An option whose value type is not known where it is used. */
export type AnyOption = OptionText &
  (
    | { readonly kind: 'choice'; readonly values: readonly (string | number)[] }
    | { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number }
    | { readonly kind: 'integers'; readonly length: number; readonly min: number; readonly max: number }
  );

export type OptionTable<Spec extends { readonly family: string }> = {
  readonly [K in keyof Omit<Spec, 'family'>]: Option<Spec[K]>;
};

function parseNumber(path: string, value: unknown, min: number, max: number, whole: boolean): number {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  const fits =
    typeof number === 'number' && number >= min && number <= max && (!whole || Number.isInteger(number));
  if (!fits) {
    throw new SpecError(path, whole ? 'spec.notInteger' : 'spec.notNumber', { value: show(value), min, max });
  }
  return number;
}

/** `value` (from JSON, an address or a form; text forms are accepted) as the option's type, or SpecError. */
export function parseOption(path: string, option: AnyOption, value: unknown): unknown {
  switch (option.kind) {
    case 'choice': {
      const found = option.values.find((allowed) => String(allowed) === String(value));
      if (found === undefined || (typeof value !== 'string' && typeof value !== 'number')) {
        throw new SpecError(path, 'spec.notChoice', {
          value: show(value),
          allowed: option.values.join(', '),
        });
      }
      return found;
    }
    case 'integer':
    case 'number':
      return parseNumber(path, value, option.min, option.max, option.kind === 'integer');
    case 'integers': {
      const list = typeof value === 'string' ? value.split(/[.,\s-]+/) : value;
      if (!Array.isArray(list) || list.length !== option.length) {
        throw new SpecError(path, 'spec.notIntegers', { value: show(value), length: option.length });
      }
      return list.map((entry) => parseNumber(path, entry, option.min, option.max, true));
    }
  }
}

/** The text form of a value, as it stands in an address: `3.4.6.3` for a list. */
export const formatOption = (value: unknown): string =>
  Array.isArray(value) ? value.join('.') : String(value);

/** A value as a message shows it: short, whatever was given. */
function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

export const sameValue = (a: unknown, b: unknown): boolean => formatOption(a) === formatOption(b);
