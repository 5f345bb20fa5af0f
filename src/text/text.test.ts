import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { ExplorerError, type MessageKey, t } from './index.ts';

const src = new URL('..', import.meta.url).pathname;
const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) && !path.endsWith('text/en.ts')
      ? [readFileSync(path, 'utf8')]
      : [];
  });

describe('the catalogue', () => {
  const code = sources(src).join('\n');
  /** Keys that are put together, such as `app.backend.${id}`: each `${}` stands for one part of a key. */
  const patterns = [...code.matchAll(/`(\w[\w.]*\.(?:\$\{[^`{}]*\}[\w.]*)+)`/g)].map(([, key = '']) => {
    const fixed = key.split(/\$\{[^{}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    return new RegExp(`^${fixed.join('[\\w-]+')}$`);
  });

  it('has no text that nothing shows', () => {
    expect(patterns.some((pattern) => pattern.test('app.backend.wasm'))).toBe(true);
    expect(patterns.some((pattern) => pattern.test('app.backend.wasm.nothing'))).toBe(false);
    const unused = Object.keys(en).filter(
      (key) =>
        !code.includes(`'${key}'`) &&
        !code.includes(`"${key}"`) &&
        !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it.each(Object.entries(en))('%s reads well', (_key, message) => {
    const forms = typeof message === 'string' ? [message] : Object.values(message);
    for (const form of forms) {
      expect(form.trim()).toBe(form);
      expect(form).not.toBe('');
      // A brace opens a placeholder or quotes JSON; anything else is a slip.
      expect(form).not.toMatch(/\{(?!\w+\}|")/);
    }
  });
});

describe('t', () => {
  it('fills in values and chooses the form by count', () => {
    expect(t('app.linkDropped', { count: 1, parts: 'a=b' })).toContain('One part');
    expect(t('app.linkDropped', { count: 3, parts: 'a=b' })).toContain('3 parts');
    expect(t('spec.notInteger', { option: 'classes', value: 'x', min: 1, max: 50000 })).toContain(
      '1 to 50000',
    );
  });
  it('leaves a placeholder without a value in sight', () => {
    expect(t('spec.notChoice', { option: 'stem' })).toContain('{value}');
  });
  it('is what an error says', () => {
    const key: MessageKey = 'arch.emptyName';
    expect(new ExplorerError(key)).toMatchObject({ key, message: t(key) });
  });
});
