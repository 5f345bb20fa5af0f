import { describe, expect, it } from 'vitest';
import { headerOf } from './fixtures/files.ts';
import { labelsOf } from './labels.ts';

const withMetadata = (metadata: Record<string, string>) => headerOf([{ name: 'a', shape: [1] }], metadata);

describe('class names in a file', () => {
  it.each(['labels', 'class_names'])('are read from %s', (key) => {
    const file = withMetadata({ [key]: '["tench","Kuvasz","lynx"]', format: 'pt' });
    expect(labelsOf(file, 3)).toEqual({ labels: ['tench', 'Kuvasz', 'lynx'], problem: null });
  });

  it('are not there in most files', () => {
    expect(labelsOf(withMetadata({ format: 'pt' }), 3)).toEqual({ labels: null, problem: null });
  });

  it.each([
    ['[1,2,3]', 'weights.labelsNotList'],
    ['{"0":"tench"}', 'weights.labelsNotList'],
    ['tench, lynx', 'weights.labelsNotList'],
    ['["a","b"]', 'weights.labelsCount'],
  ])('are left out with a reason when they are %s', (text, key) => {
    const { labels, problem } = labelsOf(withMetadata({ labels: text }), 3);
    expect(labels).toBeNull();
    expect(problem?.key).toBe(key);
    expect(problem?.message).not.toMatch(/\{\w+\}/);
  });

  it('lose control characters and what is too long', () => {
    const { labels } = labelsOf(withMetadata({ labels: JSON.stringify(['a\nb', 'x'.repeat(999)]) }), 2);
    expect(labels?.[0]).toBe('a\uFFFDb');
    expect(labels?.[1]).toHaveLength(201);
  });
});
