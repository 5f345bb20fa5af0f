import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors.ts';
import { buildGraph } from '../build.ts';
import { parseSpec } from '../spec.ts';

/** The option at which a specification is refused, or null where it can be built. Anything else fails the test. */
function refusedAt(value: object): string | null {
  try {
    buildGraph(parseSpec(value));
    return null;
  } catch (error) {
    if (error instanceof SpecError) return error.path;
    throw error;
  }
}

describe('what depends on numbers is refused at the option, never by the builder', () => {
  it('halves of an odd stem', () => {
    const small = { family: 'sknet', block: 'basic', depths: [1, 1, 1, 1] };
    expect(refusedAt({ ...small, stemWidth: 7 })).toBe('stemWidth');
    expect(refusedAt({ ...small, stemWidth: 7, paths: 'all' })).toBeNull();
    expect(refusedAt({ ...small, stemWidth: 7, stem: 'deep' })).toBeNull();
  });

  it('an Inception smaller than its pools', () => {
    const at = (inputHeight: number, inputWidth: number): string | null =>
      refusedAt({ family: 'inception', inputHeight, inputWidth });
    for (let size = 32; size <= 130; size += 1) {
      expect(at(64, size)).toBeOneOf([null, 'inputWidth']);
      expect(at(size, 64)).toBeOneOf([null, 'inputHeight']);
    }
    expect([at(32, 64), at(64, 32), at(64, 64)]).toEqual(['inputHeight', 'inputWidth', null]);
  });
});
