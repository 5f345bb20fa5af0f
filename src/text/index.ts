/**
 * The one way to a text that a user reads. `en.ts` is the catalogue; a translation is one file of the same shape.
 * Placeholders are written `{name}`; a message with `one` and `other` forms is chosen by the value `count`.
 */
import { en } from './en.ts';
import type { Message } from './message.ts';

export type Catalogue = { readonly [K in MessageKey]: Message };
export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;

const catalogues = { en } satisfies Record<string, Catalogue>;
export type Language = keyof typeof catalogues;
let language: Language = 'en';

export const languages = Object.keys(catalogues) as readonly Language[];
export const currentLanguage = (): Language => language;
export const setLanguage = (next: Language): void => {
  language = next;
};

const plainNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20, useGrouping: false });

/** The text of `key` in the current language, with `{name}` replaced by `values.name`. */
export function t(key: MessageKey, values: MessageValues = {}): string {
  const message = catalogues[language][key] as Message;
  const form =
    typeof message === 'string'
      ? message
      : new Intl.PluralRules(language).select(Number(values['count'] ?? 0)) === 'one'
        ? message.one
        : message.other;
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? plainNumber.format(value) : value;
  });
}

/**
 * The base of every error that a user may read. It keeps the key and the values, so that the text can be shown in
 * another language later; `message` is the text in the language of the moment.
 */
export class ExplorerError extends Error {
  override name = 'ExplorerError';
  readonly key: MessageKey;
  readonly values: MessageValues;

  constructor(key: MessageKey, values: MessageValues = {}, options?: ErrorOptions) {
    super(t(key, values), options);
    this.key = key;
    this.values = values;
  }
}
