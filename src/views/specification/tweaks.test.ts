import { describe, expect, it } from 'vitest';
import { families } from '../../arch/families/index.ts';
import { letterTweaks, stemPresets, variantTweaks } from '../../arch/presets.ts';
import { editSpec, optionsOf } from '../../arch/spec.ts';
import { valueLabel } from './choices.ts';
import { combinationWords, isDeepStem, stemPatch, stemPresetOf } from './tweaks.ts';

const base = families.resnet.defaults;
const edited = (patch: Record<string, unknown>) => editSpec(base, patch).spec;

describe('the switch of the stem', () => {
  it('makes C out of B and B out of C', () => {
    expect(editSpec(edited(variantTweaks.B), stemPatch(base, true)).spec).toEqual(edited(variantTweaks.C));
    const c = edited(variantTweaks.C);
    expect(editSpec(c, stemPatch(c, false)).spec).toEqual(edited(variantTweaks.B));
  });

  it('keeps the pool, but not the missing pool of the CIFAR stem', () => {
    expect(stemPatch(edited({ stemPool: 'conv' }), true)).not.toHaveProperty('stemPool');
    const deep = editSpec(edited(stemPresets.cifar), stemPatch(edited(stemPresets.cifar), true)).spec;
    expect(isDeepStem(deep)).toBe(true);
    expect(deep.stemPool).toBe('max');
  });

  it('keeps a stem as narrow or wide as it was', () => {
    const narrow = edited({ stemWidth: 16 });
    const deep = editSpec(narrow, stemPatch(narrow, true)).spec;
    expect(deep.stemWidth).toBe(8);
    expect(editSpec(deep, stemPatch(deep, false)).spec).toEqual(narrow);
  });

  it('recognises every named stem', () => {
    for (const [name, preset] of Object.entries(stemPresets)) expect(stemPresetOf(edited(preset))).toBe(name);
    expect(stemPresetOf(edited({ stemWidth: 48 }))).toBeNull();
  });
});

describe('words for a combination', () => {
  it('says nothing where a letter says it', () => {
    for (const tweaks of Object.values(variantTweaks)) expect(combinationWords(edited(tweaks))).toBeNull();
  });

  it('names the letter of timm, or the parts', () => {
    expect(combinationWords(edited(letterTweaks['t'] ?? {}))).toContain('letter T');
    expect(combinationWords(edited(letterTweaks['s'] ?? {}))).toContain('letter S');
    expect(combinationWords(edited(letterTweaks['e'] ?? {}))).toContain('letter E');
    expect(combinationWords(edited({ stemWidth: 16 }))).toBe(
      'ResNet-B with another width: 7×7 stem 16 wide.',
    );
    const words = combinationWords(edited({ shortcut: 'avgProjection' }));
    expect(words).toContain('7×7 stem 64 wide');
    expect(words).toContain('average-pool shortcut');
  });
});

it('has a name for every value of every choice', () => {
  for (const [name, option] of Object.entries(optionsOf('resnet'))) {
    if (option.kind !== 'choice') continue;
    const texts = option.values.map((value) => valueLabel(name, value));
    expect(new Set(texts).size).toBe(texts.length);
    if (typeof option.values[0] === 'string') {
      for (const value of option.values) expect(valueLabel(name, value)).not.toBe('');
    }
  }
  expect(valueLabel('depths', [3, 4, 6, 3])).toBe('3·4·6·3');
});
